// What is half typed outlives a reload, another language and a look at another page: in this tab, and nowhere else.

const slug = location.pathname.split('/')[2];

// Null forgets it.
export function keepDraft(draft) {
  try {
    sessionStorage.removeItem(slug);
    if (draft) sessionStorage.setItem(slug, JSON.stringify(draft));
  } catch {
    if (!draft) return;
    // Forbidden or full: the address that comes next says so, and no word of what was typed.
    location.replace('#lost');
    for (const link of document.querySelectorAll('.language a')) link.hash = 'lost';
  }
}

export function keptDraft() {
  try {
    return JSON.parse(sessionStorage.getItem(slug));
  } catch {
    return null; // forbidden
  }
}
