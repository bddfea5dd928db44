import { unescaped } from './previewed.ts';

/** What somebody fills in, by the names of the fields; a field with several values has a list. */
export type Form = Record<string, string | string[]>;

/** A form's fields one by one, as a browser sends them: a name comes again for each of its values. */
export const fieldsOf = (form: Form) =>
  Object.entries(form).flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one]));

/** A form of a page, as a browser would send it without changing anything. */
export type PageForm = {
  method: string;
  action: string;
  fields: [name: string, value: string][];
  /** Of all its fields, also of those that are not ticked. */
  names: string[];
};

/** The forms of a page; each of its buttons makes one of its own. @param at the page's path and query */
export function formsIn(html: string, at: string): PageForm[] {
  return [...html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)].flatMap(([, tag = '', inside = '']) => {
    const method = (attribute(tag, 'method') ?? 'get').toUpperCase();
    const action = attribute(tag, 'action') || at;
    const fields = [...inputs(inside), ...areas(inside), ...choices(inside)];
    const names = [...inside.matchAll(/\bname="([^"]*)"/g)].map(([, name = '']) => unescaped(name));
    const buttons = [...inside.matchAll(/<button\b([^>]*)>/g)].map(([, button = '']) => button);
    return (buttons.length > 0 ? buttons : ['']).map(button => {
      const name = attribute(button, 'name');
      const pressed: [string, string][] = name ? [[name, attribute(button, 'value') ?? '']] : [];
      return {
        method,
        action: (attribute(button, 'formaction') ?? action).replace(/#.*/, ''),
        fields: [...fields, ...pressed],
        names,
      };
    });
  });
}

/** The addresses on this site that a page links to. */
export function linksIn(html: string): string[] {
  return [...html.matchAll(/<a\b[^>]*\bhref="(\/[^"#]*)/g)].map(([, href = '']) => unescaped(href));
}

function attribute(tag: string, name: string): string | undefined {
  const found = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(tag)?.[1];
  return found === undefined ? undefined : unescaped(found);
}

function inputs(html: string): [string, string][] {
  return [...html.matchAll(/<input\b([^>]*)>/g)].flatMap(([, tag = '']) => {
    const name = attribute(tag, 'name');
    const ticked = !/type="(?:checkbox|radio)"/.test(tag) || /\schecked\b/.test(tag);
    return name && ticked ? [[name, attribute(tag, 'value') ?? ''] as [string, string]] : [];
  });
}

function areas(html: string): [string, string][] {
  return [...html.matchAll(/<textarea\b([^>]*)>(.*?)<\/textarea>/gs)].flatMap(([, tag = '', text = '']) => {
    const name = attribute(tag, 'name');
    return name ? [[name, unescaped(text)] as [string, string]] : [];
  });
}

function choices(html: string): [string, string][] {
  return [...html.matchAll(/<select\b([^>]*)>(.*?)<\/select>/gs)].flatMap(([, tag = '', inside = '']) => {
    const name = attribute(tag, 'name');
    const options = [...inside.matchAll(/<option\b([^>]*)>/g)].map(([, option = '']) => option);
    const chosen = options.find(option => /\sselected\b/.test(option)) ?? options[0] ?? '';
    return name ? [[name, attribute(chosen, 'value') ?? ''] as [string, string]] : [];
  });
}
