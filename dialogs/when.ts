/** The times that a form offers for something to be due. */
import { type When, whens } from '../bot/incidents/due-time.ts';
import type { Words } from '../bot/words/words.ts';
import type { Choice } from './choices.ts';

/** @param never whether it may be due at no time at all */
export function whenChoices(words: Words, never: boolean): Choice[] {
  const offered: readonly When[] = never ? whens : whens.filter((when) => when !== 'never');
  return offered.map((value) => ({ title: words(`dialogs:when.${value}`), value }));
}
