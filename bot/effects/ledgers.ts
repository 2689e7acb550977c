/** What is to be written of each log: one snapshot for all that is done of it, and then what was done is struck. */
import type { Entry } from '../log/entry.ts';
import { type incidents, kindOf, snapshotOf } from '../log/kinds.ts';
import { type Hand, nameOf } from './hands.ts';
import type { Toolbox } from './in-turn.ts';
import type { Leases } from './leases.ts';

/** For lists, a log whose effects wait gets a snapshot no more often than that. */
const listedEveryMs = 5000;

/** What is to be written of a log, once nothing of it is under way here: one snapshot for all of its entries. */
interface Ledger {
  /** effects of any of its entries that are under way */
  running: number;
  finished: Map<string, { entry: Entry; hand: Hand }>;
  settling: boolean;
  /** when it last got a snapshot for lists, although effects of it waited, epoch milliseconds */
  listedAt?: number;
  /** lists lack what it has */
  unlisted?: true;
}

export interface LedgersOptions {
  tools: Pick<Toolbox, 'journal' | 'snapshots' | 'clock' | 'logger'>;
  leases: Leases;
  /** told of each entry that nothing more is to be written of */
  settled(entry: Entry, hand: Hand): void;
}

export function createLedgers({ tools, leases, settled }: LedgersOptions) {
  const ledgers = new Map<string, Ledger>();

  function ledgerOf(logKey: string): Ledger {
    const ledger = ledgers.get(logKey) ?? { running: 0, finished: new Map(), settling: false };
    ledgers.set(logKey, ledger);
    return ledger;
  }

  /** @param least the seq that the snapshot must hold: memory may lack what another replica wrote */
  async function snapshot(logKey: string, least = 0): Promise<void> {
    const kind = kindOf(logKey) as typeof incidents;
    const known = await tools.journal.read(kind, logKey, false);
    const state = known.seq < least ? await tools.journal.read(kind, logKey) : known;
    await tools.snapshots.put(snapshotOf(kind, state));
  }

  /** Brings the snapshot up to date, then strikes what is done from the stored entries. */
  async function settle(logKey: string, ledger: Ledger): Promise<void> {
    if (ledger.settling) return;
    ledger.settling = true;
    do {
      // Only what was done before the snapshot is in it.
      const all = [...ledger.finished.values()].map((one) => ({ ...one, done: new Set(one.hand.done) }));
      ledger.finished.clear();
      try {
        if (all.length > 0) {
          ledger.listedAt = tools.clock.now().getTime();
          delete ledger.unlisted;
          await snapshot(logKey, Math.max(...all.map(({ entry }) => entry.seq)));
        }
        await Promise.all(all.map(({ entry, hand, done }) => leases.strike(entry, done, hand.later)));
      } catch (error) {
        tools.logger.warn({ log: logKey, err: error }, 'could not settle a log yet');
      }
      for (const { entry, hand } of all) settled(entry, hand);
    } while (ledger.finished.size > 0 && ledger.running === 0);
    ledger.settling = false;
    if (ledger.finished.size === 0 && ledger.running === 0) ledgers.delete(logKey);
  }

  /** Has lists know what a log has although its effects wait: at once, unless that was just done. */
  function listSoon(logKey: string): void {
    const ledger = ledgerOf(logKey);
    const time = tools.clock.now().getTime();
    if (time - (ledger.listedAt ?? 0) < listedEveryMs) {
      ledger.unlisted = true;
      return;
    }
    ledger.listedAt = time;
    delete ledger.unlisted;
    void snapshot(logKey).catch(() => undefined);
  }

  return {
    /** An effect of a log is under way. */
    begun(logKey: string): void {
      ledgerOf(logKey).running += 1;
    },
    /** It is no more. */
    over(logKey: string): void {
      ledgerOf(logKey).running -= 1;
    },
    /** What of an entry can be done now is done. */
    finished(entry: Entry, hand: Hand): void {
      ledgerOf(entry.logKey).finished.set(nameOf(entry), { entry, hand });
    },
    /** Writes down what is finished, once nothing of the log is under way. */
    settleOnceQuiet(logKey: string): void {
      const ledger = ledgerOf(logKey);
      if (ledger.running === 0) void settle(logKey, ledger);
    },
    listSoon,
    /** Writes down what is finished of logs of which something is slow. */
    settleAll(): void {
      for (const [logKey, ledger] of ledgers) {
        void settle(logKey, ledger);
        if (ledger.unlisted) listSoon(logKey);
      }
    },
  };
}
