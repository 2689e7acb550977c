/** Erases what people wrote once its time is over: in incidents that were closed long enough ago, and in other logs. */
import { erasing, type WrittenText } from './incidents/texts.ts';
import type { Journal } from './log/journal.ts';
import { type IncidentDraft, incidents, kindOf } from './log/kinds.ts';
import type { Clock, Snapshots } from './ports.ts';

const dayMs = 86_400_000;
/** Whoever starts has other things to do first. */
const restMs = 60_000;
/** The first time there may be very many; the rest is next. */
const mostAtOnce = 1000;

export interface RetentionOptions {
  journal: Pick<Journal, 'append'>;
  snapshots: Pick<Snapshots, 'withTextsBefore'>;
  clock: Clock;
  days: number;
}

/** Gives what is to be called again and again. Any number of replicas may: what is erased already is not erased again. */
export function createRetention({ journal, snapshots, clock, days }: RetentionOptions) {
  const startedAt = clock.now().getTime();
  // Of snapshots from before they told of texts, those that were looked at and had none.
  const looked = new Set<string>();
  let day = 0;

  return {
    async eraseExpired(): Promise<void> {
      const now = clock.now().getTime();
      if (now - startedAt < restMs) return;
      if (Math.floor(now / dayMs) > day) looked.clear();
      day = Math.floor(now / dayMs);
      const before = new Date(now - days * dayMs).toISOString();
      const found = (await snapshots.withTextsBefore(before)).filter((logKey) => !looked.has(logKey));
      for (const logKey of found.slice(0, mostAtOnce)) {
        const kind = kindOf(logKey) as typeof incidents;
        const { entry } = await journal.append(kind, logKey, (state): IncidentDraft | undefined => {
          const texts = expired(kind.index(state), state.texts, before, kind === incidents);
          if (texts.length === 0) return undefined;
          return {
            actor: { kind: 'muster' },
            action: 'retention',
            key: `retention:${state.seq}`,
            events: [erasing(texts, 'retention')],
            effects: [{ kind: 'erase' }],
          };
        });
        if (!entry) looked.add(logKey);
      }
    },
  };
}

/** An incident's conversation stays whole as long as it is open, and for its time after that. */
function expired(
  { open, closedAt }: { open?: boolean; closedAt?: string },
  texts: WrittenText[] = [],
  before: string,
  ofIncident: boolean,
): WrittenText[] {
  if (ofIncident && (open || !closedAt || closedAt >= before)) return [];
  return texts.filter(({ at }) => at < before);
}
