/** The paces that replicas share: each changed by one at a time here, and by etag among replicas. */
import { Conflict } from '../errors.ts';
import type { Pace, Paces } from '../ports.ts';

/** What to make of a pace. Without `pace` nothing is written; `sure`: that holds even if memory is not fresh. */
export interface Change<T> {
  result: T;
  pace?: Pace;
  sure?: boolean;
}

export interface Book {
  /**
   * Decides on a pace, and writes what was decided before it gives the result. A write proves that the pace was
   * fresh; a decision to write nothing is made again on the pace read again, unless it is sure. Throws Upstream, and
   * Conflict where others were faster time after time.
   */
  change<T>(key: string, decide: (pace: Pace) => Change<T>): Promise<T>;
}

const remembered = 2000;
const tries = 30;

export function createBook(paces: Paces): Book {
  const held = new Map<string, { pace: Pace; etag: string | undefined }>();
  const queues = new Map<string, Promise<unknown>>();

  async function read(key: string) {
    const found = (await paces.get(key)) ?? { pace: { times: [], minutes: {} }, etag: undefined };
    keep(key, found);
    return found;
  }

  function keep(key: string, found: { pace: Pace; etag: string | undefined }): void {
    held.delete(key);
    held.set(key, found);
    const oldest = held.keys().next().value;
    if (held.size > remembered && oldest !== undefined) held.delete(oldest);
  }

  async function decideAndWrite<T>(key: string, decide: (pace: Pace) => Change<T>): Promise<T> {
    let fresh = !held.has(key);
    let { pace, etag } = held.get(key) ?? (await read(key));
    for (let attempt = 1; attempt <= tries; attempt++) {
      const change = decide(pace);
      if (!change.pace && (fresh || change.sure)) return change.result;
      if (change.pace) {
        const written = await paces.write(key, change.pace, etag).catch((error) => {
          held.delete(key);
          throw error;
        });
        if (written !== undefined) {
          keep(key, { pace: change.pace, etag: written });
          return change.result;
        }
      }
      ({ pace, etag } = await read(key));
      fresh = true;
    }
    throw new Conflict(`The pace ${key} was changed by others ${tries} times: try again later.`);
  }

  return {
    change(key, decide) {
      const turn = (queues.get(key) ?? Promise.resolve()).then(() => decideAndWrite(key, decide));
      const settled = turn.then(
        () => undefined,
        () => undefined,
      );
      queues.set(key, settled);
      void settled.then(() => queues.get(key) === settled && queues.delete(key));
      return turn;
    },
  };
}
