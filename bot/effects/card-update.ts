/** Brings a card up to date. It carries no content: it renders the newest state when sent, so an old update can't stick. */

import type { CardContext } from '../../cards/context.ts';
import type { Card } from '../../cards/template.ts';
import { questionCardOf, routeCard } from '../actions/cards.ts';
import type { IncidentEffect } from '../incidents/events.ts';
import { type IncidentState, routeOf } from '../incidents/state.ts';
import { incidents } from '../log/kinds.ts';
import type { Handler } from './handler.ts';
import { placeOf } from './place.ts';

type Update = Extract<IncidentEffect, { kind: 'card.update' }>;

export const updateCard: Handler<Update> = async ({ entry, effect }, tools) => {
  for (;;) {
    const state = await tools.journal.read(incidents, entry.logKey, false);
    const sent = state.sent[effect.channel]?.[effect.about];
    if (!sent) return {};
    const place = await placeOf(effect.channel, tools);
    const { seq } = state;
    const card = render(state, effect, await tools.lookAt(effect.channel));
    if (!card) return {};
    if (!tools.shown.shows(sent.message, card)) {
      await tools.messenger.update(place, sent.thread, sent.message, { card });
      tools.shown.note(sent.message, card);
    }
    // Sent again if the state moved while it was under way.
    if ((await tools.journal.read(incidents, entry.logKey, false)).seq === seq) return {};
  }
};

function render(state: IncidentState, { channel, about }: Update, look: CardContext): Card | undefined {
  if (about === 'card') {
    const route = routeOf(state, channel);
    return route && routeCard(state, route, look);
  }
  const question = state.questions.find((q) => `question:${q.id}` === about);
  return question && questionCardOf(state, question, look);
}
