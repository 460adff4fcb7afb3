// Puts a reminder into a code for another phone: its kind, day and time, as in `#1.<checksum>.doctor.2026-12-01.1000`.
// The language is that of the address. The code stands behind the "#", which browsers do not send to a server, and
// names neither a phone nor a subscription. So the server cannot link the two phones.

import { checksum } from './sheet-record.js';

const SHAPE = /^1\.([0-9a-z]{1,7})\.(([a-z]+)\.(\d{4}-\d\d-\d\d)\.([01]\d|2[0-3])([0-5]\d))$/;
const [NIGHT_ENDS, NIGHT_BEGINS] = ['08:00', '21:00'];

// Shows the code of a reminder, and the same as a link.
export async function showCode(place, { kind, at }) {
  const body = `${kind}.${at.replace('T', '.').replace(':', '')}`;
  const address = `${location.origin}${location.pathname}#1.${checksum(body)}.${body}`;
  const canvas = place.querySelector('canvas');
  const { drawCode } = await import('./qr.js').catch(() => ({})); // without a network it may not be there
  canvas.hidden = !drawCode?.(canvas, address);
  const link = place.querySelector('.code a');
  link.href = link.textContent = address;
  const share = place.querySelector('[value=share]');
  share.onclick = navigator.share && (() => navigator.share({ url: address }).catch(() => {})); // the person closed it
  share.hidden = !share.onclick;
  const figure = place.querySelector('.code');
  figure.hidden = false;
  figure.scrollIntoView({ block: 'nearest' });
}

// Returns the reminder of a code. Throws an error with the name of a message if the code is not whole or not ours.
export function readCode(code) {
  const [, sum, body, kind, day, hours, minutes] = SHAPE.exec(code) ?? [];
  const time = `${hours}:${minutes}`;
  // Date would take 31 February for 3 March.
  const isDay = body && new Date(`${day}T12:00Z`).toJSON() === `${day}T12:00:00.000Z`;
  if (!isDay || sum !== checksum(body)) throw Object.assign(new Error('bad-code'), { name: 'bad-code' });
  return { kind, at: `${day}T${time}`, at_night: time < NIGHT_ENDS || time >= NIGHT_BEGINS };
}
