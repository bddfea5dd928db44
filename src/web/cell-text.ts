/** Text without the characters that no cell shows, and that hide what stands behind them. */
export function visible(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/(?!\n)[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gu, ' ');
}

/** What a spreadsheet takes for the beginning of a formula or of a command, in narrow and in wide characters. */
const FORMULA = /^[\s'\p{Cf}]*[=+\-@|%＝＋－＠]/u;

/** Text that no spreadsheet runs when it opens a CSV: an apostrophe goes before what begins like a formula. */
export function harmless(text: string): string {
  const shown = visible(text);
  return FORMULA.test(shown) ? `'${shown}` : shown;
}
