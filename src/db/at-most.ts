/** Does at most so many things at a time. All others wait for their turn, in the order asked, for as long as it takes. */
export function atMost(limit: number) {
  let free = limit;
  const waiting: (() => void)[] = [];
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (free > 0) free -= 1;
    else await new Promise<void>(resolve => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
  return Object.assign(inTurn, { waiting: () => waiting.length });
}
