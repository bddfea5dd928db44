/** Who may do what in the staff area; each role may all that the one before it may. */
export const ROLES = ['viewer', 'editor', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** What can be done, and the least role that it takes. Every staff route names one of these. */
export const LEAST_ROLE = {
  'own-account': 'viewer',
  'see-counts': 'viewer',
  'export-counts': 'viewer',
  'edit-templates': 'editor',
  'edit-campaigns': 'editor',
  'see-letters': 'admin',
  'export-personal-data': 'admin',
  'edit-mps': 'admin',
  'change-settings': 'admin',
  'manage-people': 'admin',
  'read-audit': 'admin',
} as const satisfies Record<string, Role>;
export type Action = keyof typeof LEAST_ROLE;

/** What each role is for, in words for people: a list, in which each one builds on the one before it. */
export const ROLE_WORDS: Record<Role, string> = {
  viewer: 'sees the figures and the MPs, and downloads counts without personal data',
  editor: 'also writes the letter templates and the campaign pages',
  admin: 'also sees letters and personal data, corrects MPs, and decides who else may come in',
};

/** The same for whoever has the role: in one sentence, without the roles before it. */
export const OWN_ROLE_WORDS: Record<Role, string> = {
  viewer: 'You see the figures and the MPs, and download counts without personal data.',
  editor:
    'You see the figures and the MPs, download counts without personal data, and write the letter templates and the campaign pages.',
  admin:
    'You may do everything: see the figures, letters and personal data, write the letter templates and the campaign pages, correct MPs, and decide who else may come in.',
};

/** Whether that role is enough for it. */
export function may(role: Role, action: Action): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(LEAST_ROLE[action]);
}

export const isRole = (value: unknown): value is Role => ROLES.some(role => role === value);

/** Who must have a second factor, as SECOND_FACTOR says: whoever can reach other people's personal data, or everyone. */
export const SECOND_FACTOR: Record<'admins' | 'everyone', (role: Role) => boolean> = {
  admins: role => role === 'admin',
  everyone: () => true,
};
