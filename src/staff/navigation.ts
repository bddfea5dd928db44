import { type Action, may, type Role } from './role.ts';

/** The staff area's pages in the order of its menu; each shows to those who may open it. */
export const NAVIGATION: { path: string; label: string; action: Action }[] = [
  { path: '/staff', label: 'Dashboard', action: 'see-counts' },
  { path: '/staff/export', label: 'Exports', action: 'export-counts' },
  { path: '/staff/campaigns', label: 'Campaigns', action: 'edit-campaigns' },
  { path: '/staff/templates', label: 'Templates', action: 'edit-templates' },
  { path: '/staff/mps', label: 'MPs', action: 'see-counts' },
  { path: '/staff/letters', label: 'Letters', action: 'see-letters' },
  { path: '/staff/sending', label: 'Sending', action: 'change-settings' },
  { path: '/staff/mail', label: 'Mail', action: 'change-settings' },
  { path: '/staff/retention', label: 'What we keep', action: 'change-settings' },
  { path: '/staff/tokens', label: 'Tokens', action: 'change-settings' },
  { path: '/staff/people', label: 'People', action: 'manage-people' },
  { path: '/staff/audit', label: 'Audit', action: 'read-audit' },
  { path: '/staff/account', label: 'My account', action: 'own-account' },
];

/** @param url what is shown now; its item is marked as current */
export function navigationFor(role: Role, url: string) {
  const [path = ''] = url.split('?');
  return NAVIGATION.filter(({ action }) => may(role, action)).map(item => ({
    ...item,
    current: item.path === '/staff' ? path === item.path : `${path}/`.startsWith(`${item.path}/`),
  }));
}
