// The letter's editor: inserts names at the cursor, shows the preview as one types, goes to a mistake's line.
const WAIT = 400;
const form = document.querySelector('#template');
const checked = document.querySelector('#checked');
const state = document.querySelector('#preview-state');
const body = form.elements.body;
let lastField = body;
let timer;
let running;
let saved = true;

for (const field of [form.elements.subject, body]) {
  field.addEventListener('focus', () => {
    lastField = field;
  });
}

for (const button of form.querySelectorAll('[data-insert]')) {
  button.hidden = false;
  button.addEventListener('click', () => {
    lastField.focus();
    // Keeps the browser's undo, unlike setting the value.
    document.execCommand('insertText', false, button.dataset.insert);
  });
}

form.addEventListener('input', event => {
  if (event.target.name === 'subject' || event.target.name === 'body') saved = false;
  clearTimeout(timer);
  timer = setTimeout(preview, WAIT);
});

form.addEventListener('submit', () => {
  saved = true;
});

addEventListener('beforeunload', event => {
  if (!saved) event.preventDefault();
});

checked.addEventListener('click', event => {
  const line = Number(event.target.closest('[data-line]')?.dataset.line);
  if (!line) return;
  event.preventDefault();
  const before = body.value.split('\n').slice(0, line - 1);
  const start = before.reduce((sum, text) => sum + text.length + 1, 0);
  body.focus();
  body.setSelectionRange(start, start + body.value.split('\n')[line - 1].length);
});

async function preview() {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  const fields = new URLSearchParams(new FormData(form));
  fields.set('fragment', 'yes');
  try {
    const response = await fetch(form.dataset.preview, { method: 'POST', body: fields, signal: mine.signal });
    if (!response.ok) throw new Error(response.statusText);
    checked.innerHTML = await response.text();
    state.textContent = '';
  } catch {
    if (!mine.signal.aborted) {
      state.textContent =
        'The preview is out of date: it could not be made just now. Your text is still here.';
    }
  }
}
