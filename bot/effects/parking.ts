/** What becomes of an effect that failed, and whom it is told when Muster tries it no more. Pure. */
import { socChannel } from '../actions/changes.ts';
import { Conflict, NotFound, Upstream } from '../errors.ts';
import type { WantedEffect } from '../incidents/consequences.ts';
import type { IncidentEvent, Intent, Person } from '../incidents/events.ts';
import { type IncidentState, isCarded, routeOf } from '../incidents/state.ts';
import type { TroubleEvent, Where, WhyParked } from '../incidents/trouble.ts';
import type { Effect, Entry, OpenEffect } from '../log/entry.ts';
import type { Kind } from './index.ts';
import { findThread } from './place.ts';

/** Failures that nobody foresaw, in a row, after which something is wrong with Muster rather than with the moment. */
export const mostUnexpected = 8;
const dayMs = 86_400_000;
/** A Muster that was away over a day has not been trying for a day. */
const fewTries = 20;

/** `let go`: there is nothing for a person to decide. */
export type Fate = 'again' | 'let go' | WhyParked;

/** The key of the entry that says what became of an effect, such as `done`: whichever replica writes it, there is one. */
export function outcomeKey(how: string, id: Effect['id']): string {
  return `${how}:${id}`;
}

/** Something that we have a name for, and so expect to pass or know to be for good. */
export function isKnown(error: unknown): boolean {
  return error instanceof Upstream || error instanceof NotFound || error instanceof Conflict;
}

/** Whether it is tried again, let go of, or parked and why. `open`: with the tries before this one. */
export function fateOf(error: unknown, effect: Effect, open: OpenEffect, now: Date): Fate {
  const details = error instanceof Upstream ? error.details : undefined;
  if (details?.outcome === 'never') {
    if (isToldElsewhere(effect, details)) return 'let go';
    return isLost(error) ? 'lost' : 'refused';
  }
  if (error instanceof NotFound) return 'refused';
  if (!isKnown(error)) return (open.unexpected ?? 0) + 1 >= mostUnexpected ? 'bug' : 'again';
  const since = Date.parse(open.failing?.since ?? now.toISOString());
  if (now.getTime() - since < dayMs || open.attempts < fewTries) return 'again';
  return details?.status === 401 || details?.status === 403 ? 'role' : 'day';
}

/** Nobody refused it: its answer was lost, and it may not be sent again. */
function isLost(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Upstream && cause.details.outcome === 'unknown';
}

/** A channel that is gone is told once for all; without its card, the card's own trouble says why nothing is said there. */
function isToldElsewhere({ kind }: Effect, { gone, messageGone, operation }: Upstream['details']): boolean {
  const isBeside = kind === 'notice' || kind === 'overruled';
  return gone !== undefined || messageGone === true || (operation === findThread && isBeside);
}

/** Where an effect got stuck: what it needs the outside for, or Muster itself. */
export function whereOf(kind: Kind, error: unknown): Where {
  if (!isKnown(error)) return 'muster';
  const service = error instanceof Upstream ? error.details.service : undefined;
  if (service === 'sentinel' || service === 'teams') return service;
  if (service !== undefined) return 'muster';
  return kind.lane === 'log' ? 'muster' : kind.lane === 'channel' ? 'teams' : 'sentinel';
}

/** The service's own status and code, for people who look it up. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Upstream)) return undefined;
  return [error.details.status, error.details.code].filter(Boolean).join(' ').slice(0, 80) || undefined;
}

/** Nothing is left to be done: what was wanted was settled otherwise meanwhile. */
export function isOvertaken(state: IncidentState, effect: Effect, unwritten: Intent[]): boolean {
  if (effect.kind === 'sentinel.write') return unwritten.length === 0;
  return effect.kind === 'card.post' && 'channel' in effect && !!state.sent[String(effect.channel)]?.card;
}

const ofPeople = ['sentinel.comment', 'question.post', 'check.post', 'relay', 'group'];

/** Whose act it is that can't be done, and the channel that the act counted for. Of what follows by itself, nobody's. */
export function whose(asked: Entry, effect: Effect): { by?: Person; from?: string } {
  if (asked.actor.kind !== 'person' || !ofPeople.includes(effect.kind)) return {};
  const { oid, name, upn } = asked.actor;
  const events = asked.events as IncidentEvent[];
  const from = events
    .map((event) =>
      event.kind === 'asked'
        ? event.from
        : event.kind === 'proposed'
          ? undefined
          : 'channel' in event
            ? event.channel
            : undefined,
    )
    .find(Boolean);
  return { by: { oid, name, ...(upn && { upn }) }, ...(from && { from }) };
}

/** Told at once, in the thread where they acted: those whose act it was; the SOC, where a team has no card of it. */
export function toldOf(
  state: IncidentState,
  parked: Extract<TroubleEvent, { kind: 'parked' }>,
  unwritten: Intent[],
): WantedEffect[] {
  const soc = socChannel(state);
  const { effect, where, why, code = '', channel } = parked;
  if (effect.kind === 'card.post') {
    const name = channel && routeOf(state, channel)?.name;
    if (!soc || channel === soc || !name) return [];
    const notice = { kind: 'cardParked' as const, params: { name, why, where, code } };
    return [{ kind: 'notice', channel: soc, notice, mention: [] }];
  }
  const acts = unwritten.map(({ by, channel: from, change }) => ({ by, from, act: actOf(change) }));
  if (parked.by) acts.push({ by: parked.by, from: parked.from, act: saidAs(effect) });
  const people = new Map<string, (typeof acts)[number] & { thread: string }>();
  for (const one of acts) {
    const thread = one.from && isCarded(state, one.from) ? one.from : soc;
    if (!thread) continue;
    const key = `${thread} ${one.by.oid}`;
    const before = people.get(key);
    people.set(key, { ...one, thread, act: before && before.act !== one.act ? 'several' : one.act });
  }
  return [...people.values()].map(({ thread, by, act }) => ({
    kind: 'notice',
    channel: thread,
    notice: { kind: 'parked', params: { act, where, why, code } },
    mention: [by],
  }));
}

/** What a change is called in a sentence: a key below `talk:act`. */
export function actOf({ status, severity, owner }: Intent['change']): string {
  if (status === 'Closed') return 'close';
  if (severity) return 'severity';
  if (owner !== undefined) return 'owner';
  return status ? 'reopen' : 'tags';
}

function saidAs(effect: Effect): string {
  if (effect.kind === 'question.post') return 'question';
  if (effect.kind === 'check.post') return 'check';
  if (effect.kind === 'group') return 'group';
  const of = 'of' in effect ? String(effect.of).split(':')[0]! : '';
  const known: Record<string, string> = {
    ack: 'acknowledge',
    question: 'question',
    check: 'check',
    answer: 'answer',
    handback: 'handback',
  };
  return known[of] ?? 'comment';
}
