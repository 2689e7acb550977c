/** The buttons of an incident's card: what makes sense in this state for the people of this channel. */
import type { Button, Buttons } from '../../cards/button.ts';
import { type IncidentState, routeOf } from '../incidents/state.ts';
import type { Words } from '../words/words.ts';
import type { Action, IncidentAction } from './define.ts';

const inFront = 3;

/** At most three in front, by rank, the rest under More. They carry the incident and the revision they were made for. */
export function buttonsFor(
  actions: Action[],
  state: IncidentState,
  audience: 'soc' | 'team',
  channel: string,
  look: { words: Words; now: Date },
): Buttons {
  // It was this channel's once, and nobody acts on it from there any more.
  if (routeOf(state, channel)?.active === false) return { front: [], more: [] };
  const ranked = actions.flatMap((action) => {
    const rank = action.on === 'incident' ? action.button?.(state, audience, channel, look.now) : undefined;
    return rank === undefined ? [] : [{ action: action as IncidentAction, rank }];
  });
  const buttons = ranked
    .sort((a, b) => a.rank - b.rank)
    .map(({ action }) => button(action, state, look.words));
  const history: Button = {
    title: look.words('talk:button.history'),
    verb: 'history',
    data: { incident: state.logKey },
    dialog: false,
    style: 'default',
  };
  return { front: buttons.slice(0, inFront), more: [...buttons.slice(inFront), history] };
}

/**
 * The revision that a card's clicks are told apart by: the last act of a person. What happens by itself in between makes
 * no click a new one, and need not make the card a new one.
 */
export function revisionOf(state: IncidentState): string {
  return String(state.lastAct?.seq ?? 0);
}

/** One verb's button for one incident. */
export function button(action: IncidentAction, state: IncidentState, words: Words): Button {
  return {
    title: words(`talk:button.${action.verb}`),
    verb: action.verb,
    data: { incident: state.logKey, rev: revisionOf(state), from: 'card' },
    dialog: action.dialog !== undefined,
    style: action.verb === 'acknowledge' ? 'positive' : 'default',
  };
}
