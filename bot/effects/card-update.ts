/** Brings a card up to date. It carries no content: it renders the newest state when sent, so an old update can't stick. */

import type { CardContext } from '../../cards/context.ts';
import type { Card } from '../../cards/template.ts';
import { checkCardOf, questionCardOf, routeCard } from '../actions/cards.ts';
import { Upstream } from '../errors.ts';
import { checkOf } from '../incidents/containment.ts';
import type { IncidentEffect } from '../incidents/events.ts';
import { type IncidentState, messagesOf, routeOf } from '../incidents/state.ts';
import { incidents } from '../log/kinds.ts';
import type { Handler } from './handler.ts';
import { forget } from './lost.ts';
import { placeOf } from './place.ts';

type Update = Extract<IncidentEffect, { kind: 'card.update' }>;

export const updateCard: Handler<Update> = async ({ entry, effect, turn, holds }, tools) => {
  const { channel, about } = effect;
  const done = new Set<string>();
  const isShown = (message: string, card: Card): boolean =>
    (!effect.anyway || done.has(message)) && tools.shown.shows(message, card);
  /** The card as it has to be now, and the messages that don't show it so; undefined where all do. */
  async function newest() {
    const state = await tools.journal.read(incidents, entry.logKey, false);
    const sent = messagesOf(state, channel, about);
    if (sent.length === 0) return undefined;
    const place = await placeOf(channel, tools);
    const look = await tools.lookAt(channel);
    const { seq } = state;
    const card = render(state, effect, look);
    const [stale, ...more] = card ? sent.filter(({ message }) => !isShown(message, card)) : [];
    return card && stale ? { seq, stale, more: more.length > 0, place, card } : undefined;
  }
  for (;;) {
    // What has nothing to show takes no turn, and what is shown is as it is once the turn is granted.
    if (!(await newest())) return {};
    await turn(channel);
    const now = await newest();
    if (!now) return {};
    // Another may have shown something newer there meanwhile.
    if (!holds()) continue;
    const { seq, stale, more, place, card } = now;
    try {
      await tools.messenger.update(place, stale.thread, stale.message, { card });
    } catch (error) {
      if (!(error instanceof Upstream && error.details.messageGone)) throw error;
      await forget(entry.logKey, channel, about, stale.message, tools);
      continue;
    }
    tools.shown.note(stale.message, card);
    done.add(stale.message);
    const late = !holds();
    const moves = (await tools.journal.read(incidents, entry.logKey, late)).seq !== seq;
    // Another may have done this effect and shown something newer, which this has put back: it is asked for anew.
    if (late && moves) return { effects: [{ kind: 'card.update', channel, about, anyway: true }] };
    // Sent again if the state moved while it was under way.
    if (!moves && !more) return {};
  }
};

function render(state: IncidentState, { channel, about }: Update, look: CardContext): Card | undefined {
  if (about === 'card') {
    const route = routeOf(state, channel);
    return route && routeCard(state, route, look);
  }
  if (about.startsWith('check:')) {
    const check = checkOf(state, about.slice('check:'.length));
    return check && checkCardOf(state, check, channel === check.channel ? 'team' : 'soc', look);
  }
  const question = state.questions.find((q) => `question:${q.id}` === about);
  return question && questionCardOf(state, question, look);
}
