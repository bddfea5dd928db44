/** Longer ones are no slip of the finger, and would take long to compare. */
const LONGEST = 40;

/**
 * The known name that was probably meant: one whose last part is the same ("code" for "asks.code"), or
 * one that differs in few letters. Undefined where nothing is near.
 */
export function nearestName(typed: string, known: Iterable<string>): string | undefined {
  if (typed.length > LONGEST) return undefined;
  const wanted = typed.toLowerCase();
  const ranked = [...known]
    .map(name => ({ name, distance: distanceTo(wanted, name.toLowerCase()) }))
    .filter(({ distance }) => distance <= Math.max(2, wanted.length / 3))
    .sort((a, b) => a.distance - b.distance);
  return ranked[0]?.name;
}

function distanceTo(typed: string, name: string): number {
  const [last = name] = name.split('.').slice(-1);
  return typed === last ? 0 : editDistance(typed, name);
}

/** Letters to put in, take out or change (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
