import { canMove, type LetterMove, type LetterState } from '../letters/letter-state.ts';

/** What a supporter can answer to "Did your MP reply?": the key of its words, and whether a reply came. */
export const ANSWERS = [
  { key: 'helps', title: 'replies:answers.helps', replied: true },
  { key: 'raised', title: 'replies:answers.raised', replied: true },
  { key: 'standard', title: 'replies:answers.standard', replied: true },
  { key: 'none', title: 'replies:answers.none', replied: false },
  { key: 'other', title: 'replies:answers.other', replied: false },
] as const;

export type Answer = (typeof ANSWERS)[number];

/** The answer that a link or a form names by its key; or null. */
export const answerOf = (key: string): Answer | null => ANSWERS.find(answer => answer.key === key) ?? null;

type Standing = { state: LetterState; way: string | null };

/** Its writer can know whether a reply came: it left, or its writer has it to post. */
export function canBeAnswered({ state, way }: Standing): boolean {
  return state === 'accepted' || state === 'replied' || (state === 'confirmed' && way === 'own_means');
}

/** What an answer does to the letter; null: nothing. */
export function moveFor({ state, way }: Standing, { replied }: Pick<Answer, 'replied'>): LetterMove | null {
  const back = way === 'own_means' ? 'miss_reply_by_post' : 'miss_reply';
  const move = replied ? 'reply' : back;
  return canBeAnswered({ state, way }) && canMove(state, move) ? move : null;
}
