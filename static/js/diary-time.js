// Weeks and massages: which entries belong together.

const DAY = 86400000; // milliseconds
export const WEEK = 7 * DAY;

// Returns the start of the week of a moment: its Monday (ISO 8601). The first day of 1970 was a Thursday.
export const weekOf = (moment) => Math.floor((moment + 3 * DAY) / WEEK) * WEEK - 3 * DAY;

// Pairs each entry before a massage with the first one after it, of the same or the next day. Returns the oldest first.
export function sessionsOf(entries) {
  const sessions = [];
  let before = null;
  for (const entry of entries) {
    if (entry.massage === 'before') before = entry;
    if (entry.massage !== 'after' || !before) continue;
    const days = (Date.parse(entry.day) - Date.parse(before.day)) / DAY;
    if (days <= 1) sessions.push({ before, after: entry });
    before = null;
  }
  return sessions;
}
