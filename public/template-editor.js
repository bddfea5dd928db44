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

const texts = ['subject', 'body', 'subject_cy', 'body_cy'];
for (const field of texts.map(name => form.elements[name])) {
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
  if (event.target.name !== 'persona') saved = false;
  clearTimeout(timer);
  timer = setTimeout(() => preview(), WAIT);
});

form.addEventListener('submit', () => {
  saved = true;
});

addEventListener('beforeunload', event => {
  if (saved) return;
  event.preventDefault();
  // Chrome before 119 asks only where this is set, to whatever.
  event.returnValue = 'unsaved';
});

checked.addEventListener('click', event => {
  const another = event.target.closest('[name=another]');
  if (!another) return;
  event.preventDefault();
  preview(another);
});

checked.addEventListener('click', event => {
  const link = event.target.closest('[data-line]');
  if (!link) return;
  event.preventDefault();
  const field = form.elements[link.dataset.field];
  const lines = field.value.split('\n');
  const line = Number(link.dataset.line) - 1;
  const start = lines.slice(0, line).reduce((sum, text) => sum + text.length + 1, 0);
  field.focus();
  field.setSelectionRange(start, start + lines[line].length);
});

async function preview(button) {
  if (running) running.abort();
  const mine = new XMLHttpRequest();
  running = mine;
  const fields = new URLSearchParams(new FormData(form));
  if (button) fields.set(button.name, button.value);
  fields.set('fragment', 'yes');
  try {
    const nodes = await nodesFrom(mine, fields);
    checked.textContent = '';
    checked.append(...nodes);
    state.textContent = '';
    const again = button && checked.querySelector('[name=another]');
    if (again) again.focus();
  } catch {
    if (running === mine) {
      state.textContent =
        'The preview is out of date: it could not be made just now. Your text is still here.';
    }
  }
}

// The browser reads the page's part itself and runs nothing in it: text never becomes a page here.
function nodesFrom(request, fields) {
  return new Promise((resolve, reject) => {
    request.open('POST', form.dataset.preview);
    request.responseType = 'document';
    request.onload = () => {
      const read = request.status === 200 && request.responseXML && request.responseXML.body;
      if (read) resolve(read.childNodes);
      else reject(new Error(request.statusText));
    };
    request.onerror = reject;
    request.onabort = reject;
    request.send(fields);
  });
}
