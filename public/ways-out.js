// Where there is a button, the page says so, and not only how to do without.
const how = document.querySelector('[data-with-button]');
if (how) how.textContent = how.dataset.withButton;

// Buttons that need a script are shown by it: the text can be selected and the page printed without them.
for (const button of document.querySelectorAll('[data-copy], [data-print]')) {
  button.closest('[hidden]').hidden = false;
  button.addEventListener('click', async () => {
    if ('print' in button.dataset) return print();
    const text = document.getElementById(button.dataset.copy);
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
    } catch {
      // Pages without https have no clipboard; the text is selected, and this is the old way.
      if (!document.execCommand('copy')) return;
    }
    const said = document.querySelector('[data-copied]');
    said.textContent = said.dataset.copied;
  });
}
