/** What every card is written for: whose words, whose clock, whose targets. */
import type { AcknowledgeTargets } from '../bot/incidents/levels.ts';
import { clockText, timeText } from '../bot/words/time.ts';
import type { Words } from '../bot/words/words.ts';
import { outsideText } from './untrusted.ts';

/** What a card is written for. */
export interface CardContext {
  words: Words;
  /** `en` or `de`; for dates, lists and screen readers */
  language: string;
  /** IANA time zone of the place that reads the card */
  zone: string;
  now: Date;
  /** minutes to acknowledge, by severity */
  targets: AcknowledgeTargets;
  /** hosts at which an answer may point to a document; what is elsewhere is text */
  linkHosts?: readonly string[];
  /** every message of the channel's threads is kept, not only what mentions Muster; absent where there are no threads */
  hearsAll?: boolean;
  /** names of the Sentinel workspaces by their keys, where there are several to tell apart */
  workspaces?: Record<string, string>;
}

/** Which workspace an incident is from, where there are several; empty otherwise. */
export function workspaceOn({ workspaces }: CardContext, incident: { workspace: string }): string {
  return outsideText(workspaces?.[incident.workspace], 60);
}

/** A time as this card's readers read it, with date and zone. */
export function timeOn(context: CardContext, time: string | Date): string {
  return timeText(time, context.zone, localeOf(context));
}

/** A time that is near, as this card's readers read it: the clock with its zone. */
export function clockOn(context: CardContext, time: string | Date): string {
  return clockText(time, context.zone, localeOf(context));
}

/** American English has no names for Europe's zones: British English says CET where `en` says GMT+1. */
export function localeOf({ language }: CardContext): string {
  return language === 'en' ? 'en-GB' : language;
}

/** `a, b and c`, in the card's language. */
export function listOn(context: CardContext, items: string[]): string {
  const { language } = context;
  lists[language] ??= new Intl.ListFormat(localeOf(context), { type: 'conjunction' });
  return lists[language].format(items);
}

/** `a, b or c`, in the card's language. */
export function eitherOn(context: CardContext, items: string[]): string {
  return new Intl.ListFormat(localeOf(context), { type: 'disjunction' }).format(items);
}

const lists: Record<string, Intl.ListFormat> = {};

/** The first `max` of some texts on one line, and how many more there are. */
export function cappedList(context: CardContext, items: string[], max: number): string {
  const shown = items.slice(0, max).join(', ');
  const rest = items.length - max;
  return rest > 0 ? context.words('cards:andMore', { shown, count: rest }) : shown;
}
