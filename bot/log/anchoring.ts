/** Writes an anchor from time to time. All replicas see to it, and one writes it: each round's entry has its own key. */
import type { Clock, Snapshots } from '../ports.ts';
import { type AnchoredHead, anchorsLogKey, isAnchors } from './anchors.ts';
import type { Journal } from './journal.ts';
import { type AnchorsDraft, anchors } from './kinds.ts';

/** An entry is a document, of at most 2 MB. */
const headsAtOnce = 2000;
const dayMs = 86_400_000;
/** Snapshots are found by the store's clock; ours may be ahead of it, and a put may have been under way. */
const overlapMs = 600_000;
/** Whoever starts has other things to do first. */
const restMs = 60_000;

export interface AnchoringOptions {
  journal: Pick<Journal, 'read' | 'append'>;
  snapshots: Pick<Snapshots, 'heads'>;
  clock: Clock;
  /** how often, in minutes */
  minutes: number;
}

/** Gives what is to be called again and again. It throws what the store throws; the next round then holds it all. */
export function createAnchoring({ journal, snapshots, clock, minutes }: AnchoringOptions) {
  const startedAt = clock.now().getTime();
  let seenTo = -1;

  /** What has grown since the last anchor; everything where none was written today or yesterday. */
  async function grown(now: Date): Promise<AnchoredHead[]> {
    const today = await journal.read(anchors, anchorsLogKey(now));
    const yesterday = new Date(now.getTime() - dayMs);
    const upTo = today.upTo ?? (await journal.read(anchors, anchorsLogKey(yesterday))).upTo;
    const heads = await snapshots.heads(upTo === undefined ? undefined : new Date(upTo));
    return heads
      .filter(({ logKey }) => !isAnchors(logKey))
      .map(({ logKey, seq, hash }): AnchoredHead => [logKey, seq, hash])
      .sort(([a], [b]) => (a < b ? -1 : 1));
  }

  return {
    async anchorIfDue(): Promise<void> {
      const now = clock.now();
      const round = Math.floor(now.getTime() / (minutes * 60_000));
      if (round <= seenTo || now.getTime() - startedAt < restMs) return;
      const known = await journal.read(anchors, anchorsLogKey(now));
      if ((known.round ?? -1) < round) await write(round, now);
      seenTo = round;
    },
  };

  async function write(round: number, now: Date): Promise<void> {
    const heads = await grown(now);
    const upTo = new Date(now.getTime() - overlapMs).toISOString();
    for (let from = 0; from < heads.length; from += headsAtOnce) {
      const part = heads.slice(from, from + headsAtOnce);
      // Only the last one says that the round is over: one that was broken off is made good by the next.
      const over = from + headsAtOnce >= heads.length;
      const draft: AnchorsDraft = {
        actor: { kind: 'muster' },
        action: 'anchored',
        key: `anchor:${round}:${from}`,
        events: [{ kind: 'anchored', heads: part, ...(over && { round, upTo }) }],
        effects: [{ kind: 'anchor.tell' }],
      };
      const { entry } = await journal.append(anchors, anchorsLogKey(now), () => draft);
      // Another replica is at it.
      if (!entry) return;
    }
  }
}
