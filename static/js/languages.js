// The list of languages: each link leads to the page from which the person comes, in another language. The fragment is
// what follows the language in the address of that page: /en/languages#check, or #diary#draft-lost. Without this script
// the links lead to the home page.

import './app.js';

const place = location.hash.slice(1);

// The link that skips to the text leaves the name of a part of this page. A sheet in two languages is, in the second one,
// the sheet in one language.
if (!document.getElementById(place)) {
  for (const link of document.querySelectorAll('.languages a')) {
    link.href += place.replace(new RegExp(`/${link.hreflang}$`), '');
  }
}
