/** What every card is written for: whose words, whose clock, whose targets. */
import type { AcknowledgeTargets } from '../bot/incidents/levels.ts';
import { timeText } from '../bot/words/time.ts';
import type { Words } from '../bot/words/words.ts';

export interface CardContext {
  words: Words;
  /** `en` or `de`; for dates, lists and screen readers */
  language: string;
  /** IANA time zone of the place that reads the card */
  zone: string;
  now: Date;
  /** minutes to acknowledge, by severity */
  targets: AcknowledgeTargets;
}

/** A time as this card's readers read it, with date and zone. */
export function timeOn(context: CardContext, time: string | Date): string {
  return timeText(time, context.zone, context.language);
}

/** `a, b and c`, in the card's language. */
export function listOn(context: CardContext, items: string[]): string {
  return new Intl.ListFormat(context.language, { type: 'conjunction' }).format(items);
}

/** The first `max` of some texts on one line, and how many more there are. */
export function cappedList(context: CardContext, items: string[], max: number): string {
  const shown = items.slice(0, max).join(', ');
  const rest = items.length - max;
  return rest > 0 ? context.words('cards:andMore', { shown, count: rest }) : shown;
}
