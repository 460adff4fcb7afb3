{#- The service worker of one release. These lines alone change with every release: the code is a static file, which a
    phone fetches again only when it has changed. -#}
const RELEASE = '{{ release }}';
// Trusted Types: importScripts() takes no plain string.
const policy = self.trustedTypes?.createPolicy('worker', { createScriptURL: (url) => url });
for (const path of ['/fallback.js', '{{ code }}']) importScripts(policy ? policy.createScriptURL(path) : path);
