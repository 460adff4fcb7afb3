// The script of the page /dev/example of the development server: it replaces the diary of this browser by examples, and
// makes the reminders of this browser due. It is in no pack.

const show = (id) => {
  document.getElementById(id).hidden = false;
};

// Returns whether any reminder of this browser became due. That needs a subscription that the server knows.
async function makeDue() {
  if (!navigator.serviceWorker?.controller) return false; // without a worker there is no push
  const subscription = await (await navigator.serviceWorker.ready).pushManager?.getSubscription();
  if (!subscription) return false;
  const headers = { 'Content-Type': 'application/json' };
  const answer = await fetch('/dev/due', { method: 'POST', headers, body: JSON.stringify({ subscription }) });
  return answer.ok && (await answer.json()).due > 0;
}

localStorage.setItem('diary', await (await fetch('/dev/diary.json')).text());
show('diary');
show((await makeDue()) ? 'due' : 'none');
