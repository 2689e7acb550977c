/**
 * What directories say of people: who is in which channel, who has which role. Kept in memory and in the store, so that
 * no click waits for a directory, and asked again behind whoever needs it.
 */
import type { Clock, Lookups, Need } from './ports.ts';
import { createRecent } from './recent.ts';

/** So long it serves as it is. */
const freshMs = 5 * 60_000;
/** What is taken from somebody ends for acts after so long at the latest, on any replica. */
export const actMs = 15 * 60_000;
/** Reading goes on while a directory is away for so long. */
export const readMs = 24 * 3_600_000;
/** What lacks somebody is not asked again sooner: whoever is in no list must not make us ask without end. */
const againMs = 10_000;
const mostKept = 20_000;

export interface Known<T> {
  /** What is kept where that is new enough for the need; otherwise what the directory says now, whose failure is thrown. */
  of(key: string, ask: () => Promise<T>, need: Need): Promise<T>;
  /** The same, asked once more unless that was done a moment ago. */
  again(key: string, ask: () => Promise<T>, need: Need): Promise<T>;
  forget(isIt: (key: string) => boolean): void;
}

interface Said<T> {
  key: string;
  at: number;
  said: T;
}

export interface KnownOptions<T> {
  /** what it is about, as a part of its name in the store */
  name: string;
  lookups: Lookups;
  clock: Pick<Clock, 'now'>;
  /** what the store holds, where it makes sense */
  read(stored: unknown): T | undefined;
}

export function createKnown<T>({ name, lookups, clock, read }: KnownOptions<T>): Known<T> {
  const kept = createRecent<string, Said<T>>(mostKept);
  const forgotten = createRecent<string, number>(mostKept);
  const asking = new Map<string, Promise<T>>();
  const now = (): number => clock.now().getTime();

  async function asked(key: string, ask: () => Promise<T>): Promise<T> {
    const at = now();
    const said = await ask();
    kept.set(key, { key, at, said });
    // A store that does not take it costs the next start some waiting, and nobody who acts now anything.
    void lookups.put(`${name}:${key}`, new Date(at).toISOString(), said).catch(() => undefined);
    return said;
  }

  /** Once for all who need it meanwhile. */
  function askOnce(key: string, ask: () => Promise<T>): Promise<T> {
    const answer = asking.get(key) ?? asked(key, ask).finally(() => asking.delete(key));
    asking.set(key, answer);
    return answer;
  }

  async function stored(key: string): Promise<Said<T> | undefined> {
    const found = await lookups.get(`${name}:${key}`).catch(() => undefined);
    const said = found && read(found.said);
    const at = Date.parse(found?.at ?? '');
    if (said === undefined || Number.isNaN(at) || at <= (forgotten.get(key) ?? 0)) return undefined;
    // Another replica's clock may go before ours; what comes from the future is asked again at once, behind.
    const one = { key, at: at > now() ? now() - freshMs : at, said };
    const meanwhile = kept.get(key);
    if (meanwhile && meanwhile.at >= one.at) return meanwhile;
    kept.set(key, one);
    return one;
  }

  async function known(key: string): Promise<Said<T> | undefined> {
    const here = kept.get(key);
    return here && now() - here.at < actMs ? here : ((await stored(key)) ?? here);
  }

  async function of(key: string, ask: () => Promise<T>, need: Need): Promise<T> {
    const one = await known(key);
    if (!one) return askOnce(key, ask);
    const age = now() - one.at;
    if (age < freshMs) return one.said;
    const answer = askOnce(key, ask);
    if (age < actMs) {
      answer.catch(() => undefined);
      return one.said;
    }
    return answer.catch((error) => {
      if (need === 'read' && age < readMs) return one.said;
      throw error;
    });
  }

  return {
    of,
    async again(key, ask, need) {
      const one = kept.get(key);
      if (one && now() - one.at < againMs) return one.said;
      return askOnce(key, ask).catch((error) => {
        if (need === 'read' && one && now() - one.at < readMs) return one.said;
        throw error;
      });
    },
    forget(isIt) {
      for (const { key } of [...kept.values()]) {
        if (!isIt(key)) continue;
        kept.delete(key);
        // What the store holds was said before as well.
        forgotten.set(key, now());
      }
    },
  };
}
