// Sets the text size that a person chose on this phone, before the first paint. A module would run later, and the page
// would jump. It runs again on each `pageshow`: a page from the back/forward cache may have an older choice.
{
  const restore = () => {
    try {
      document.documentElement.dataset.text = localStorage.getItem('text') ?? '';
    } catch {
      // Storage is forbidden: the text stays as the browser is set.
    }
  };
  restore();
  addEventListener('pageshow', restore);
}
