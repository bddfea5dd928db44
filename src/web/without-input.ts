/** An error's message can quote what was typed (Prisma prints its arguments): keep its kind and its place. */
export function withoutInput(error: unknown) {
  if (!(error instanceof Error)) return { type: typeof error };
  const code = (error as { code?: unknown }).code;
  const frames = error.stack?.split('\n').filter(line => /^\s+at /.test(line));
  return { type: error.name, code, stack: frames?.join('\n') };
}
