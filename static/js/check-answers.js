// Stores the answers of the check for today in this tab, so that a reload, another language or a look at another page
// loses none. They are in sessionStorage only: in no address, no request, no history.

const KEY = 'check';

// As in "Mon Nov 30 2026", where the phone is.
export const today = () => new Date().toDateString();

// `check` is { day, version, step, isAll, answers: { E1: 'yes' } }. Returns whether it could be kept.
export function keepAnswers(check) {
  try {
    // First: on a full phone no older answers may stay, which say No where the person says Yes by now.
    sessionStorage.removeItem(KEY);
    if (Object.keys(check.answers).length) sessionStorage.setItem(KEY, JSON.stringify(check));
    return true;
  } catch {
    return false;
  }
}

// The check as it was kept, or `{ problem }`: the name of the message that says why there are no answers. What is not
// of today, or answers other questions than those of `version`, is deleted. Without anything kept: {}.
export function keptAnswers(version) {
  let check;
  try {
    check = JSON.parse(sessionStorage.getItem(KEY));
  } catch ({ name }) {
    if (name !== 'SyntaxError') return { problem: 'not-kept' };
    check = { day: today() }; // not as this release writes it
  }
  if (!check) return {};
  if (check.day === today() && check.version === version) return check;
  sessionStorage.removeItem(KEY);
  return { problem: check.day === today() ? 'updated' : 'earlier-day' };
}
