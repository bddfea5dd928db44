// A page that stays open when its session ends by itself: what it shows leaves the screen and the document, and comes
// back, with all that was typed, once the same person has signed in again.
const cover = document.querySelector('#signed-out');
const shown = document.querySelector('main');
const header = document.querySelector('.site-header');
const title = document.title;
let ends = Date.now() + Number(cover.dataset.left) * 1000;
let covered = null;
let timer;

wait();
// Timers stand still while a computer sleeps; and whoever signed in in another tab comes back to this one.
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && (covered || Date.now() >= ends)) look();
});
addEventListener('focus', () => {
  if (covered) look();
});

function wait() {
  clearTimeout(timer);
  // A second more: it has to be over by then.
  timer = setTimeout(look, Math.max(1, ends - Date.now()) + 1000);
}

async function look() {
  const answer = await fetch('/staff/session-left').catch(() => null);
  // Where nobody answers, the session is as long as it was said to be.
  const session = answer && answer.ok ? await answer.json() : { left: 0, who: '' };
  const mine = session.who === cover.dataset.who;
  if (mine && session.left > 0) {
    ends = Date.now() + session.left * 1000;
    uncover(session.token);
    wait();
  } else if (session.who && !mine) location.replace('/staff');
  else hide();
}

function hide() {
  if (covered) return;
  covered = document.importNode(cover.content, true).firstElementChild;
  document.title = 'Signed out – Dear MP';
  header.hidden = true;
  shown.replaceWith(covered);
  covered.focus();
}

function uncover(token) {
  if (!covered) return;
  covered.replaceWith(shown);
  header.hidden = false;
  document.title = title;
  covered = null;
  // The forms were made for the session that is over.
  for (const field of document.querySelectorAll('[name="_csrf"]')) field.value = token;
}
