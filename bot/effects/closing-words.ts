/** What the notices of closings that take two say besides, and which are not worth saying any more. Pure. */
import type { CardContext } from '../../cards/context.ts';
import type { Notice } from '../incidents/events.ts';
import type { IncidentState } from '../incidents/state.ts';
import { plainWords } from './mention.ts';

/** Somebody answered before it was said that an answer is needed. */
export function isAnswered({ wantedClosing }: IncidentState, { kind, params }: Notice): boolean {
  return kind === 'closingWanted' && wantedClosing?.id !== params?.wanted;
}

/** As what it is to be closed, and why somebody is against it. */
export function closingWords(
  { declinedClosing }: IncidentState,
  { kind, params = {} }: Notice,
  { words }: CardContext,
): Record<string, string> {
  const { classification } = params;
  return {
    ...(classification && { what: words(`cards:classification.${classification}`) }),
    ...(kind === 'closingDeclined' && {
      why: plainWords(declinedClosing?.reason ?? '', 300) || words('cards:erased'),
    }),
  };
}
