// The choice of a second language on a page whose words somebody else reads. The words of all languages are in one file
// (pwa/site/other_languages.py), so that no page grows with the number of languages. It is a part of every pack. Pages
// import this module when the choice is opened, or for an address with a language.

const { lang } = document.documentElement;

// Calls `show` with the language that the address ends in, as in #es or #es-softer, now and whenever it changes, and with
// a Map of all languages, also that of the page: name, direction, state and texts of each. Throws a TypeError where the
// file is not saved and there is no network.
export async function offer(others, show) {
  const languages = new Map(Object.entries(await (await fetch(others.dataset.from)).json()));
  const list = others.querySelector('ul');
  for (const [tag, { name, dir }] of languages) {
    if (tag === lang) continue;
    const choice = list.querySelector('template').content.cloneNode(true);
    Object.assign(choice.querySelector('a'), { href: `#${tag}`, textContent: name, lang: tag, dir });
    list.append(choice);
  }

  const turn = () => {
    const place = location.hash.slice(1);
    const tag = [place, place.replace(/-[a-z]+$/, '')].find((part) => languages.has(part));
    if (!tag) return;
    others.open = false;
    show({ tag, ...languages.get(tag) }, languages);
  };
  addEventListener('hashchange', turn);
  turn();
}
