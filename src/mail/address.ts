/** Case and the way an accent is written make no difference to whom an address belongs to. */
export const foldAddress = (email: string): string => email.trim().normalize('NFKC').toLowerCase();

/** The letter box behind an address: what stands behind a plus sign is whatever its owner made up. */
export const letterBoxOf = (email: string): string => foldAddress(email).replace(/^([^+@]+)\+[^@]*@/, '$1@');

/** What stands behind the last @, in lower case. */
export const domainOf = (email: string): string => email.slice(email.lastIndexOf('@') + 1).toLowerCase();
