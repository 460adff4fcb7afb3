// Reads our own pages, for the search and for the choice of a wrong sentence.

// Returns the saved page, or undefined. A private window of Firefox forbids Cache Storage.
export async function savedHtml(path) {
  try {
    return await (await caches.match(path, { ignoreVary: true }))?.text();
  } catch {
    return undefined;
  }
}

// Trusted Types: DOMParser takes no plain string. The scripts of a parsed document do not run, and it loads nothing.
const policy = globalThis.trustedTypes?.createPolicy('page-text', { createHTML: (html) => html });

export const parse = (html) => new DOMParser().parseFromString(policy ? policy.createHTML(html) : html, 'text/html');
