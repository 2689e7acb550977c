/** What somebody answered, in words. Pure. */
import type { Words } from '../words/words.ts';
import type { Answer, Question } from './question.ts';

/** What was chosen of what a question offers; '' where nothing was, or what it offered was erased. */
export function chosenText(
  { kind, options = [] }: Question,
  { value, cannot }: Answer,
  words: Words,
): string {
  if (cannot) return words('talk:choice.cannot');
  if (value === undefined) return '';
  return kind === 'choice' ? (options[Number(value)] ?? '') : words(`talk:choice.${value}`);
}

/** All of an answer as one text: what was chosen, why, and the address that came with it; '' once it was erased. */
export function answerText(question: Question, answer: Answer, words: Words): string {
  const said = [chosenText(question, answer, words), answer.text].filter(Boolean).join(': ');
  const whole = [said, answer.link].filter(Boolean).join('\n');
  return answer.corrects && whole ? words('talk:choice.corrected', { text: whole }) : whole;
}
