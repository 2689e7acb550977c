/**
 * Anchors: from time to time the heads of all logs that have grown are written into a log of their own, and that entry's
 * hash is told outside. Whoever may write to the store can compute every chain anew, but not what was told. Pure.
 */
import { z } from 'zod';
import { type Entry, hashOf } from './entry.ts';
import type { Head } from './findings.ts';

/** A log of anchors for each day, so that none grows long. */
const prefix = 'anchors:';

export function anchorsLogKey(at: Date): string {
  return prefix + at.toISOString().slice(0, 10);
}

export function isAnchors(logKey: string): boolean {
  return logKey.startsWith(prefix);
}

/** A head as anchors keep it, short since there may be thousands: log key, seq, hash. */
export type AnchoredHead = [logKey: string, seq: number, hash: string];

/** Part of a round; its last one says that it is over, and up to when snapshots were looked through. */
export interface AnchoredEvent {
  kind: 'anchored';
  heads: AnchoredHead[];
  round?: number;
  upTo?: string;
}

/** That it is told outside. */
export interface AnchorEffect {
  kind: 'anchor.tell';
  id: string;
  due?: string;
}

export interface AnchorsState {
  logKey: string;
  seq: number;
  head: string;
  /** the last round that is over */
  round?: number;
  /** what grew after that is for the next round */
  upTo?: string;
  keys: Record<string, number>;
}

export function emptyAnchors(logKey: string): AnchorsState {
  return { logKey, seq: 0, head: '', keys: {} };
}

/** Adds one entry to the state of a log of anchors, in place. The heads are only in the entries. */
export function foldAnchors(state: AnchorsState, entry: Entry<AnchoredEvent, AnchorEffect>): AnchorsState {
  state.seq = entry.seq;
  state.head = entry.hash;
  state.keys[entry.key] = entry.seq;
  for (const { kind, round, upTo } of entry.events)
    if (kind === 'anchored' && round !== undefined && upTo !== undefined)
      Object.assign(state, { round, upTo });
  return state;
}

/** What was told outside: an entry of a log of anchors by its hash, and the heads that it holds. */
export interface Anchor {
  at: string;
  logKey: string;
  seq: number;
  hash: string;
  heads: AnchoredHead[];
}

const told = z.object({
  at: z.string(),
  logKey: z.string(),
  seq: z.number(),
  hash: z.string(),
  heads: z.array(z.tuple([z.string(), z.number(), z.string()])),
});

/** The anchor that an entry is; undefined for every other entry, and for one that is not as it was written. */
export function anchorIn(entry: Partial<Entry>): Anchor | undefined {
  const { at, logKey, seq, hash, events } = entry as Entry;
  if (!Array.isArray(events) || hashOf(entry as Entry) !== hash) return undefined;
  const anchored = events.find((event): event is AnchoredEvent => event?.kind === 'anchored');
  const parsed = anchored && told.safeParse({ at, logKey, seq, hash, heads: anchored.heads });
  return parsed?.data;
}

/** The line that it is told in. */
export function lineOf(anchor: Anchor): string {
  return `${JSON.stringify(anchor)}\n`;
}

/**
 * The anchors of a file, one in each line, and the numbers of the lines that are none: one may have been broken off, and
 * nobody may make an audit impossible by adding nonsense.
 */
export function anchorsIn(text: string): { anchors: Anchor[]; others: number[] } {
  const anchors: Anchor[] = [];
  const others: number[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const parsed = told.safeParse(jsonOf(line));
    if (parsed.success) anchors.push(parsed.data);
    else others.push(i + 1);
  }
  return { anchors, others };
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** What an anchor proves, of the log that it is in and of each log that it names. */
export function headsOf({ logKey, seq, hash, heads }: Anchor): Head[] {
  const named = heads.map(([log, at, is]): Head => ({ logKey: log, seq: at, hash: is }));
  return [{ logKey, seq, hash }, ...named];
}
