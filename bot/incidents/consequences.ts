/** What follows from events by itself, whoever caused them: cards, writes to Sentinel, timers. Pure. */
import type { WithoutId } from '../log/journal.ts';
import { copied } from './copy.ts';
import type { IncidentEffect, IncidentEvent, Kept } from './events.ts';
import { foldIncident } from './fold.ts';
import { type AcknowledgeTargets, acknowledgeBy, halfway } from './levels.ts';
import { nextPromise } from './promises.ts';
import { isOpen } from './question.ts';
import { current, type IncidentEntry, type IncidentState, isCarded, showsAlike } from './state.ts';
import { anew, type Parked, parkedIn } from './trouble.ts';

export type WantedEffect = WithoutId<IncidentEffect>;

/** The state as it will be once these events are in, without touching the one at hand. */
export function after(
  state: IncidentState,
  events: IncidentEvent[],
  at: Date,
  texts: Record<string, string> = {},
): IncidentState {
  const entry = {
    seq: state.seq + 1,
    at: at.toISOString(),
    key: '',
    hash: '',
    actor: { kind: 'muster' },
    events,
    effects: [],
    texts: Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, { text, salt: '' }])),
  } as unknown as IncidentEntry;
  // These are most of a state: a fold replaces each as a whole, or only adds to it.
  const { seen, entities, alerts, lastAct, pending, acks, keys: _keys, texts: _written, ...rest } = state;
  const copy: IncidentState = {
    ...copied(rest),
    alerts,
    pending: [...pending],
    acks: [...acks],
    // What was asked before is asked of the state at hand only, and a log that many act on has many of them.
    keys: {},
    ...(seen && { seen }),
    ...(entities && { entities }),
    ...(lastAct && { lastAct }),
  };
  showsAlike(copy, state);
  return foldIncident(copy, entry);
}

/** Events that no card shows. */
const unseen: IncidentEvent['kind'][] = [
  'commanded',
  'cardAsked',
  'commentWritten',
  'commentsRead',
  'rolledUp',
  'reminded',
  'posted',
  'adopted',
  'surplus',
  'lost',
  'erased',
  'erasedElsewhere',
  'runBegun',
  'runPutOff',
];

/** What says only how an effect fares asks for no first card: it may be the very one that can't be posted. */
const ofEffects: IncidentEvent['kind'][] = ['delayed', 'recovered', 'parked', 'retried', 'dropped'];

/** What somebody does to an incident by itself; from then on it has a card of its own, also in a storm. */
const touches: IncidentEvent['kind'][] = [
  'acknowledged',
  'unacknowledged',
  'intended',
  'commented',
  'shared',
  'asked',
  'answered',
  'handedBack',
  'takenBack',
  'closingWanted',
  'closingDeclined',
  'proposed',
  'impactTold',
  'decided',
  'overridden',
  'checkWithdrawn',
  'outcomeTold',
  'lifted',
  'healthTold',
];

/**
 * The effects that events have besides those a verb asks for itself. Cards of all channels concerned are brought up to
 * date, a channel that needs its first card gets it, and whatever a person wants changed is written to Sentinel.
 * `quiet`: no first cards. `heard`: something is said in its threads besides, so it needs them, also in a storm.
 */
export function consequences(
  next: IncidentState,
  events: IncidentEvent[],
  quiet = false,
  heard = false,
): WantedEffect[] {
  const effects: WantedEffect[] = [];
  const cards = !quiet && !events.every((event) => ofEffects.includes(event.kind));
  const stands = heard || current(next).severity === 'High' || events.some((e) => touches.includes(e.kind));
  if (events.some((event) => !unseen.includes(event.kind))) {
    for (const route of next.routes) {
      const { channel } = route;
      // It is brought up to date once the channel can be reached again.
      if (route.unreached) continue;
      if (next.sent[channel]?.card) effects.push({ kind: 'card.update', channel, about: 'card' });
      else if (!isCarded(next, channel) && route.active && cards && (stands || !next.grouped[channel])) {
        const first = firstCard(next, channel);
        effects.push(...first, ...(first.length > 0 ? waitingQuestions(next, channel) : []));
      }
    }
    effects.push(...stormUpdates(next), ...checkUpdates(next, events));
  }
  for (const event of events)
    if (event.kind === 'cardAsked' && !isCarded(next, event.channel))
      effects.push(cardAskedFor(next, event.channel));
  if (events.some((event) => event.kind === 'intended')) effects.push({ kind: 'sentinel.write' });
  // Until the accounts are known, there is nobody to look for.
  if (next.entities && events.some(({ kind }) => kind === 'routed' || kind === 'detailed'))
    for (const { channel, suspects } of next.held ?? [])
      if (!suspects) effects.push({ kind: 'vet', channel });
  effects.push(...questionEffects(next, events));
  return effects;
}

