/** What one person is refused, and closes, is in their own log; a burst is told to the SOC; a flood writes little. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { isForWantOfRight } from '../../bot/actions/allowed.ts';
import type { Asked } from '../../bot/actions/asked.ts';
import { intend } from '../../bot/actions/changes.ts';
import { createWatch } from '../../bot/actions/watch.ts';
import { Refused } from '../../bot/errors.ts';
import { personLogKey } from '../../bot/incidents/person.ts';
import { incidentLogKey } from '../../bot/incidents/state.ts';
import { createJournal } from '../../bot/log/journal.ts';
import { incidents, type PersonDraft, people } from '../../bot/log/kinds.ts';
import { ada, arrived, at, context, eve, incident, logKey, paymentsId, place } from '../build.ts';
import { fakeStore } from '../fakes/store.ts';

/** A watch over a store in memory, and a clock that a test sets. */
function watching() {
  const store = fakeStore();
  let now = at().getTime();
  const clock = { now: () => new Date(now), wait: async () => undefined };
  let gate = Promise.resolve();
  const log = {
    ...store.log,
    append: async (entry: Parameters<typeof store.log.append>[0]) => {
      await gate;
      await store.log.append(entry);
    },
  };
  const replica = (owner: string) => {
    const journal = createJournal({ log, clock, owner, leaseMs: 1000 });
    return { journal, watch: createWatch({ journal, clock, logger: pino({ level: 'silent' }) }) };
  };
  const one = replica('one');
  return {
    ...one,
    replica,
    pass(ms: number) {
      now += ms;
    },
    /** The store takes nothing until what this gives is called. */
    holdUp(): () => void {
      const held = Promise.withResolvers<void>();
      gate = held.promise;
      return held.resolve;
    },
    async entries(oid = eve.oid) {
      await one.watch.settled();
      return (await store.log.read(personLogKey(oid))) as unknown as (PersonDraft & { at: string })[];
    },
    async bursts(oid = eve.oid) {
      return (await this.entries(oid)).flatMap(({ effects }) => effects);
    },
  };
}

let messages = 0;
const asked = (change: Partial<Asked> = {}): Asked => ({
  kind: 'click',
  speaker: { ...eve, place: place(paymentsId) },
  data: { verb: 'close', incident: logKey },
  text: '',
  conversation: paymentsId,
  messageKey: `message ${messages++}`,
  ...change,
});
const refusal = new Refused('needs.analyst', { verb: 'close' });

