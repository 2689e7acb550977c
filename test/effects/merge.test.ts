/** Merges carried out: two logs, two appends, whoever dies in between and whatever comes first. */
import { describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { detailed } from '../../bot/actions/automatic/detailed.ts';
import { seen } from '../../bot/actions/automatic/seen.ts';
import { createFinder } from '../../bot/actions/finder.ts';
import { createStorms } from '../../bot/actions/storms.ts';
import { createDispatcher } from '../../bot/effects/dispatcher.ts';
import { reopenedText } from '../../bot/effects/notice.ts';
import { createShownCards } from '../../bot/effects/shown.ts';
import type { Incident } from '../../bot/incidents/incident.ts';
import { defaultTargets } from '../../bot/incidents/levels.ts';
import { incidentLogKey } from '../../bot/incidents/state.ts';
import { createJournal } from '../../bot/log/journal.ts';
import { incidents } from '../../bot/log/kinds.ts';
import { createOrder } from '../../bot/order.ts';
import { createPacing } from '../../bot/pace/pacing.ts';
import { wordsOf } from '../../bot/words/words.ts';
import type { CardContext } from '../../cards/context.ts';
import {
  alert,
  arrived,
  at,
  few,
  incident,
  intended,
  later,
  redirected,
  standing,
  stateAfter,
  tenant,
} from '../build.ts';
import { fakeMessenger } from '../fakes/messenger.ts';
import { createFakeSentinel } from '../fakes/sentinel.ts';
import { fakeStore } from '../fakes/store.ts';

const look: CardContext = {
  words: wordsOf('en'),
  language: 'en',
  zone: 'UTC',
  now: at(),
  targets: defaultTargets,
};

/** A store, a clock that a test moves, and replicas on them. Incidents are named by their numbers. */
function world() {
  let now = at(0);
  const clock = {
    now: () => now,
    wait: async (ms: number) => {
      now = new Date(now.getTime() + ms);
    },
  };
  const store = fakeStore();
  const idOf = (number: number): string => `${String(number).padStart(8, '0')}-2222-4333-8444-555555555555`;
  const keyOf = (number: number): string => incidentLogKey('sub~rg-soc~ws-soc', idOf(number));
  const of = (number: number, version: Incident): Incident => ({ ...version, id: idOf(number), number });

  function replica(owner: string, carries = true) {
    const logger = pino({ level: 'silent' });
    const journal = createJournal({ log: store.log, clock, owner, leaseMs: 1000 });
    const dispatcher = createDispatcher({
      log: store.log,
      pacing: createPacing({ store, clock, owner, logger }),
      owner,
      leaseMs: 1000,
      delayedAfterMs: 60_000,
      tools: {
        journal,
        log: store.log,
        snapshots: store.snapshots,
        sentinel: createFakeSentinel({ workspaces: ['sub~rg-soc~ws-soc'], now: clock.now }),
        messenger: fakeMessenger(),
        directory: { roles: async () => [], members: async () => [], member: async () => undefined },
        clock,
        logger,
        shown: createShownCards(createOrder()),
        targets: defaultTargets,
        twoPeople: [],
        quietSeconds: 60,
        tenantId: tenant,
        finder: createFinder(journal, store.snapshots, clock),
        storms: createStorms({ journal, snapshots: store.snapshots, clock, targets: defaultTargets }),
        stormQuietMinutes: 10,
        standing,
        few,
        holidays: [],
        channels: async () => [],
        lookAt: async () => look,
      },
    });
    if (carries) journal.onAppended((entry) => dispatcher.take(entry));
    const around = { now, channels: [], targets: defaultTargets, backlog: false };
    const settle = async (): Promise<void> => {
      await dispatcher.tick();
      await dispatcher.idle();
    };
    return {
      settle,
      async see(number: number, version: Incident): Promise<void> {
        await journal.append(incidents, keyOf(number), (state) => seen(state, of(number, version), around));
        await dispatcher.idle();
      },
      async readAlerts(number: number, ...ids: string[]): Promise<void> {
        const found = { entities: [], alerts: ids.map((id) => alert({ id })) };
        await journal.append(incidents, keyOf(number), (state) =>
          detailed(state, found, `details:${number}:${ids}`, around),
        );
        await dispatcher.idle();
      },
      state: (number: number) => journal.read(incidents, keyOf(number)),
    };
  }
  return {
    replica,
    keyOf,
    pass(seconds: number): void {
      now = new Date(now.getTime() + seconds * 1000);
    },
    kinds: async (number: number): Promise<string[]> =>
      (await store.log.read(keyOf(number))).flatMap((entry) => entry.events.map((event) => event.kind)),
  };
}

/** Two incidents with an alert each. */
async function two() {
  const here = world();
  const one = here.replica('one');
  for (const number of [1, 2]) {
    await one.see(number, incident());
    await one.readAlerts(number, `alert-${number}`);
  }
  return { ...here, one };
}

describe('the surviving incident is found by its alerts', () => {
  test('that were read before the other was empty', async () => {
    const { one, keyOf, kinds } = await two();
    await one.readAlerts(2, 'alert-1', 'alert-2');
    await one.see(1, redirected());
    expect((await one.state(1)).mergedInto).toMatchObject({ into: keyOf(2), number: 2 });
    expect((await kinds(2)).filter((kind) => kind === 'absorbed')).toHaveLength(1);
  });

  test('that are read when the other has been empty for long', async () => {
    const { one, keyOf, pass } = await two();
    await one.see(1, redirected());
    expect((await one.state(1)).mergedInto).toBeUndefined();
    pass(86_400);
    await one.readAlerts(2, 'alert-1', 'alert-2');
    expect((await one.state(1)).mergedInto).toMatchObject({ into: keyOf(2) });
  });

  test('that are read for the first time: the other looks again for a while', async () => {
    const { one, keyOf, pass } = await two();
    await one.see(3, incident());
    await one.see(1, redirected());
    await one.readAlerts(3, 'alert-1');
    expect((await one.state(1)).mergedInto).toBeUndefined();
    pass(10);
    await one.settle();
    expect((await one.state(1)).mergedInto).toMatchObject({ into: keyOf(3) });
  });

  test('and not among those of another workspace, of merged ones, or where no alert was ever read', async () => {
    const { one, pass } = await two();
    await one.see(3, incident());
    await one.see(3, redirected());
    for (const seconds of [10, 70, 400, 2000, 8000, 100_000]) {
      pass(seconds);
      await one.settle();
    }
    await one.readAlerts(2, 'alert-2', 'alert-9');
    expect((await one.state(3)).mergedInto).toBeUndefined();
  });
});

test('what one replica began before it died, another carries on, once', async () => {
  const { one, replica, pass, kinds } = await two();
  await one.readAlerts(2, 'alert-1', 'alert-2');
  const dying = replica('dying', false);
  await dying.see(1, redirected());
  expect(await kinds(1)).not.toContain('mergedInto');
  pass(60);
  const [a, b] = [replica('a'), replica('b')];
  await Promise.all([a.settle(), b.settle()]);
  await Promise.all([a.settle(), b.settle()]);
  expect((await kinds(1)).filter((kind) => kind === 'mergedInto')).toHaveLength(1);
  expect((await kinds(2)).filter((kind) => kind === 'absorbed')).toHaveLength(1);
});

test('of a chain each lives on in the last, which took in every one of them once', async () => {
  const { one, keyOf, kinds } = await two();
  await one.see(3, incident());
  await one.readAlerts(3, 'alert-3');
  await one.readAlerts(2, 'alert-1', 'alert-2');
  await one.see(1, redirected());
  await one.readAlerts(3, 'alert-1', 'alert-2', 'alert-3');
  await one.see(2, redirected());
  await one.settle();
  expect((await one.state(1)).mergedInto?.into).toBe(keyOf(3));
  expect((await one.state(2)).mergedInto?.into).toBe(keyOf(3));
  expect((await one.state(3)).absorbed?.map(({ number }) => number)).toEqual([1, 2]);
  expect((await kinds(3)).filter((kind) => kind === 'absorbed')).toHaveLength(1);
});

describe('that it was reopened is told', () => {
  const state = stateAfter(arrived());

  test('in Sentinel with what is new, since it names nobody', () => {
    expect(reopenedText(state, { alerts: '2', severity: 'High' }, '', look)).toBe(
      'Incident #1042 was reopened in Sentinel: 2 new alerts, severity raised to High',
    );
    expect(reopenedText(state, {}, '<at>Ada</at>', look)).toBe(
      '<at>Ada</at>: Incident #1042 was reopened in Sentinel',
    );
  });

  test('by a person with their words, in which nothing is a link or a mention', () => {
    const reopen = intended({ status: 'Active' }, { status: 'Closed' });
    const closed = { kind: 'changed' as const, incident: later({ status: 'Closed' }) };
    const reason = '<at>all</at> see [this](https://evil.example)';
    const reopened = stateAfter(arrived(), [closed], [[reopen], { texts: { reason } }]);
    const text = reopenedText(reopened, { by: 'Ada' }, '', look);
    expect(text).toMatch(/^Ada reopened incident #1042: .*see/);
    expect(text).not.toMatch(/[<>()]|https?:\/\//);
    const again = stateAfter(
      arrived(),
      [closed],
      [[reopen], { texts: { reason } }],
      [{ kind: 'changed', incident: later({ etag: '"3"', status: 'Closed' }) }],
      [[{ ...reopen }], {}],
    );
    expect(reopenedText(again, { by: 'Ada' }, '', look)).toBe('Ada reopened incident #1042');
  });
});
