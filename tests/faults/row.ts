/** A fault, and what became of the letters while it was caused. */
export type FaultRow = {
  fault: string;
  times: number;
  /** Letters that a supporter was told are confirmed. */
  confirmed: number;
  /** Of these, those that the MP's mail server took. */
  arrived: number;
  /** Mails more than one for a letter. */
  duplicated: number;
  /** Of these, those whose two mails have one Message-ID. */
  sameId: number;
  /** Ended as failed, and its writer got the text. */
  endedFailed: number;
  /** Counted as sent though no answer came. */
  presumed: number;
  lost: number;
};

/** How letters ended, by what the mail server wrote down and what the database says. */
export function countRow(
  fault: string,
  times: number,
  letters: { key: string; failed: boolean; presumed: boolean }[],
  mails: { letter: string; messageId: string }[],
): FaultRow {
  const got = new Map<string, string[]>();
  for (const { letter, messageId } of mails) got.set(letter, [...(got.get(letter) ?? []), messageId]);
  const arrived = letters.filter(({ key }) => got.has(key));
  const twice = letters.filter(({ key }) => (got.get(key)?.length ?? 0) > 1);
  return {
    fault,
    times,
    confirmed: letters.length,
    arrived: arrived.length,
    duplicated: twice.reduce((sum, { key }) => sum + (got.get(key)?.length ?? 1) - 1, 0),
    sameId: twice.filter(({ key }) => new Set(got.get(key)).size === 1).length,
    endedFailed: letters.filter(({ failed }) => failed).length,
    presumed: letters.filter(({ presumed }) => presumed).length,
    lost: letters.filter(({ key, failed }) => !got.has(key) && !failed).length,
  };
}

/** The rows as a table for a terminal. */
export function tableOf(rows: FaultRow[]): string {
  const titles: [keyof FaultRow, string][] = [
    ['fault', 'fault'],
    ['times', 'times'],
    ['confirmed', 'confirmed'],
    ['arrived', 'arrived'],
    ['duplicated', 'duplicated'],
    ['sameId', 'of one id'],
    ['endedFailed', 'ended failed'],
    ['presumed', 'presumed'],
    ['lost', 'lost'],
  ];
  const lines = [
    titles.map(([, title]) => title),
    ...rows.map(row => titles.map(([key]) => String(row[key]))),
  ];
  const widths = titles.map((_, column) => Math.max(...lines.map(line => (line[column] ?? '').length)));
  return lines
    .map(line =>
      line
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join('  '),
    )
    .join('\n');
}
