// What is half typed outlives a reload, another language and a look at another page: in this tab, and nowhere else.

const slug = location.pathname.split('/')[2];
const LOST = '#draft-lost';

// Null forgets it. Where it cannot be kept, the address that comes next says so, and no word of what was typed.
export function keepDraft(draft) {
  let mark = '';
  try {
    sessionStorage.removeItem(slug);
    if (draft) sessionStorage.setItem(slug, JSON.stringify(draft));
  } catch {
    if (draft) mark = LOST; // forbidden or full
  }
  for (const link of document.querySelectorAll('.language a')) link.hash = mark;
  // Only when it changes: Safari refuses more than 100 changes of the history in 30 seconds.
  const isMarked = location.hash === LOST;
  if (isMarked !== Boolean(mark)) history.replaceState(null, '', location.pathname + mark);
}

export function keptDraft() {
  try {
    return JSON.parse(sessionStorage.getItem(slug));
  } catch {
    return null; // forbidden
  }
}
