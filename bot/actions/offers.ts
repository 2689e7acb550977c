/**
 * Files that were offered to somebody, until they say whether they want them. Of a file nothing is kept but how it is made:
 * it is made once they want it, from what they may see then.
 */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { Refused } from '../errors.ts';
import type { Clock, Hints, Lookups } from '../ports.ts';

/** How a file is made: what was asked, and which of its files it is. */
export interface Offered {
  id: string;
  verb: string;
  logKey?: string | undefined;
  input: Record<string, unknown>;
  /** place among what the verb offers, from 0 */
  which: number;
  /** when it was asked for (ISO UTC), and the zone that `yesterday` was said in */
  asked: string;
  zone: string;
  /** ISO UTC */
  until: string;
}

export type Offers = ReturnType<typeof createOffers>;

const liveMs = 60 * 60_000;
/** The oldest is forgotten for a newer one. */
const mostOpen = 20;

const stored = z.array(
  z.object({
    id: z.string(),
    verb: z.string(),
    logKey: z.string().optional(),
    input: z.record(z.string(), z.unknown()),
    which: z.number(),
    asked: z.string(),
    zone: z.string(),
    until: z.string(),
  }),
);

/** Kept where all replicas find it, under whom it was offered to: nobody else can name it. */
export function createOffers(lookups: Lookups, hints: Pick<Hints, 'takeNonce'>, clock: Pick<Clock, 'now'>) {
  const keyOf = (oid: string): string => `offers:${oid.toLowerCase()}`;

  /** Those that somebody can still take. */
  async function open(oid: string): Promise<Offered[]> {
    const now = clock.now().toISOString();
    const said = (await lookups.get(keyOf(oid)))?.said ?? [];
    return stored.parse(said).filter(({ until }) => until > now);
  }

  return {
    /** Keeps that these are offered to a person for an hour. Gives their ids, in order. */
    async make(
      oid: string,
      what: Omit<Offered, 'id' | 'until' | 'which' | 'asked'>,
      count: number,
    ): Promise<string[]> {
      const now = clock.now();
      const until = new Date(now.getTime() + liveMs).toISOString();
      const made = Array.from({ length: count }, (_, which) => ({
        ...what,
        id: randomUUID(),
        which,
        asked: now.toISOString(),
        until,
      }));
      const all = [...(await open(oid)), ...made].slice(-mostOpen);
      await lookups.put(keyOf(oid), now.toISOString(), all);
      return made.map(({ id }) => id);
    },

    /** What was offered to that person under this id, once. Throws Refused where it is over, taken, or was never theirs. */
    async take(oid: string, id: unknown): Promise<Offered> {
      const offered = (await open(oid)).find((one) => one.id === id);
      if (!offered || !(await hints.takeNonce(`offer:${offered.id}`, offered.until)))
        throw new Refused('offerOver');
      return offered;
    },
  };
}
