// npm's web-push as its users tune it: 64 in flight, one keep-alive agent, the VAPID header signed once.
// node web_push.mjs <count> <origin> <ca file>; prints {"cpu": seconds, "wall": seconds, "count": n}.
import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { createECDH, randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';

const webpush = createRequire(`${process.env.NODE_MODULES}/`)('web-push');
const [count, origin, ca] = [Number(process.argv[2]), process.argv[3], process.argv[4]];
const IN_FLIGHT = 64;

const keys = Array.from({ length: Math.min(count, 500) }, () => {
  const browser = createECDH('prime256v1');
  browser.generateKeys();
  return { p256dh: browser.getPublicKey('base64url'), auth: randomBytes(16).toString('base64url') };
});
const { publicKey, privateKey } = webpush.generateVAPIDKeys();
const { Authorization } = webpush.getVapidHeaders(origin, 'mailto:bench@clinic.example', publicKey, privateKey, 'aes128gcm');
const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT, ca: readFileSync(ca) });
const data = JSON.stringify({ web_push: 8030, notification: { title: 'x'.repeat(60), body: 'y'.repeat(100) } });
const options = { TTL: 60, agent, headers: { Authorization, Urgency: 'high', Topic: 'bench-000000' } };

async function send(n) {
  let next = 0;
  const lane = async () => {
    while (next < n) {
      const i = next++;
      await webpush.sendNotification({ endpoint: `${origin}/push/${i}`, keys: keys[i % keys.length] }, data, options);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
}

await send(IN_FLIGHT);
const before = process.cpuUsage();
const begin = performance.now();
await send(count);
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ cpu: (user + system) / 1e6, wall: (performance.now() - begin) / 1e3, count }));
process.exit(0);
