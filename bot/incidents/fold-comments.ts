/** The part of an incident's fold that is about comments in Sentinel and messages in Teams. */
import type { IncidentEffect, IncidentEvent } from './events.ts';
import { isoOf } from './incident.ts';
import type { IncidentEntry, IncidentState, Revision } from './state.ts';

/**
 * A comment that is asked for is ours from then on, before it is written: so it never comes back as somebody else's,
 * whichever replica writes it and whatever becomes of the answer. What waits for the next comment is noted too.
 */
export function noteComment(state: IncidentState, effect: IncidentEffect, entry: IncidentEntry): void {
  if (effect.kind === 'sentinel.comment') {
    const id = effect.guid.toLowerCase();
    // Written anew, as a question's is with each answer, it is there already.
    if (state.ours[id]?.is !== 'there') state.ours[id] = { is: 'asked', effect: effect.id };
  }
  // A timer that is tried again finds what it is for waiting already.
  if (effect.kind !== 'timer' || !effect.of || 'again' in effect || state.commentsEnded) return;
  const { of, due } = effect;
  const act = of.startsWith('act:') && entry.events.find((event) => event.kind === 'intended');
  state.waiting.push({ of, due, ...(act && { intent: act.intent }) });
}

export function mark(state: IncidentState, guid: string, is: 'there' | 'refused'): void {
  const id = guid.toLowerCase();
  state.ours[id] = { effect: state.ours[id]?.effect ?? '', is };
}

// More than any card shows of one.
const mostHeard = 3000;

/** A comment of somebody else's; read twice it is one. */
export function hear(
  state: IncidentState,
  { id, author, at }: Extract<IncidentEvent, { kind: 'heard' }>,
  entry: IncidentEntry,
  text: string,
): void {
  if (state.heard.includes(id.toLowerCase())) return;
  state.heard.push(id.toLowerCase());
  const { name, userPrincipalName, objectId = '' } = author;
  state.remarks.push({
    id,
    at: isoOf(at),
    by: { oid: objectId, name: name ?? userPrincipalName ?? '' },
    // The log has all of it; a state has to fit into one document, with a hundred of these.
    text: text.length > mostHeard ? text.slice(0, mostHeard).toWellFormed() : text,
    kind: 'heard',
    thread: false,
    seq: entry.seq,
  });
}

/** A message that was edited, deleted or brought back in Teams. What has not gone to Sentinel goes as it is now. */
export function revise(state: IncidentState, id: string, revision: Revision): void {
  const remark = state.remarks.find((r) => r.id === id);
  if (!remark) return;
  const before = remark.later ?? [];
  remark.later = [...before, revision];
  if (revision.kind === 'deleted') {
    remark.deleted = true;
    // Of what was deleted before it got there, Sentinel gets nothing.
    const its = [...(remark.sentinel ? [] : [`remark:${id}`]), ...before.map((r) => `edit:${r.id}`)];
    state.waiting = state.waiting.filter((waits) => !its.includes(waits.of));
    return;
  }
  delete remark.deleted;
  if (revision.text === remark.text) return;
  remark.earlier = [...(remark.earlier ?? []), remark.text];
  remark.text = revision.text;
}
