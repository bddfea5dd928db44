// Saves what somebody writes, quietly and while they type, and keeps the advice on its length up to date.
const IDLE = 2000;
const LONGEST = 15000;
const AGAIN = [3000, 10000, 30000, 60000];
/** A browser takes no more than 64 KiB of what it sends while a page goes away. */
const PARTING = 60000;

const form = document.querySelector('form[data-save]');
const state = form && form.querySelector('#autosave');
/** What a save under way may have put into the story is no part of what there is to save. */
function contents() {
  const all = new URLSearchParams(new FormData(form));
  all.delete('sending');
  return all.toString();
}
let saved = form && contents();
let failures = 0;
let running = false;
/** The server says that the letter is not this page's any more. */
let over = false;
/** The form itself is on its way, with all that there is. */
let leaving = false;
let typedSince;
let timer;

/** A reader's voice tells of a change alone: as long as all goes well it speaks once. */
function tell(how) {
  const words = state.dataset[how];
  if (state.textContent !== words) state.textContent = words;
  state.classList.toggle('unsaved', how !== 'saved');
}

function saveIn(milliseconds) {
  clearTimeout(timer);
  if (!over) timer = setTimeout(save, milliseconds);
}

async function save() {
  const now = contents();
  if (over || leaving || now === saved) return;
  // One after another, so that the newest arrives last.
  if (running) return saveIn(IDLE);
  running = true;
  const since = typedSince;
  typedSince = undefined;
  const answered = await post(now).catch(() => null);
  running = false;
  if (answered && answered.ok) {
    failures = 0;
    kept(now);
    if (contents() !== saved) saveIn(IDLE);
    return tell('saved');
  }
  over = answered !== null && (answered.status === 409 || answered.status === 404);
  tell(over ? 'over' : 'unsaved');
  typedSince = typedSince || since;
  saveIn(AGAIN[Math.min(failures, AGAIN.length - 1)]);
  failures += 1;
}

function post(body, more = {}) {
  const { sending } = form.elements;
  if (sending) sending.value = answersIn(new URLSearchParams(body));
  return fetch(form.dataset.save, { method: 'POST', body: new URLSearchParams(body), ...more });
}

const answersIn = fields =>
  [...fields]
    .filter(([name, answer]) => name.startsWith('answer-') && answer.trim())
    .map(([, answer]) => answer.trim())
    .join('\n\n');

/** Answers have become part of the story: the next save puts the newer ones in their place. */
function kept(body) {
  const { before } = form.elements;
  const sent = new URLSearchParams(body);
  if (before) {
    before.value = answersIn(sent);
    sent.set('before', before.value);
  }
  saved = sent.toString();
}

function saveOnParting() {
  const now = contents();
  const untouched = typedSince === undefined && !running;
  if (over || leaving || untouched || now.length > PARTING) return;
  // What a save that is under way puts into the story would be put there twice.
  if (running && form.elements.before) return;
  clearTimeout(timer);
  post(now, { keepalive: true }).then(
    ({ ok }) => ok && kept(now),
    () => saveIn(IDLE),
  );
}

function advise() {
  const now = document.querySelector('#story-advice');
  const all = document.querySelector('#story-advice-steps');
  const story = form.elements.story.value;
  const count = story.split(/\s+/).filter(word => /[\p{L}\p{N}]/u.test(word)).length;
  const fits = [...all.querySelectorAll('[data-from]')].filter(({ dataset }) => count >= dataset.from).pop();
  const over = story.trim().length - all.dataset.most;
  const step = over > 0 ? all.querySelector('.too-long') : fits;
  const number = over > 0 ? over : Math.round(count / 10) * 10;
  const words = step.textContent.replace('#', number.toLocaleString('en-GB'));
  if (now.textContent !== words) now.textContent = words;
}

if (form) {
  form.addEventListener('input', event => {
    if (event.target.id === 'story') advise();
    leaving = false;
    typedSince = typedSince || Date.now();
    // After a failure its own time to try again stands.
    if (failures === 0) saveIn(Math.max(0, Math.min(IDLE, typedSince + LONGEST - Date.now())));
  });
  form.addEventListener('submit', () => {
    leaving = true;
  });
  addEventListener('pageshow', () => {
    leaving = false;
  });
  addEventListener('online', () => {
    // A network that has just come may take a moment more: what failed without it counts no longer.
    failures = 0;
    saveIn(0);
  });
  addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && saveOnParting());
}
