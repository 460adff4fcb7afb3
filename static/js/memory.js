// What this phone remembers, and how long a text is that a person wants to leave there.

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

// The length of a text as a person counts: the emoji of a family is one character, and eleven units of a string.
// Firefox before 125 has no Segmenter, and counts it as seven.
export const lengthOf = (text) => [...(Intl.Segmenter ? new Intl.Segmenter().segment(text) : text)].length;
