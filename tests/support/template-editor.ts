import { signIn } from './staff.ts';
import { unescaped, type World } from './world.ts';

/** Where the letter of the starter campaign is changed. */
export const EDITOR = '/staff/templates/school-attendance';

export type Editor = Awaited<ReturnType<typeof openEditor>>;

/** An editor at work on that letter. */
export async function openEditor(world: World, email: string) {
  const { get, post } = await signIn(world, 'editor', email);
  return {
    email,
    get,
    post,
    /** What stands in the editor's form now. */
    form: async (variant = '') =>
      templateFormIn((await get(`${EDITOR}?variant=${variant}`).expect(200)).text),
  };
}

export type TemplateForm = Record<(typeof FIELDS)[number], string>;
const FIELDS = ['variant', 'revision', 'subject', 'body', 'subject_cy', 'body_cy'] as const;

/** What stands in the form of an editor's page, its rule and name excepted. */
export function templateFormIn(html: string): TemplateForm {
  const form = html.slice(Math.max(0, html.indexOf('<form id="template"')));
  const fieldIn = (name: string) =>
    new RegExp(
      `<(?:input|textarea)[^>]* name="${name}"[^>]*?(?: value="([^"]*)"[^>]*>|>([^<]*)</textarea>)`,
    ).exec(form);
  return Object.fromEntries(
    FIELDS.map(name => {
      const [, line, lines] = fieldIn(name) ?? [];
      return [name, unescaped(line ?? lines ?? '')];
    }),
  ) as TemplateForm;
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
