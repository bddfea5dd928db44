import { formTokenIn, signIn } from './staff.ts';
import { previewed, unescaped, type World } from './world.ts';

/** Where the letter of the starter campaign is changed. */
export const EDITOR = '/staff/templates/school-attendance';

export type Editor = Awaited<ReturnType<typeof openEditor>>;

/** An editor who has a form open: posts carry its token, and can be expected of. */
export async function openEditor(world: World, email: string) {
  const { get, raw } = await signIn(world, 'editor', email);
  const token = formTokenIn((await get('/staff/account')).text);
  return {
    email,
    get,
    post(url: string, form: Record<string, string | string[]>) {
      const pairs = Object.entries(form).flatMap(([name, value]) =>
        [value].flat().map(one => [name, one] as [string, string]),
      );
      const sent = new URLSearchParams([['_csrf', token], ...pairs]).toString();
      return raw.post(url).set('Sec-Fetch-Site', 'same-origin').type('form').send(sent);
    },
    /** What stands in the editor's form now. */
    form: async () => templateFormIn((await get(EDITOR).expect(200)).text),
  };
}

export type TemplateForm = { subject: string; body: string; revision: string };

/** What stands in the form of an editor's page. */
export function templateFormIn(html: string): TemplateForm {
  const revision = /name="revision" value="([^"]*)"/.exec(html)?.[1] ?? '';
  return { ...previewed(html), revision };
}

/** A page's markup, on one line, as a reader's eye takes it. */
export const onOneLine = (html: string) => unescaped(html.replace(/\s+/g, ' '));

/** What the letter's tables and the audit log hold. */
export const templateRows = ({ deps: { db } }: World) => ({
  versions: () => db.read.templateVersion.findMany({ orderBy: { version: 'asc' } }),
  drafts: () => db.read.templateDraft.findMany(),
  audited: () =>
    db.read.auditEntry.findMany({
      orderBy: { id: 'asc' },
      select: { who: true, what: true, target: true, details: true },
    }),
});
