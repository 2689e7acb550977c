/** The buttons of an incident's card: what makes sense in this state for the people of this channel. */
import type { Button, Buttons } from '../../cards/button.ts';
import { isMerged } from '../incidents/redirect.ts';
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
  const merged = isMerged(state);
  const ranked = actions.flatMap((action) => {
    const fits =
      action.on === 'incident' && (action.onMerged || !merged) && (action.onDeleted || !state.deletedAt);
    const rank = fits ? action.button?.(state, audience, channel, look.now) : undefined;
    return rank === undefined ? [] : [{ action: action as IncidentAction, rank }];
  });
  const buttons = ranked
    .sort((a, b) => a.rank - b.rank)
    .map(({ action }) => button(action, state, look.words));
  const asks = (verb: string): Button => ({
    title: look.words(`talk:button.${verb}`),
    verb,
    data: { incident: state.logKey },
    dialog: false,
    style: 'default',
  });
  const front = [...shownInstead(state, look.words), ...buttons];
  // Whoever writes up an incident is the SOC; a team that wants the story can say so.
  const last = audience === 'soc' ? [asks('history'), asks('report')] : [asks('history')];
  return { front: front.slice(0, inFront), more: [...front.slice(inFront), ...last] };
}

/** The way to the incident that a merged one lives on in. */
function shownInstead({ mergedInto }: IncidentState, words: Words): Button[] {
  if (!mergedInto) return [];
  const { into, number } = mergedInto;
  const title = words('talk:button.showOther', { number });
  return [{ title, verb: 'show', data: { incident: into }, dialog: false, style: 'default' }];
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
    data: { incident: state.logKey, rev: revisionOf(state), from: 'card', ...action.carries?.(state) },
    dialog: action.dialog !== undefined,
    style: action.verb === 'acknowledge' ? 'positive' : 'default',
  };
}
