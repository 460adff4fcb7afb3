// What this phone remembers.

// Private windows may forbid storage: then the page stays as it was rendered.
export function remembered(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

// Whether it is kept. If not, it holds for this page.
export function remember(key, value) {
  try {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
    return true;
  } catch {
    return false;
  }
}

// Asks the browser not to delete by itself what is saved here. Chromium and Safari decide in silence. Firefox asks the
// person, so there only a tap leads here (`isTapped`): no page opens with a question.
export async function askToKeep(isTapped = false) {
  if (!isTapped && /Firefox\//.test(navigator.userAgent)) return;
  await navigator.storage?.persist?.().catch(() => {}); // not where storage is forbidden
}
