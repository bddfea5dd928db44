/** A question that helps a supporter begin. Empty lists: it is for everybody. */
export type Prompt = {
  id: number;
  question: string;
  questionCy: string;
  relationships: string[];
  experiences: string[];
};

/** Who writes, and what they have lived through, as far as they have said. */
type Writer = { relationship: string; experiences: string[] };

/** More would be a questionnaire. */
const MOST = 3;

/**
 * The questions for one writer, two or three where the campaign has as many, in its order. Each kind has its
 * turn first: what happened, how it was for somebody like them, what anybody can be asked. So whoever ticks
 * five experiences is not asked three times what happened.
 */
export function choosePrompts<P extends Prompt>(prompts: readonly P[], writer: Writer): P[] {
  const fitting = prompts.filter(prompt => isFor(prompt, writer));
  const kinds = [
    fitting.find(({ experiences }) => experiences.length > 0),
    fitting.find(({ relationships, experiences }) => relationships.length > 0 && experiences.length === 0),
    fitting.find(({ relationships, experiences }) => relationships.length + experiences.length === 0),
  ];
  const inTurn = new Set([...kinds.filter(prompt => prompt !== undefined), ...fitting]);
  const chosen = [...inTurn].slice(0, MOST);
  return fitting.filter(prompt => chosen.includes(prompt));
}

function isFor({ relationships, experiences }: Prompt, writer: Writer): boolean {
  return (
    (relationships.length === 0 || relationships.includes(writer.relationship)) &&
    (experiences.length === 0 || experiences.some(key => writer.experiences.includes(key)))
  );
}
