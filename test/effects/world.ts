/** Replicas that carry out effects: one store, one Teams, one Sentinel, and a clock that the test owns. */
import { pino } from 'pino';
import { seen } from '../../bot/actions/automatic/seen.ts';
import { intend } from '../../bot/actions/changes.ts';
import { createFinder } from '../../bot/actions/finder.ts';
import { createStorms } from '../../bot/actions/storms.ts';
import { createDispatcher } from '../../bot/effects/dispatcher.ts';
import { createShownCards } from '../../bot/effects/shown.ts';
import { after, consequences, type WantedEffect } from '../../bot/incidents/consequences.ts';
import type { IncidentEvent } from '../../bot/incidents/events.ts';
import type { Incident, IncidentChange } from '../../bot/incidents/incident.ts';
import { defaultTargets } from '../../bot/incidents/levels.ts';
import { incidentLogKey } from '../../bot/incidents/state.ts';
import type { Entry } from '../../bot/log/entry.ts';
import { createJournal } from '../../bot/log/journal.ts';
import { type IncidentDraft, incidents } from '../../bot/log/kinds.ts';
import { createPacing } from '../../bot/pace/pacing.ts';
import type { Clock, Store } from '../../bot/ports.ts';
import { wordsOf } from '../../bot/words/words.ts';
import { ada, context, few, incident, logKey, member, socChannel, standing, tenant } from '../build.ts';
import { fakeMessenger } from '../fakes/messenger.ts';
import { createFakeSentinel } from '../fakes/sentinel.ts';
import { fakeStore } from '../fakes/store.ts';

const leaseMs = 30_000;

/** Everything around the replicas; how time passes is the clock's matter. */
export function worldOn(clock: Clock, channels = [socChannel()]) {
  const store = fakeStore();
  const messenger = fakeMessenger(clock.now);
  const sentinel = createFakeSentinel({ workspaces: ['sub~rg-soc~ws-soc'], now: clock.now });
  sentinel.add(incident());
  function replica(
    owner: string,
    { carries = true, log = store.log }: { carries?: boolean; log?: Store['log'] } = {},
  ) {
    const logger = pino({ level: 'silent' });
    const pacing = createPacing({ store, clock, owner, logger });
    const journal = createJournal({
      log,
      clock,
      owner,
      leaseMs,
      queueMs: () => dispatcher.queueMs(),
      order: pacing.order,
    });
    const storms = createStorms({ journal, snapshots: store.snapshots, clock, targets: defaultTargets });
    const dispatcher = createDispatcher({
      log,
      pacing,
      owner,
      leaseMs,
      delayedAfterMs: 60_000,
      tools: {
        journal,
        log,
        snapshots: store.snapshots,
        sentinel,
        messenger,
        directory: {
          roles: async () => [],
          members: async () => [member(ada)],
          member: async () => undefined,
        },
        clock,
        logger,
        shown: createShownCards(pacing.order),
        targets: defaultTargets,
        twoPeople: [],
        quietSeconds: 60,
        tenantId: tenant,
        finder: createFinder(journal, store.snapshots, clock),
        storms,
        stormQuietMinutes: 10,
        standing,
        few,
        holidays: [],
        channels: async () => channels,
        lookAt: async () => ({
          words: wordsOf('en'),
          language: 'en',
          zone: 'UTC',
          now: clock.now(),
          targets: defaultTargets,
          twoPeople: [],
          hearsAll: false,
        }),
      },
    });
    // One that appends and carries out nothing is one that died between the two.
    if (carries) journal.onAppended((entry) => dispatcher.take(entry));
    const tick = async (): Promise<void> => {
      await dispatcher.tick();
      await dispatcher.idle();
    };
    return {
      journal,
      dispatcher,
      tick,
      pacing,
      receive: (version: Incident) =>
        journal.append(incidents, incidentLogKey(version.workspace, version.id), (state) =>
          seen(state, version, { now: clock.now(), channels, targets: defaultTargets, backlog: false }),
        ),
      async arrive(version = incident()): Promise<void> {
        await this.receive(version);
        await dispatcher.idle();
      },
      async want(change: IncidentChange): Promise<void> {
        await journal.append(incidents, logKey, (state): IncidentDraft => {
          const events = [intend(state, change, context({ now: clock.now() }))];
          return {
            actor: { kind: 'person', ...ada },
            action: 'x',
            key: `want ${state.seq}`,
            events,
            effects: consequences(after(state, events, clock.now()), events),
          };
        });
        await dispatcher.idle();
      },
      /** What Muster notes about the incident by itself, and what it asks for by that. */
      async note(events: IncidentEvent[], effects: WantedEffect[]): Promise<void> {
        await journal.append(
          incidents,
          logKey,
          ({ seq }): IncidentDraft => ({
            actor: { kind: 'muster' },
            action: 'noted',
            key: `note ${seq}`,
            events,
            effects,
          }),
        );
        await dispatcher.idle();
      },
      state: (key = logKey) => journal.read(incidents, key),
    };
  }

  const entries = (): Promise<Entry[]> => store.log.read(logKey);
  return {
    store,
    messenger,
    sentinel,
    replica,
    /** What an entry still asks for, by kind. */
    async open(seq: number): Promise<string[]> {
      const entry = (await entries()).find((one) => one.seq === seq);
      return Object.keys(entry?.open ?? {}).map(
        (id) => entry?.effects.find((effect) => effect.id === id)?.kind ?? id,
      );
    },
    async openEffect(seq: number, kind: string) {
      const entry = (await entries()).find((one) => one.seq === seq);
      const id = entry?.effects.find((effect) => effect.kind === kind)?.id ?? '';
      return entry?.open[id];
    },
    events: async () => (await entries()).flatMap((entry) => entry.events),
    cards: () => messenger.sent.filter(({ operation }) => operation === 'post'),
  };
}
