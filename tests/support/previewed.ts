/** What stands in the preview's fields, from the page's HTML. */
export function previewed(html: string): { subject: string; body: string } {
  const subject = /<textarea id="subject"[^>]*>([^<]*)/.exec(html)?.[1] ?? '';
  const body = /<textarea id="body"[^>]*>([\s\S]*?)<\/textarea>/.exec(html)?.[1] ?? '';
  return { subject: unescaped(subject), body: unescaped(body) };
}

const ENTITIES: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#x27': "'",
  '#x60': '`',
  '#x3D': '=',
};
export const unescaped = (html: string) => html.replace(/&([#\w]+);/g, (all, name) => ENTITIES[name] ?? all);
