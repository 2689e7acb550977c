/** Summaries that a place is sent again and again, folded from the place's log. */
import type { Effect, Entry } from '../log/entry.ts';
import type { Person } from './events.ts';
import type { Schedule } from './schedule.ts';

/** What somebody wants a place to be sent. */
export interface Digest {
  /** counted from 1 in its place; a number is never another's */
  number: number;
  schedule: Schedule;
  /** what would be said after `status`; absent: everything */
  of?: string;
  /** `of` names a stretch of time; absent: each tells of the time since the one before */
  window?: true;
  by: Person;
  /** in which words, where the place has none of its own */
  language: string;
  /** when the next one is due, ISO UTC, and the effect that is due then */
  next: string;
  timer: string;
  /** the time of the last one that was sent: the next one tells of what came since */
  sent?: string;
  /** the time of the first one since then that could not be sent in time; the next one says so */
  missed?: string;
}

/** All of a place, and how many there ever were. */
export interface Digests {
  set: number;
  running: Digest[];
}

/**
 * Why one is over: somebody stopped it; nobody there may see anything any more; what it is about is unknown by now; the
 * one whom it was for is gone.
 */
export type WhyEnded = 'stopped' | 'nothing' | 'unknown' | 'left';

export type DigestEvent =
  | ({ kind: 'digestSet' } & Omit<Digest, 'timer' | 'sent' | 'missed'>)
  /** its timer ran out. `at`: the time that is sent now; `missed`: the first that it is too late for; neither: a holiday */
  | { kind: 'digestDue'; number: number; at?: string; missed?: string; next: string }
  | { kind: 'digestSent'; number: number; at: string }
  /** it was to be sent, and could not be in time */
  | { kind: 'digestMissed'; number: number; at: string }
  | { kind: 'digestEnded'; number: number; why: WhyEnded; by?: Person };

/** `digest.due` is its timer; `digest.send` sends what `at` stands for. */
export type DigestEffect = Effect & { kind: 'digest.due' | 'digest.send'; number: number; at: string };

/** So many a place may have. */
export const mostDigests = 10;
/** How late one may be: later it tells of a moment that nobody asked for, and several would come in a row. */
const mostLateMs = 4 * 3_600_000;

export function isTooLate(at: string, now: Date): boolean {
  return now.getTime() - Date.parse(at) > mostLateMs;
}

export function digestOf({ digests }: { digests?: Digests }, number: number): Digest | undefined {
  return digests?.running.find((one) => one.number === number);
}

/** The digests of a place after an event of its log. */
export function foldDigest(
  digests: Digests = { set: 0, running: [] },
  event: DigestEvent,
  { effects }: Pick<Entry, 'effects'>,
): Digests {
  const { number } = event;
  const timer = (effects as DigestEffect[]).find((one) => one.kind === 'digest.due' && one.number === number);
  const change = (make: (digest: Digest) => Digest): Digests => ({
    ...digests,
    running: digests.running.map((one) => (one.number === number ? make(one) : one)),
  });
  switch (event.kind) {
    case 'digestSet': {
      const { kind: _kind, ...digest } = event;
      return { set: number, running: [...digests.running, { ...digest, timer: timer?.id ?? '' }] };
    }
    case 'digestDue': {
      const { next, missed } = event;
      return change((one) => withMissed({ ...one, next, timer: timer?.id ?? '' }, missed));
    }
    case 'digestMissed':
      return change((one) => withMissed(one, event.at));
    case 'digestSent':
      return change(({ missed: _missed, ...one }) => ({ ...one, sent: event.at }));
    case 'digestEnded':
      return { ...digests, running: digests.running.filter((one) => one.number !== number) };
  }
}

function withMissed(digest: Digest, at: string | undefined): Digest {
  return at && !digest.missed ? { ...digest, missed: at } : digest;
}
