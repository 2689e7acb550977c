import type { IncidentEvent } from './events.ts';
import { hear, mark, noteComment, revise } from './fold-comments.ts';
import { foldContainment, isOfContainment, noteRun } from './fold-containment.ts';
import { keepMessages } from './fold-messages.ts';
import { foldQuestion, notePromise } from './fold-questions.ts';
import { hold, reroute, tellHeld } from './fold-routes.ts';
import {
  dropPending,
  notClosed,
  noteClosing,
  noteRaise,
  noteStatus,
  reopened,
  reopens,
  settleParked,
} from './fold-status.ts';
import { foldTimes } from './fold-times.ts';
import { isOlder } from './incident.ts';
import { absorb } from './merge.ts';
import { isRedirected } from './redirect.ts';
import { foldSecondPerson } from './second-person.ts';
import { current, type IncidentEntry, type IncidentState, messagesOf, routeOf } from './state.ts';
import { noteTexts } from './texts.ts';
import { noteTrouble } from './trouble.ts';

/** Adds one entry to a state, which it changes in place and returns: a hot state is folded once for each entry. */
export function foldIncident(state: IncidentState, entry: IncidentEntry): IncidentState {
  const before = state.seen && { seen: state.seen, closed: current(state).status === 'Closed' };
  state.seq = entry.seq;
  state.head = entry.hash;
  state.keys[entry.key] = entry.seq;
  for (const event of entry.events) {
    const shown = state.seen && current(state);
    apply(state, event, entry);
    foldSecondPerson(state, event, entry, shown);
  }
  noteTexts(state, entry);
  for (const effect of entry.effects) {
    noteRun(state, effect, entry);
    if (effect.kind === 'card.post') state.posting.push(effect.channel);
    noteComment(state, effect, entry);
    notePromise(state, effect);
  }
  const act = entry.actor.kind === 'person' ? entry.events.find(isAct) : undefined;
  if (entry.actor.kind === 'person' && act) {
    const { oid, name, upn } = entry.actor;
    state.lastAct = {
      seq: entry.seq,
      at: entry.at,
      by: { oid, name, upn },
      action: entry.action,
      events: entry.events,
    };
    state.firstActAt ??= entry.at;
  }
  foldTimes(state, entry, before, act);
  return state;
}

/** What a person says to the bot or wants to see, how it is reworded and where the incident lives on are no acts on it. */
function isAct({ kind }: IncidentEvent): boolean {
  return ![
    'commanded',
    'cardAsked',
    'edited',
    'deleted',
    'mergedInto',
    'retried',
    'dropped',
    'erased',
  ].includes(kind);
}

const erased = '';

