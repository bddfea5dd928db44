/** All that is logged of an error of the database, for its message may quote what it was given. */
export const codeOf = (error: unknown) => ({ code: (error as { code?: unknown }).code });
