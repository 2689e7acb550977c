/** Posts an incident's first card in a channel: a new thread. */
import { routeCard } from '../actions/cards.ts';
import type { IncidentEffect } from '../incidents/events.ts';
import { current, routeOf } from '../incidents/state.ts';
import { incidents } from '../log/kinds.ts';
import type { Handler } from './handler.ts';
import { placeOf } from './place.ts';
import { postedAs } from './reply.ts';

export const postCard: Handler<Extract<IncidentEffect, { kind: 'card.post' }>> = async (
  { entry, effect, open, turn },
  tools,
) => {
  const { channel } = effect;
  const state = await tools.journal.read(incidents, entry.logKey, false);
  const route = routeOf(state, channel);
  if (!route || state.sent[channel]?.card) return {};
  const place = await placeOf(channel, tools);
  await turn(channel);
  const look = await tools.lookAt(channel);
  const rev = state.seq;
  const { number, severity } = current(state);
  // An earlier attempt may be there although its answer was lost: sent once more, and marked.
  const summary = look.words(open.uncertain ? 'talk:summary.again' : 'talk:summary.card', {
    number,
    severity,
  });
  const card = routeCard(state, route, look);
  const posted = await tools.messenger.post(place, { card, summary });
  tools.shown.note(posted.id, card);
  return {
    events: [postedAs('card', channel, posted, rev, open)],
    // Whatever happened between rendering and now is not on the card yet.
    effects: (now) => {
      const then = routeOf(now, channel);
      const shown = then && tools.shown.shows(posted.id, routeCard(now, then, look));
      return shown ? [] : [{ kind: 'card.update', channel, about: 'card' }];
    },
  };
};