function apply(state: IncidentState, event: IncidentEvent, entry: IncidentEntry): void {
  const text = (name: string): string => entry.texts[name]?.text ?? erased;
  if (isOfContainment(event)) {
    foldContainment(state, event, entry, text);
    return;
  }
  switch (event.kind) {
    case 'arrived':
      state.seen = event.incident;
      state.backlog = event.backlog;
      state.arrivedAt = entry.at;
      noteStatus(state, undefined, event.incident, entry.at);
      return;
    case 'changed':
    case 'synced': {
      const ids = event.kind === 'synced' ? event.intents : [];
      const synced = state.pending.filter((p) => ids.includes(p.id));
      // A write's answer may come in after a version that was read later.
      const incident = state.seen && isOlder(event.incident, state.seen) ? state.seen : event.incident;
      noteRaise(state, incident.severity, entry.at);
      if (event.kind === 'synced') state.pending = state.pending.filter((p) => !synced.includes(p));
      noteStatus(state, state.seen, incident, entry.at, synced.some(reopens));
      settleParked(state, incident, synced);
      state.seen = incident;
      if (isRedirected(incident)) dropPending(state);
      return;
    }
    case 'overruled':
      state.overruled.push({ id: event.id, lost: event.lost });
      return;
    case 'insisted':
      state.overruled = state.overruled.filter((one) => one.id !== event.overruled);
      return;
    case 'deletedInSentinel':
      state.deletedAt = entry.at;
      state.pending = [];
      state.trouble = Object.fromEntries(
        Object.entries(state.trouble).filter(([, { where }]) => where !== 'sentinel'),
      );
      return;
    case 'restoredInSentinel':
      delete state.deletedAt;
      return;
    case 'detailed':
      state.entities = event.entities;
      state.alerts = event.alerts;
      return;
    case 'routed':
      reroute(state, event.routes, event.unreached ?? []);
      hold(state, event.held ?? []);
      return;
    case 'vetted':
    case 'informed':
      tellHeld(state, event);
      return;
    case 'grouped':
      state.grouped[event.channel] = { storm: event.storm, at: entry.at };
      return;
    case 'acknowledged':
      state.acks.push({ channel: event.channel, at: entry.at, by: event.by });
      return;
    case 'unacknowledged':
      state.acks = state.acks.filter((ack) => ack.channel !== event.channel);
      return;
    case 'intended':
      noteRaise(state, event.intent.change.severity, entry.at);
      state.pending.push(event.intent);
      if (event.intent.change.owner) {
        const { change, by, channel } = event.intent;
        state.assigned = { owner: change.owner!, by, ...(channel && { channel }) };
      } else if (event.intent.change.owner === null) delete state.assigned;
      if (event.intent.change.status === 'Closed') noteClosing(state, event.intent, entry.at);
      else if (event.intent.change.status && event.intent.before.status === 'Closed') {
        reopened(state, entry.at);
        // An empty one too: what was said the last time is no reason for this time.
        state.reopenedWhy = text('reason');
        notClosed(state);
      }
      return;
    case 'commented':
    case 'shared':
      state.remarks.push({
        id: event.id,
        at: entry.at,
        by: event.by,
        channel: event.kind === 'commented' ? event.channel : undefined,
        text: text(event.kind === 'commented' ? 'comment' : 'share'),
        kind: event.kind === 'commented' ? 'comment' : 'share',
        thread: event.kind === 'commented' && event.thread === true,
        ...(event.kind === 'commented' && event.message && { message: event.message }),
      });
      return;
    case 'edited':
      revise(state, event.remark, {
        id: event.id,
        at: entry.at,
        kind: event.restored ? 'restored' : 'edited',
        text: text('edit'),
      });
      return;
    case 'deleted':
      revise(state, event.remark, { id: event.id, at: entry.at, kind: 'deleted', text: '' });
      return;
    case 'heard':
      hear(state, event, entry, text(`heard:${event.id}`));
      return;
    case 'commentsRead':
      state.gone = event.gone;
      return;
    case 'asked':
    case 'answered':
    case 'passedOn':
    case 'givenTime':
    case 'noted':
    case 'withdrawn':
    case 'promised':
      foldQuestion(state, event, entry.at, text);
      return;
    case 'handedBack': {
      const route = routeOf(state, event.channel);
      if (route) route.handedBack = { by: event.by, at: entry.at, reason: text('reason') };
      return;
    }
    case 'takenBack': {
      const route = routeOf(state, event.channel);
      if (route) delete route.handedBack;
      return;
    }
    case 'mergedInto': {
      const { into, number, title, by } = event;
      state.mergedInto = { into, number, title, at: entry.at, ...(by && { by }) };
      return;
    }
    case 'absorbed':
      absorb(state, event, entry.at, text);
      return;
    case 'undone':
      state.undone.push(event.seq);
      return;
    case 'posted': {
      const { channel, about, thread, message, again } = event;
      keepMessages(state, channel, about, [
        { thread, message, ...(again && { again }) },
        ...messagesOf(state, channel, about),
      ]);
      return;
    }
    case 'adopted': {
      const { channel, about, thread, message } = event;
      keepMessages(state, channel, about, [...messagesOf(state, channel, about), { thread, message }]);
      return;
    }
    case 'surplus':
      return;
    case 'lost': {
      const { channel, about, message } = event;
      const left = messagesOf(state, channel, about).filter((one) => one.message !== message);
      keepMessages(state, channel, about, left);
      return;
    }
    case 'rolledUp': {
      const gone = event.pieces.map((piece) => piece.of);
      for (const remark of state.remarks)
        if (gone.includes(`remark:${remark.id}`)) remark.sentinel = event.id;
      state.waiting = state.waiting.filter((waits) => !gone.includes(waits.of));
      return;
    }
    case 'commentsEnded':
      state.commentsEnded ??= entry.at;
      state.waiting = [];
      if (event.refused) mark(state, event.refused, 'refused');
      return;
    case 'reminded':
      state.reminded.push(event.what);
      return;
    case 'delayed':
    case 'recovered':
    case 'dropped':
      noteTrouble(state.trouble, event, entry.at);
      return;
    case 'parked': {
      const { effect, channel, intents } = event;
      const unwritten = state.pending.filter((intent) => intents?.includes(intent.id));
      noteTrouble(state.trouble, event, entry.at, unwritten);
      // People see what Sentinel holds, and beside it what was wanted and is not there.
      state.pending = state.pending.filter((intent) => !unwritten.includes(intent));
      if (state.seen && current(state).status !== 'Closed') notClosed(state);
      if (effect.kind === 'card.post') state.posting = state.posting.filter((one) => one !== channel);
      for (const one of Object.values(state.ours)) if (one.effect === effect.id) one.is = 'refused';
      return;
    }
    case 'retried': {
      const intents = state.trouble[event.effect]?.parked?.intents ?? [];
      state.pending = [...intents, ...state.pending];
      for (const intent of intents)
        if (intent.change.status === 'Closed') noteClosing(state, intent, entry.at);
      noteTrouble(state.trouble, event, entry.at);
      return;
    }
    case 'gaveUp':
      state.posting = state.posting.filter((channel) => channel !== event.channel);
      state.pending = state.pending.filter((intent) => !event.intents?.includes(intent.id));
      if (state.seen && current(state).status !== 'Closed') notClosed(state);
      for (const one of Object.values(state.ours)) if (one.effect === event.effect) one.is = 'refused';
      delete state.trouble[event.effect];
      return;
    case 'commentWritten':
      mark(state, event.id, 'there');
      return;
    case 'closingWanted':
    case 'closingDeclined':
    case 'closingFreed':
    case 'commanded':
    // A state of before is folded anew by whoever remembers it.
    case 'erased':
    case 'blanked':
    case 'erasedElsewhere':
      return;
  }
}
