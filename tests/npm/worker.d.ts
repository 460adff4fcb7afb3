// What a service worker has besides other workers; TypeScript declares it for none.
declare const clients: Clients;
declare const registration: ServiceWorkerRegistration;
declare function skipWaiting(): Promise<void>;
