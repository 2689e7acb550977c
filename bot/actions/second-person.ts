/** What takes two people: one wants a closing, another agrees or declines, and nothing goes round that. Pure. */
import { Refused } from '../errors.ts';
import type { WantedEffect } from '../incidents/consequences.ts';
import type { IncidentEvent, Intent, Notice } from '../incidents/events.ts';
import type { Classification, ClassificationReason } from '../incidents/incident.ts';
import {
  isAgreed,
  isSame,
  type TwoPeopleRule,
  takesTwo,
  type WantedClosing,
} from '../incidents/second-person.ts';
import { current, type IncidentState, isOnlyGrouped, routeOf } from '../incidents/state.ts';
import { intend, numbered, ownerToMention, socChannel } from './changes.ts';
import type { Context, IncidentDecision } from './define.ts';

/** As what somebody closes an incident, why, and their words. */
export interface Closing {
  classification: Classification;
  reason?: ClassificationReason | undefined;
  comment?: string | undefined;
}

/** Closes it at once, where one person is enough. */
export function closesAlone(state: IncidentState, closing: Closing, context: Context): IncidentDecision {
  const { comment } = closing;
  const who = `${context.actor.name} (${context.channelName}, Teams)`;
  return {
    events: [closes(state, closing, comment ? `${who}: ${comment}` : who, context)],
    say: { key: 'close.done', params: numbered(state) },
  };
}

/** Closes it where one person is enough, or two want the same; otherwise keeps what is wanted until somebody else agrees. */
export function closesOrAsks(state: IncidentState, closing: Closing, context: Context): IncidentDecision {
  if (!takesTwo(state, { ...closing, by: context.actor }, context.twoPeople))
    return closesAlone(state, closing, context);
  const wanted = state.wantedClosing;
  if (!wanted) return asks(state, closing, context);
  const { classification, reason, comment = '' } = closing;
  const same = wanted.classification === classification && wanted.classificationReason === reason;
  if (!isSame(wanted.by.oid, context.actor.oid)) {
    if (same) return agrees(state, wanted, context, comment);
    throw new Refused('closingWanted', numbered(state));
  }
  if (same && wanted.comment === comment)
    return { events: [], say: { key: 'close.wantedBefore', params: numbered(state) } };
  return asks(state, closing, context);
}

/** What one person wants is kept, and the SOC is told that it takes somebody else. */
function asks(state: IncidentState, closing: Closing, context: Context): IncidentDecision {
  const { classification, reason, comment } = closing;
  const { actor, channel } = context;
  const id = String(state.seq + 1);
  const mention = ownerToMention(current(state)).filter(({ oid }) => !isSame(oid, actor.oid));
  const params = { by: actor.name, wanted: id, classification };
  return {
    events: [
      {
        kind: 'closingWanted',
        id,
        classification,
        ...(reason && { classificationReason: reason }),
        by: actor,
        ...(channel && { channel }),
      },
    ],
    effects: told(state, { kind: 'closingWanted', params }, mention),
    ...(comment && { texts: { comment } }),
    say: { key: 'close.wanted', params: numbered(state) },
  };
}

/** A second person agrees: it is closed in both names. `comment`: what they add to it. */
export function agrees(
  state: IncidentState,
  wanted: WantedClosing,
  context: Context,
  comment = '',
): IncidentDecision {
  const where = (wanted.channel && routeOf(state, wanted.channel)?.name) || 'Teams';
  const words = (said: string): string => (said ? `: ${said}` : '');
  const first = `${wanted.by.name} (${where}, Teams)${words(wanted.comment)}`;
  const second = `${context.actor.name} (${context.channelName}, Teams)${words(comment)}`;
  const { classification, classificationReason: reason } = wanted;
  const event = closes(state, { classification, reason }, `${first}\n– agreed by ${second}`, context);
  return {
    events: [{ ...event, intent: { ...event.intent, with: wanted.by } }],
    say: { key: 'agreeClosing.done', params: numbered(state) },
  };
}

function closes(
  state: IncidentState,
  { classification, reason }: Closing,
  classificationComment: string,
  context: Context,
): { kind: 'intended'; intent: Intent } {
  const change = {
    status: 'Closed' as const,
    classification,
    ...(reason && { classificationReason: reason }),
    classificationComment,
  };
  return intend(state, change, context);
}

/** What is wanted now. `named`: what a button was drawn for; somebody decides on nothing else than that. */
export function wantedNow(state: IncidentState, named: string | undefined): WantedClosing {
  const wanted = state.wantedClosing;
  if (!wanted || (named !== undefined && named !== wanted.id))
    throw new Refused('nothingWanted', numbered(state));
  return wanted;
}

/**
 * Whatever verb decided it, and from whatever button, text, dialog or effect it came: nobody closes alone what takes two.
 * Throws Refused.
 */
export function refuseAlone(state: IncidentState, events: IncidentEvent[], rules: TwoPeopleRule[]): void {
  for (const event of events) {
    const retried = event.kind === 'retried' ? state.trouble[event.effect]?.parked?.intents : undefined;
    const intents = event.kind === 'intended' ? [event.intent] : (retried ?? []);
    for (const intent of intents) {
      if (intent.change.status !== 'Closed' || !takesTwo(state, closingIn(intent), rules)) continue;
      // What is tried again was agreed to when it was wanted first.
      if (retried ? !intent.with : !isAgreed(state, intent))
        throw new Refused('closingTakesTwo', numbered(state));
    }
  }
}

function closingIn({ change, by }: Intent) {
  return { classification: change.classification, by };
}

/** After somebody else lowered the severity, what is wanted may take nobody else any more: the wish ends, and that is said. */
export function freed(next: IncidentState, rules: TwoPeopleRule[]): IncidentEvent[] {
  const wanted = next.wantedClosing;
  return wanted && !takesTwo(next, wanted, rules) ? [{ kind: 'closingFreed', wanted: wanted.id }] : [];
}

/** Tells whoever wanted a closing that somebody declined it, or that it came to nothing by what others did meanwhile. */
export function endNotices(
  state: IncidentState,
  next: IncidentState,
  events: IncidentEvent[],
  actor?: { oid: string; name: string },
): WantedEffect[] {
  const wanted = state.wantedClosing;
  if (!wanted || next.wantedClosing || (actor && isSame(actor.oid, wanted.by.oid))) return [];
  // They see that it is closed as they wanted.
  if (events.some((event) => event.kind === 'intended' && isAgreed(state, event.intent))) return [];
  const declined = events.some(({ kind }) => kind === 'closingDeclined');
  const free = events.some(({ kind }) => kind === 'closingFreed');
  const kind = declined ? 'closingDeclined' : free ? 'closingFreed' : 'closingOver';
  return told(state, { kind, params: { by: actor?.name ?? 'Sentinel' } }, [wanted.by]);
}

/** A line in the SOC's thread. What only a storm's card shows has no thread. */
function told(
  state: IncidentState,
  notice: Notice,
  mention: ReturnType<typeof ownerToMention>,
): WantedEffect[] {
  const soc = socChannel(state);
  return soc && !isOnlyGrouped(state, soc) ? [{ kind: 'notice', channel: soc, notice, mention }] : [];
}
