/** Posts an incident's first card in a channel: a new thread. */
import { routeCard } from '../actions/cards.ts';
import type { IncidentEffect } from '../incidents/events.ts';
import { current, messagesOf, routeOf } from '../incidents/state.ts';
import { incidents } from '../log/kinds.ts';
import type { Handler } from './handler.ts';
import { sendOnce } from './once.ts';
import { placeOf } from './place.ts';
import { postedAs } from './reply.ts';

export const postCard: Handler<Extract<IncidentEffect, { kind: 'card.post' }>> = async (task, tools) => {
  const { channel } = task.effect;
  const state = await tools.journal.read(incidents, task.entry.logKey, false);
  const isWanted = (): boolean => routeOf(state, channel) !== undefined && !state.sent[channel]?.card;
  if (!isWanted()) return {};
  const place = await placeOf(channel, tools);
  let rev = state.seq;
  let look = await tools.lookAt(channel);
  async function compose() {
    look = await tools.lookAt(channel);
    // While it waited for its turn somebody may have found one of ours there.
    const route = isWanted() && routeOf(state, channel);
    if (!route) return undefined;
    rev = state.seq;
    const { number, severity } = current(state);
    const summary = look.words('talk:summary.card', { number, severity });
    return { card: routeCard(state, route, look), summary };
  }
  const sent = await sendOnce(task, { place, compose }, tools);
  if (!sent) return {};
  if (sent.message?.card) tools.shown.note(sent.id, sent.message.card);
  return {
    events: [postedAs('card', channel, sent, rev)],
    // Whatever happened between rendering and now is not on the card yet.
    effects: (now) => {
      const route = routeOf(now, channel);
      const shown = route && tools.shown.shows(sent.id, routeCard(now, route, look));
      const alone = messagesOf(now, channel, 'card').every(({ message }) => message === sent.id);
      return shown && alone ? [] : [{ kind: 'card.update', channel, about: 'card' }];
    },
  };
};
