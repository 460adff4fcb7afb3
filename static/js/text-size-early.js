// Before the first paint: the text size that a person chose on this phone. A module would come after it, and the
// page would jump. Again on each `pageshow`: a page that the browser kept whole may know an older choice.
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
