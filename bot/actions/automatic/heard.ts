/** Comments that others wrote in Sentinel or Defender: kept, and told in the SOC's thread. Decides; pure. */
import { askedComments, expectedComments } from '../../incidents/comment-budget.ts';
import { after, consequences, firstCard, type WantedEffect } from '../../incidents/consequences.ts';
import type { IncidentEvent } from '../../incidents/events.ts';
import type { Incident, SentinelComment } from '../../incidents/incident.ts';
import { plainText } from '../../incidents/plain.ts';
import { type IncidentState, isCarded } from '../../incidents/state.ts';
import type { IncidentDraft } from '../../log/kinds.ts';
import { socChannel } from '../changes.ts';

// A document of Cosmos DB holds 2 MB; a hundred comments of 30,000 characters may be more, so they make several entries.
const mostText = 400_000;
// A write of ours that is under way explains the count; after this long it no longer does.
const underWayMs = 60_000;

/** Asks for the comments where a version holds more, or fewer, than we know of. */
export function commentsToRead(state: IncidentState, version: Incident, now: Date): WantedEffect[] {
  const expected = expectedComments(state);
  const count = version.commentsCount;
  if (count === expected) return [];
  const ours = count > expected && count <= expected + askedComments(state);
  return [{ kind: 'comments', ...(ours && { due: new Date(now.getTime() + underWayMs).toISOString() }) }];
}

/** Whether they still have to be read: another reading, or the answer to a write of ours, may have explained the count. */
export function isUnexplained(state: IncidentState): boolean {
  return state.seen !== undefined && state.seen.commentsCount !== expectedComments(state);
}

/**
 * The entry for comments as Sentinel holds them: those that are neither ours nor known, oldest first; undefined where
 * there is nothing new. Where they are too many for one entry, the rest is for another.
 */
export function heard(
  state: IncidentState,
  comments: SentinelComment[],
  key: string,
  now: Date,
): IncidentDraft | undefined {
  const ids = new Set(comments.map(({ id }) => id.toLowerCase()));
  const known = [
    ...state.heard,
    ...Object.entries(state.ours).flatMap(([id, { is }]) => (is === 'there' ? [id] : [])),
  ];
  const gone = known.filter((id) => !ids.has(id));
  const fresh = inOneEntry(
    comments.filter(({ id }) => !state.heard.includes(id.toLowerCase()) && !state.ours[id.toLowerCase()]),
  );
  if (fresh.length === 0 && gone.join() === state.gone.join()) return undefined;
  const events: IncidentEvent[] = fresh.map(({ id, author = {}, createdAt }) => ({
    kind: 'heard',
    id,
    author,
    at: createdAt,
  }));
  if (gone.join() !== state.gone.join()) events.push({ kind: 'commentsRead', gone });
  const texts = Object.fromEntries(fresh.map(({ id, message }) => [`heard:${id}`, message]));
  const next = after(state, events, now, texts);
  return {
    actor: { kind: 'sentinel' },
    action: 'heard',
    key: `${key}:${fresh[0]?.id ?? gone.length}`,
    events,
    effects: [...consequences(next, events, true), ...told(state, fresh)],
    texts,
  };
}

/** One message in the SOC's thread, where there is one. What stood there before Muster first looked is history. */
function told(state: IncidentState, fresh: SentinelComment[]): WantedEffect[] {
  const soc = socChannel(state);
  const news = !state.backlog || fresh.some(({ createdAt }) => createdAt >= state.arrivedAt);
  if (!soc || !news || fresh.length === 0) return [];
  const relay: WantedEffect = { kind: 'relay', channel: soc, of: `heard:${state.seq + 1}` };
  if (isCarded(state, soc)) return [relay];
  // Whoever comments on it in Sentinel has touched it: it leaves the storm's card for one of its own.
  const card = state.grouped[soc] ? firstCard(state, soc) : [];
  return card.length > 0 ? [...card, relay] : [];
}

function inOneEntry(comments: SentinelComment[]): SentinelComment[] {
  const plain = comments.map((comment) => ({ ...comment, message: plainText(comment.message) }));
  let left = mostText;
  const end = plain.findIndex(({ message }, i) => {
    left -= message.length;
    return i > 0 && left < 0;
  });
  return end < 0 ? plain : plain.slice(0, end);
}