/** Events by which an incident may be closed or open again: its questions take answers, or don't any more. */
const ofStatus: IncidentEvent['kind'][] = [
  'intended',
  'changed',
  'synced',
  'deletedInSentinel',
  'restoredInSentinel',
];

/**
 * Whatever gives a question its due time, or wakes its incident again, a timer keeps its promises from then on: one at a
 * time. Its cards follow its incident's end.
 */
function questionEffects(next: IncidentState, events: IncidentEvent[]): WantedEffect[] {
  if (next.questions.length === 0) return [];
  const closed = current(next).status === 'Closed';
  const turns =
    events.some(({ kind }) => ofStatus.includes(kind)) && events.every((event) => !isSameStatus(event));
  return next.questions.flatMap((question): WantedEffect[] => {
    const promise = closed || question.timer ? undefined : nextPromise(question);
    const { channel, id } = question;
    const shown = turns && next.sent[channel]?.[`question:${id}`];
    return [
      ...(shown ? [{ kind: 'card.update' as const, channel, about: `question:${id}` as const }] : []),
      ...(promise ? [{ kind: 'question.timer' as const, due: promise.at, question: id }] : []),
    ];
  });
}

/** Somebody changed something else about it. */
function isSameStatus(event: IncidentEvent): boolean {
  return event.kind === 'intended' && event.intent.change.status === undefined;
}

/** A channel's first card, unless one may be there although its answers were lost: that is a person's to decide. */
export function firstCard(state: IncidentState, channel: string): WantedEffect[] {
  return lostCard(state, channel) ? [] : [{ kind: 'card.post', channel }];
}

/** The card that a person asks for: where one may be there, it is looked for, or says of itself that it may be the second. */
function cardAskedFor(state: IncidentState, channel: string): WantedEffect {
  const lost = lostCard(state, channel);
  return lost ? (anew(lost) as WantedEffect) : { kind: 'card.post', channel };
}

function lostCard({ trouble }: IncidentState, channel: string): Parked | undefined {
  return parkedIn(trouble).find(
    ({ of, channel: where, parked }) => of === 'card.post' && where === channel && parked.why === 'lost',
  )?.parked;
}

/** What posts a card that is kept in the incident's thread. */
export function postOf(channel: string, about: Exclude<Kept, 'card'>): WantedEffect {
  const id = about.slice(about.indexOf(':') + 1);
  return about.startsWith('check:')
    ? { kind: 'check.post', channel, check: id }
    : { kind: 'question.post', channel, question: id };
}

/** What a merged incident's team was asked waits here until this one has a thread in its channel. */
export function waitingQuestions(next: IncidentState, channel: string): WantedEffect[] {
  return next.questions
    .filter((q) => q.cameFrom && q.channel === channel && isOpen(q))
    .filter((q) => !next.sent[channel]?.[`question:${q.id}`])
    .map((q) => ({ kind: 'question.post', channel, question: q.id }));
}

/** Whether a check can still be decided on, and on what it is, shows on its cards, and is the incident's to say. */
function checkUpdates(next: IncidentState, events: IncidentEvent[]): WantedEffect[] {
  const may = events.some(
    (event) =>
      [
        'routed',
        'detailed',
        'changed',
        'synced',
        'deletedInSentinel',
        'restoredInSentinel',
        'parked',
        'retried',
        'gaveUp',
      ].includes(event.kind) ||
      (event.kind === 'intended' && event.intent.change.status !== undefined),
  );
  if (!may) return [];
  return (next.checks ?? []).flatMap(({ id }) => {
    const about = `check:${id}` as const;
    const channels = Object.keys(next.sent).filter((channel) => next.sent[channel]?.[about]);
    return channels.map((channel): WantedEffect => ({ kind: 'card.update', channel, about }));
  });
}

/** The storm cards that show an incident are brought up to date. */
export function stormUpdates(next: IncidentState): WantedEffect[] {
  return Object.entries(next.grouped).map(([channel, { storm }]) => ({
    kind: 'storm.update',
    channel,
    storm,
  }));
}

/** The timers of the time to acknowledge: one when half of it is gone, one when it is up. */
export function deadlineTimers(next: IncidentState, targets: AcknowledgeTargets): WantedEffect[] {
  return [
    { kind: 'timer', what: 'half', due: halfway(next, targets).toISOString() },
    { kind: 'timer', what: 'overdue', due: acknowledgeBy(next, targets).toISOString() },
  ];
}
