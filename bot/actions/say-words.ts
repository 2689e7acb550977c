/** A decision's sentence, in the words of a place. */
import type { CardContext } from '../../cards/context.ts';
import { Conflict, NotFound, Refused, Upstream } from '../errors.ts';
import { timeText } from '../words/time.ts';
import type { Say } from './define.ts';

/** Times among the parameters are said with their zone. */
export function sayWords({ key, params = {} }: Say, look: CardContext): string {
  const at: Record<string, string> = params.at ? { at: timeText(params.at, look.zone, look.language) } : {};
  return look.words(`talk:${key}`, { ...named(params, look), ...at });
}

/** Sentinel's own terms and our verbs among a sentence's parameters, in the words of the place. */
export function named(params: Record<string, string>, { words }: CardContext): Record<string, string> {
  const terms = Object.entries(params).map(([name, value]) =>
    ['severity', 'status', 'classification'].includes(name) && value
      ? [name, words(`cards:${name}.${value}`)]
      : [name, value],
  );
  return Object.fromEntries(terms);
}

/** What to tell a person when something can't be done: what happened, and what to do next. Never the error's own text. */
export function errorWords(error: unknown, look: CardContext): string {
  if (error instanceof Refused) return sayWords({ key: `refused.${error.word}`, params: error.params }, look);
  if (error instanceof Conflict) return look.words('talk:refused.busy');
  if (error instanceof NotFound) return look.words('talk:refused.unknownIncident');
  if (error instanceof Upstream) return look.words(`talk:refused.upstream.${error.details.service}`);
  return look.words('talk:refused.unexpected');
}
