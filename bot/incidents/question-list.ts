/** The SOC's own list of questions: one on a line, and after a bar how it is to be answered. Pure. */
import type { AnswerKind } from './question.ts';

export const mostListed = 30;
export const longestLine = 300;

/** A question as it can be chosen. */
export interface Listed {
  /** the whole line */
  line: string;
  question: string;
  answers?: AnswerKind;
  options?: string[];
}

/** `Was this planned? | yes/no`, `Which of them? | dev, test, prod`, and anything else as it stands. */
export function listedIn(lines: string[]): Listed[] {
  return lines.flatMap((line) => {
    const text = line.trim();
    if (!text) return [];
    const [, question = '', how = ''] = /^(.*\S)\s*\|\s*([^|]+)$/.exec(text) ?? [];
    if (/^(?:yes|ja)\s*\/\s*(?:no|nein)$/i.test(how.trim()))
      return [{ line: text, question, answers: 'yesNo' as const }];
    const options = optionsIn(how.split(','));
    if (options.length > 1) return [{ line: text, question, answers: 'choice' as const, options }];
    return [{ line: text, question: text }];
  });
}

export const mostOptions = 10;

/** What a choice offers: each once, and no more than fit on a phone. */
export function optionsIn(texts: string[]): string[] {
  const options = texts.map((text) => text.replace(/\s+/g, ' ').trim().slice(0, 100)).filter(Boolean);
  return [...new Set(options)].slice(0, mostOptions);
}
