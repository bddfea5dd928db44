/** Case and the way an accent is written make no difference to whom an address belongs to. */
export const foldAddress = (email: string): string => email.trim().normalize('NFKC').toLowerCase();