describe('a refusal', () => {
  test('for want of a right is an entry of the person’s log: who, what, on which incident, where and why', async () => {
    const { watch, entries } = watching();
    watch.refused(asked(), refusal);
    expect(await entries()).toMatchObject([
      {
        actor: { kind: 'person', oid: eve.oid, name: 'Eve' },
        action: 'refused',
        events: [
          {
            kind: 'refused',
            reason: 'needs.analyst',
            verb: 'close',
            incident: logKey,
            place: paymentsId,
            times: 1,
          },
        ],
        effects: [],
      },
    ]);
  });

  test('of something typed says the verb and the numbers, and none of the words', async () => {
    const { watch, entries } = watching();
    watch.refused(
      asked({ kind: 'typed', data: {}, text: 'comment 1042 1043 my password is hunter2' }),
      refusal,
    );
    const [entry] = await entries();
    expect(entry?.events).toMatchObject([{ verb: 'comment', numbers: [1042, 1043] }]);
    expect(JSON.stringify(entry)).not.toContain('hunter2');
  });

  test('of what nobody may do is noted nowhere', async () => {
    const { watch, entries } = watching();
    for (const word of ['closed', 'unknownVerb', 'input', 'noNumber', 'unknownIncident'])
      watch.refused(asked(), new Refused(word));
    expect(await entries()).toEqual([]);
  });

  test('that must not say why is noted with its reason', async () => {
    const { watch, entries } = watching();
    watch.refused(asked(), new Refused('unknownIncident', {}, 'maySee'));
    expect((await entries())[0]?.events).toMatchObject([{ reason: 'maySee' }]);
  });

  test('delivered again is the same one', async () => {
    const { watch, entries } = watching();
    const click = asked();
    watch.refused(click, refusal);
    watch.refused(click, refusal);
    expect(await entries()).toHaveLength(1);
  });

  test('is written behind the answer, and a stop waits for it', async () => {
    const { watch, entries, holdUp } = watching();
    const release = holdUp();
    watch.refused(asked(), refusal);
    let over = false;
    const settled = watch.settled().then(() => {
      over = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(over).toBe(false);
    release();
    await settled;
    expect(await entries()).toHaveLength(1);
  });
});

describe('a flood of refusals', () => {
  test('of an hour, one a second and each another, leaves at most 20 entries in any ten minutes, and none is lost count of', async () => {
    const { watch, entries, pass } = watching();
    for (let i = 0; i < 3600; i++) {
      watch.refused(asked({ data: { verb: 'close', incident: logKey, i } }), refusal);
      await watch.settled();
      pass(1000);
    }
    const all = await entries();
    for (const { at: from } of all) {
      const until = new Date(Date.parse(from) + 10 * 60_000).toISOString();
      expect(all.filter((one) => one.at >= from && one.at < until).length).toBeLessThanOrEqual(20);
    }
    const counted = all
      .flatMap(({ events }) => events)
      .reduce((sum, e) => sum + ('times' in e ? e.times : 0), 0);
    expect(counted).toBeGreaterThan(3600 - 61);
    expect(counted).toBeLessThanOrEqual(3600);
  });

  test('leaves a state that holds no more than the last ten minutes', async () => {
    const { watch, journal, pass } = watching();
    for (let i = 0; i < 200; i++) {
      watch.refused(asked(), refusal);
      await watch.settled();
      pass(61_000);
    }
    const { lately } = await journal.read(people, personLogKey(eve.oid));
    expect(lately?.refused?.length).toBeLessThanOrEqual(10);
  });
});

describe('a burst of refusals', () => {
  async function refuse(
    world: ReturnType<typeof watching>,
    times: number,
    everyMs: number,
    watch = world.watch,
  ) {
    for (let i = 0; i < times; i++) {
      watch.refused(asked(), refusal);
      await watch.settled();
      world.pass(everyMs);
    }
  }

  test('is told to the SOC with the tenth within ten minutes: how many, and since when', async () => {
    const world = watching();
    await refuse(world, 9, 60_000);
    expect(await world.bursts()).toEqual([]);
    await refuse(world, 1, 60_000);
    expect(await world.bursts()).toEqual([
      expect.objectContaining({ kind: 'tell.burst', of: 'refused', count: 10, since: at().toISOString() }),
    ]);
  });

  test('is told once, and again only when it still goes on after an hour', async () => {
    const world = watching();
    await refuse(world, 59, 60_000);
    expect(await world.bursts()).toHaveLength(1);
    await refuse(world, 20, 60_000);
    expect(await world.bursts()).toHaveLength(2);
  });

  test('spread over more than ten minutes is none', async () => {
    const world = watching();
    await refuse(world, 50, 70_000);
    expect(await world.bursts()).toEqual([]);
  });

  test('is told also where each replica saw but half of it', async () => {
    const world = watching();
    const other = world.replica('two').watch;
    await refuse(world, 5, 1000);
    await refuse(world, 5, 1000, other);
    expect(await world.bursts()).toHaveLength(1);
  });

  test('of two people is none of either', async () => {
    const world = watching();
    await refuse(world, 9, 1000);
    world.watch.refused(asked({ speaker: { ...ada, place: place(paymentsId) } }), refusal);
    expect([...(await world.bursts()), ...(await world.bursts(ada.oid))]).toEqual([]);
  });
});

describe('closings', () => {
  const key = (i: number): string =>
    incidentLogKey('sub~rg-soc~ws-soc', `11111111-2222-4333-8444-${String(i).padStart(12, '0')}`);
  async function close(
    world: ReturnType<typeof watching>,
    i: number,
    status: 'Closed' | 'Active' = 'Closed',
  ) {
    await world.journal.append(incidents, key(i), () => ({
      actor: { kind: 'sentinel' },
      action: 'arrived',
      key: 'arrived',
      events: arrived({ id: incident().id }),
      effects: [],
    }));
    await world.journal.append(incidents, key(i), (state) => ({
      actor: { kind: 'person', ...eve },
      action: 'close',
      key: 'close',
      events: [intend(state, { status }, context())],
      effects: [],
    }));
    await world.watch.settled();
  }

  test('fifteen by one person within ten minutes are told to the SOC, fourteen are not', async () => {
    const world = watching();
    for (let i = 0; i < 14; i++) await close(world, i);
    expect(await world.bursts()).toEqual([]);
    await close(world, 14);
    expect(await world.bursts()).toEqual([expect.objectContaining({ of: 'closed', count: 15 })]);
  });

  test('name the incidents in the person’s log', async () => {
    const world = watching();
    await close(world, 3);
    expect((await world.entries())[0]?.events).toEqual([{ kind: 'closed', incident: key(3), times: 1 }]);
  });

  test('are not what else is changed', async () => {
    const world = watching();
    for (let i = 0; i < 20; i++) await close(world, i, 'Active');
    expect(await world.entries()).toEqual([]);
  });
});

test('every refusal of who may do what is known as one for want of a right', () => {
  const thrown = ['allowed', 'gather'].flatMap((file) => {
    const text = readFileSync(new URL(`../../bot/actions/${file}.ts`, import.meta.url), 'utf8');
    return [...text.matchAll(/new Refused\([`']([\w.]+)/g)].map(([, word = '']) => word);
  });
  expect(thrown.length).toBeGreaterThan(4);
  expect(thrown.filter((word) => !isForWantOfRight(new Refused(word)))).toEqual([]);
});
