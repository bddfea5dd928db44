import { AlignmentType, Document, LevelFormat, Packer, Paragraph, TextRun } from 'docx';
import type { Language } from '../languages/language.ts';
import type { Sheet } from './ways-out.ts';

/** A4 and its margins in twentieths of a point; 25 mm on each side. */
const PAGE = {
  size: { width: 11_906, height: 16_838 },
  margin: { top: 1_417, right: 1_417, bottom: 1_417, left: 1_417 },
};
const LANGUAGES: Record<Language, string> = { en: 'en-GB', cy: 'cy-GB' };
const BULLET = /^[-•*] /;

/** The letter as Word opens it: on A4, paragraph by paragraph, spelled in its own language. */
export function wordFile(
  { sender, paragraphs }: Sheet,
  subject: string,
  language: Language,
): Promise<Buffer> {
  const document = new Document({
    title: subject,
    // Word would show the library's own name as the author.
    creator: '',
    lastModifiedBy: '',
    styles: {
      default: {
        document: {
          run: { font: 'Arial', size: 24, language: { value: LANGUAGES[language] } },
          paragraph: { spacing: { after: 200, line: 288 } },
        },
      },
    },
    numbering: {
      config: [
        {
          reference: 'list',
          levels: [
            {
              level: 0,
              format: LevelFormat.BULLET,
              text: '•',
              style: { paragraph: { indent: { left: 425, hanging: 283 } } },
            },
          ],
        },
      ],
    },
    sections: [
      {
        properties: { page: PAGE },
        children: [
          ...(sender.length > 0 ? [linesOf(sender, AlignmentType.RIGHT)] : []),
          ...paragraphs.flatMap(paragraphsOf),
        ],
      },
    ],
  });
  return Packer.toBuffer(document);
}

/** Lines of a list are paragraphs of their own; other lines stay together. */
function paragraphsOf(text: string): Paragraph[] {
  const lines = text.split('\n');
  if (!lines.every(line => BULLET.test(line))) return [linesOf(lines, AlignmentType.LEFT)];
  return lines.map(
    line =>
      new Paragraph({
        numbering: { reference: 'list', level: 0 },
        children: [new TextRun(line.replace(BULLET, ''))],
      }),
  );
}

const linesOf = (lines: string[], alignment: (typeof AlignmentType)[keyof typeof AlignmentType]) =>
  new Paragraph({
    alignment,
    children: lines.map((text, index) => new TextRun(index === 0 ? { text } : { text, break: 1 })),
  });
