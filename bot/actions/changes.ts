/** Pieces that several verbs are made of. */
import { v5 as uuid5 } from 'uuid';
import { Refused } from '../errors.ts';
import { ownerKey } from '../incidents/change.ts';
import { quietFor } from '../incidents/comment-budget.ts';
import { packed } from '../incidents/comment-text.ts';
import type { WantedEffect } from '../incidents/consequences.ts';
import type { IncidentEvent, Person, Piece } from '../incidents/events.ts';
import type { Incident, IncidentChange, Owner } from '../incidents/incident.ts';
import { current, type IncidentState, socRoute } from '../incidents/state.ts';
import { wordsOf } from '../words/words.ts';
import type { Context, Who } from './define.ts';

/** Application teams work on incidents that are routed to them; analysts on all. */
export const teamAndSoc: Who[] = ['analyst', 'member'];

export function isAnalyst(context: Context): boolean {
  return context.roles.includes('analyst');
}

/** What a change would do, with what was there before, as the event that asks for it. */
export function intend(
  state: IncidentState,
  change: IncidentChange,
  context: Context,
): Extract<IncidentEvent, { kind: 'intended' }> {
  const incident = current(state);
  return {
    kind: 'intended',
    intent: {
      id: String(state.seq + 1),
      change,
      before: beforeOf(incident, change),
      at: context.now.toISOString(),
      by: context.actor,
      ...(context.channel && { channel: context.channel }),
    },
  };
}

function beforeOf(incident: Incident, change: IncidentChange): IncidentChange {
  const before: IncidentChange = {};
  if (change.status) before.status = incident.status;
  if (change.severity) before.severity = incident.severity;
  if (change.owner !== undefined) before.owner = incident.owner ?? null;
  if (change.addLabels || change.removeLabels) {
    const has = (name: string): boolean =>
      incident.labels.some((l) => l.name.toLowerCase() === name.toLowerCase());
    before.addLabels = (change.removeLabels ?? []).filter(has);
    before.removeLabels = (change.addLabels ?? []).filter((name) => !has(name));
  }
  if (incident.status === 'Closed') {
    before.classification = incident.classification;
    before.classificationReason = incident.classificationReason;
    before.classificationComment = incident.classificationComment;
  }
  return before;
}

/** The person as Sentinel's owner: their Entra object id, UPN and name. */
export function ownerOf(person: Person): Owner {
  return {
    objectId: person.oid,
    name: person.name,
    ...(person.upn && { userPrincipalName: person.upn, email: person.upn }),
  };
}

export function isOwner(incident: Pick<Incident, 'owner'>, person: Person): boolean {
  return (
    incident.owner !== undefined &&
    [person.oid, person.upn].some((key) => key?.toLowerCase() === ownerKey(incident.owner))
  );
}

/** Refuses what makes no sense on a closed incident. */
export function openOnly(state: IncidentState): Incident {
  const incident = current(state);
  if (incident.status === 'Closed') throw new Refused('closed', { number: String(incident.number) });
  return incident;
}

/** Refuses everything about an incident that Sentinel doesn't have any more. */
export function notDeleted(state: IncidentState): void {
  if (state.deletedAt) throw new Refused('deleted', numbered(state));
}

/** The sentence's usual parameters. */
export function numbered(state: IncidentState, more: Record<string, string> = {}): Record<string, string> {
  return { number: String(current(state).number), ...more };
}

/** The SOC's channel, once one is named. */
export function socChannel(state: IncidentState): string | undefined {
  return socRoute(state)?.channel;
}

/** Who is to be mentioned for an incident: its owner, as far as Entra knows them. */
export function ownerToMention(incident: Incident): Person[] {
  const owner = incident.owner;
  return owner?.objectId
    ? [
        {
          oid: owner.objectId.toLowerCase(),
          name: owner.name ?? owner.userPrincipalName ?? '',
          upn: owner.userPrincipalName,
        },
      ]
    : [];
}

// Any fixed GUID: it makes comment ids ours, and the same for the same words.
const comments = 'b0f3f6a2-6f0b-4c52-9d3e-3f0f2f5f7a11';

/**
 * Something that goes to Sentinel with the next roll-up: once the thread has been quiet, or at once where what waits would
 * fill more than one comment. Undefined where Sentinel takes no more.
 */
export function rollUpTimer(
  next: IncidentState,
  piece: Piece,
  now: Date,
  quietSeconds: number,
): WantedEffect | undefined {
  if (next.commentsEnded) return undefined;
  const full = packed(next, [...next.waiting, piece], wordsOf('en')).length > 1;
  const due = new Date(now.getTime() + (full ? 0 : quietFor(next, quietSeconds) * 1000)).toISOString();
  return { kind: 'timer', what: 'rollup', due, of: piece.of };
}

/** Writes something to Sentinel as a comment. Its GUID follows from what it is, so that writing it twice leaves one. */
export function toSentinel(state: IncidentState, of: string): WantedEffect {
  return { kind: 'sentinel.comment', guid: uuid5(`${state.logKey}/${of}`, comments), of };
}
