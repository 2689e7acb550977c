/** A storm's card: posted once, kept true, sent seldom, gone on with by whoever is there; and what is done to a group. */
import { describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { acknowledgeGroup } from '../../bot/actions/acknowledge-group.ts';
import { setUp } from '../../bot/actions/act.ts';
import { closeGroup } from '../../bot/actions/close-group.ts';
import { createFinder } from '../../bot/actions/finder.ts';
import { began } from '../../bot/actions/storm-watch.ts';
import { createStorms } from '../../bot/actions/storms.ts';
import { createDispatcher } from '../../bot/effects/dispatcher.ts';
import { createShownCards } from '../../bot/effects/shown.ts';
import { Upstream } from '../../bot/errors.ts';
import { type ChannelState, channelLogKey } from '../../bot/incidents/channel.ts';
import { after, consequences } from '../../bot/incidents/consequences.ts';
import type { IncidentEvent, Person } from '../../bot/incidents/events.ts';
import { defaultTargets } from '../../bot/incidents/levels.ts';
import type { TwoPeopleRule } from '../../bot/incidents/second-person.ts';
import { incidentLogKey } from '../../bot/incidents/state.ts';
import { createJournal } from '../../bot/log/journal.ts';
import {
  type ChannelDraft,
  channels as channelKind,
  type IncidentDraft,
  incidents,
} from '../../bot/log/kinds.ts';
import { createOrder } from '../../bot/order.ts';
import { createPacing } from '../../bot/pace/pacing.ts';
import type { Place, Role } from '../../bot/ports.ts';
import { wordsOf } from '../../bot/words/words.ts';
import {
  ada,
  arrived,
  at,
  ben,
  context,
  few,
  inEnglish,
  member,
  place,
  socId,
  socRoute,
  standing,
  tenant,
} from '../build.ts';
import { stillClock } from '../fakes/clock.ts';
import { fakeMessenger } from '../fakes/messenger.ts';
import { createFakeSentinel } from '../fakes/sentinel.ts';
import { fakeStore } from '../fakes/store.ts';

const channelKey = channelLogKey(socId);
const rule = 'aaaaaaaa-0000-4000-8000-000000000000';
const keyOf = (n: number): string =>
  incidentLogKey('sub~rg-soc~ws-soc', `11111111-2222-4333-8444-${String(n).padStart(12, '0')}`);

/** One store, one Teams and a clock moved by hand; the SOC's channel has a storm once `storm` was called. */
function world({ twoPeople = [] as TwoPeopleRule[] } = {}) {
  let now = at(0);
  const clock = {
    now: () => now,
    wait: async (ms: number) => {
      now = new Date(now.getTime() + ms);
    },
  };
  const store = fakeStore();
  const messenger = fakeMessenger();
  const roles: Role[] = ['analyst'];

  function replica(owner: string, { carries = true } = {}) {
    const journal = createJournal({ log: store.log, clock, owner, leaseMs: 30_000 });
    const storms = createStorms({ journal, snapshots: store.snapshots, clock, targets: defaultTargets });
    const channels = async (): Promise<ChannelState[]> => [await journal.read(channelKind, channelKey)];
    const look = () => ({ words: wordsOf('en'), language: 'en', zone: 'UTC', now, targets: defaultTargets });
    const around = {
      directory: {
        roles: async () => roles,
        members: async () => [member(ada), member(ben)],
        member: async (_place: Place, oid: string) => member(oid === ben.oid ? ben : ada),
      },
      channels,
      channelsNow: channels,
      clock,
      tenantId: tenant,
      targets: defaultTargets,
      twoPeople,
      journal,
      quietSeconds: 60,
      finder: createFinder(journal, store.snapshots, clock),
    };
    const settingUp = { ...around, look: look() };
    const logger = pino({ level: 'silent' });
    const dispatcher = createDispatcher({
      log: store.log,
      pacing: createPacing({ store, clock, owner, logger }),
      owner,
      leaseMs: 30_000,
      delayedAfterMs: 60_000,
      tools: {
        ...around,
        log: store.log,
        storms,
        snapshots: store.snapshots,
        sentinel: createFakeSentinel({ workspaces: ['sub~rg-soc~ws-soc'], now: clock.now }),
        messenger,
        logger,
        shown: createShownCards(createOrder()),
        stormQuietMinutes: 10,
        standing,
        few,
        holidays: [],
        lookAt: async () => look(),
      },
    });
    if (carries) journal.onAppended((entry) => dispatcher.take(entry));
    const events = (n: number, happened: IncidentEvent[], quiet = false) =>
      journal.append(incidents, keyOf(n), (state): IncidentDraft => {
        const next = after(state, happened, now);
        return {
          actor: { kind: 'sentinel' },
          action: 'x',
          key: `k${state.seq}`,
          events: happened,
          effects: consequences(next, happened, quiet),
        };
      });
    return {
      journal,
      /** Time passes, a second or `step` of them at a time, and what is due is carried out. */
      async pass(seconds: number, step = 1): Promise<void> {
        for (let i = 0; i < seconds; i += step) {
          now = new Date(now.getTime() + step * 1000);
          await dispatcher.tick();
          await dispatcher.idle();
        }
      },
      async storm(): Promise<void> {
        await journal.append(
          channelKind,
          channelKey,
          (): ChannelDraft => ({
            actor: { kind: 'muster' },
            action: 'met',
            key: 'met',
            events: [
              { kind: 'met', place: place(socId) },
              { kind: 'socNamed', by: ada },
            ],
            effects: [],
          }),
        );
        await journal.append(channelKind, channelKey, (state) => began(state, now));
      },
      async join(...numbers: number[]): Promise<void> {
        for (const n of numbers) {
          const incident = { number: n, ruleIds: [rule], title: 'Brute force' };
          await events(n, [
            ...arrived(incident, [socRoute]),
            { kind: 'grouped', channel: socId, storm: '2' },
          ]);
        }
        await dispatcher.idle();
      },
      async happen(n: number, event: IncidentEvent): Promise<void> {
        await events(n, [event], true);
        await dispatcher.idle();
      },
      /** Presses "Acknowledge all" of the one group there is. */
      async acknowledgeAll() {
        const inStorm = await storms.members(socId, '2');
        const data = { storm: '2', group: inStorm[0]!.group };
        const asked = context({ now, place: place(socId) });
        const say = await setUp(acknowledgeGroup, data, asked, `click${now.getTime()}`, settingUp, inStorm);
        await dispatcher.idle();
        return say;
      },
      /** Sends the form of "Close all…" of the one group there is. */
      async closeAll(actor: Person, input: object) {
        const inStorm = await storms.members(socId, '2');
        const data = { storm: '2', group: inStorm[0]!.group, ...input };
        const asked = context({ actor, now, place: place(socId) });
        await setUp(closeGroup, data, asked, `form${now.getTime()}`, settingUp, inStorm);
        await dispatcher.idle();
      },
      storms: async () => (await journal.read(channelKind, channelKey)).storms ?? [],
    };
  }

  return {
    messenger,
    roles,
    replica,
    sent: () => messenger.sent.map(({ operation }) => operation),
    shown: () => JSON.stringify(messenger.sent.at(-1)?.message.card),
    async openEffects(): Promise<number> {
      const entries = await store.log.read(channelKey);
      return entries.filter((entry) => Object.keys(entry.open).length > 0).length;
    },
    async actions(n: number): Promise<string[]> {
      return (await store.log.read(keyOf(n))).map((entry) => entry.action);
    },
    channelEntries: async () => (await store.log.read(channelKey)).length,
  };
}

describe('a storm’s card', () => {
  test('is posted once something is in it, and not before', async () => {
    const { replica, sent, shown } = world();
    const a = replica('a');
    await a.storm();
    await a.pass(8);
    expect(sent()).toEqual([]);
    await a.join(1, 2, 3);
    await a.pass(5);
    expect(sent()).toEqual(['post']);
    expect(shown()).toContain('Storm: 3 incidents');
  });

  test('follows what comes, every five seconds at most, without entries, and rests while nothing does', async () => {
    const { replica, sent, shown, channelEntries } = world();
    const a = replica('a');
    await a.storm();
    await a.join(1);
    await a.pass(3);
    const entries = await channelEntries();
    for (let n = 2; n <= 21; n++) {
      await a.join(n);
      await a.pass(1);
    }
    await a.pass(5);
    expect(shown()).toContain('Storm: 21 incidents');
    expect(sent().length).toBeLessThanOrEqual(1 + 5);
    const before = sent().length;
    await a.pass(30);
    expect(sent()).toHaveLength(before);
    expect(await channelEntries()).toBe(entries);
  });

  test('counts what became overdue', async () => {
    const { replica, shown } = world();
    const a = replica('a');
    await a.storm();
    await a.join(1, 2);
    await a.pass(3);
    expect(shown()).not.toContain('overdue');
    // Medium is to be acknowledged within an hour.
    for (let n = 3; n < 9; n++) {
      await a.pass(9 * 60, 20);
      await a.join(n);
    }
    await a.pass(7 * 60, 20);
    expect(shown()).toContain('2 overdue');
  });

  test('says that the storm is over, and is then left alone', async () => {
    const { replica, sent, shown, openEffects } = world();
    const a = replica('a');
    await a.storm();
    await a.join(1);
    await a.pass(10 * 60 + 20);
    expect((await a.storms())[0]?.ended).toBeDefined();
    expect(shown()).toContain('The storm is over');
    expect(sent()).toEqual(['post', 'update']);
    expect(await openEffects()).toBe(0);
  });

  test('is still right when something changes after the storm, and many changes are few updates', async () => {
    const { replica, sent, shown } = world();
    const a = replica('a');
    const numbers = Array.from({ length: 12 }, (_, i) => i + 1);
    await a.storm();
    await a.join(...numbers);
    await a.pass(10 * 60 + 20);
    const before = sent().length;
    for (const n of numbers) await a.happen(n, { kind: 'acknowledged', channel: socId, by: ada });
    await a.pass(6);
    expect(shown()).toContain('12 acknowledged');
    expect(sent().length - before).toBeLessThanOrEqual(2);
  });

  test('is gone on with by another replica where one has died', async () => {
    const { replica, sent, shown } = world();
    const dead = replica('dead', { carries: false });
    await dead.storm();
    await dead.join(1, 2);
    const b = replica('b');
    await b.pass(32);
    expect(sent()).toEqual(['post']);
    await dead.join(3);
    await b.pass(40);
    expect(shown()).toContain('Storm: 3 incidents');
  });

  test('that Teams refuses for good ends the storm, so that nothing is hidden in it', async () => {
    const { replica, messenger } = world();
    const a = replica('a');
    await a.storm();
    await a.join(1);
    await a.pass(3);
    const gone = { service: 'teams', operation: 'update', outcome: 'never', status: 404 } as const;
    messenger.failNext('update', new Upstream('gone', gone));
    await a.join(2);
    await a.pass(6);
    expect((await a.storms())[0]?.ended).toBeDefined();
  });
});

describe('a verb for a group', () => {
  test('is done to each that was there when it was asked for, and told on the card', async () => {
    const { replica, actions, shown } = world();
    const a = replica('a');
    await a.storm();
    await a.join(1, 2, 3);
    await a.pass(3);
    const say = await a.acknowledgeAll();
    expect(say).toEqual({ key: 'acknowledgeGroup.begun', params: { number: '3' } });
    await a.join(4);
    await a.pass(6);
    expect(await actions(1)).toContain('acknowledge');
    expect(await actions(4)).not.toContain('acknowledge');
    expect(shown()).toContain('Ada acknowledged 3 incidents of “Brute force”.');
    expect(shown()).toContain('1 not acknowledged');
  });

  test('leaves nothing to do the second time', async () => {
    const { replica } = world();
    const a = replica('a');
    await a.storm();
    await a.join(1);
    await a.acknowledgeAll();
    await a.pass(1);
    expect(await a.acknowledgeAll()).toEqual({ key: 'acknowledgeGroup.before' });
  });

  test('is carried out by another replica where one has died, and to each once', async () => {
    const { replica, actions } = world();
    const dead = replica('dead', { carries: false });
    await dead.storm();
    await dead.join(1, 2);
    const b = replica('b');
    await b.pass(32);
    await dead.acknowledgeAll();
    expect(await actions(1)).not.toContain('acknowledge');
    await Promise.all([replica('c').pass(0), b.pass(32)]);
    for (const n of [1, 2])
      expect((await actions(n)).filter((action) => action === 'acknowledge')).toHaveLength(1);
  });

  test('closes nothing where that takes two, and says so, until somebody else closes the group as the same', async () => {
    const { replica, actions, shown } = world({ twoPeople: [{ from: 'Medium', as: 'FalsePositive' }] });
    const a = replica('a');
    await a.storm();
    await a.join(1, 2);
    await a.pass(1);
    const input = { classification: 'FalsePositive', reason: 'InaccurateData', comment: 'A test run.' };
    const closed = async (n: number) => (await a.journal.read(incidents, keyOf(n))).closedAt !== undefined;
    for (let i = 0; i < 2; i++) {
      await a.closeAll(ada, input);
      await a.pass(6);
    }
    expect(shown()).toMatch(/Ada wants to close 2 incidents of “Brute force”\. Somebody else must agree/);
    expect(shown()).not.toContain('Ada closed');
    expect([await closed(1), await closed(2)]).toEqual([false, false]);
    expect((await actions(1)).filter((action) => action === 'close')).toHaveLength(1);
    await a.closeAll(ben, input);
    await a.pass(6);
    expect(shown()).toMatch(/Ben closed 2 incidents of “Brute force”/);
    expect((await a.journal.read(incidents, keyOf(1))).closedWith).toMatchObject({ oid: ada.oid });
  });

  test('is refused for each where the person lost the role meanwhile, and the card says so', async () => {
    const { replica, roles, actions, shown } = world();
    const dead = replica('dead', { carries: false });
    await dead.storm();
    await dead.join(1, 2);
    const b = replica('b');
    await b.pass(32);
    await dead.acknowledgeAll();
    roles.length = 0;
    await b.pass(40);
    expect(await actions(1)).not.toContain('acknowledge');
    expect(shown()).toContain('2 were refused, most of them so: ');
  });

  test('names no group of another storm or channel', async () => {
    const { replica } = world();
    const a = replica('a');
    await a.storm();
    const asked = context({ place: place(socId) });
    const forged = { storm: '2', group: rule };
    const journal = a.journal;
    const around = {
      journal,
      channels: async () => [],
      channelsNow: async () => [],
      clock: stillClock(at(0)),
      quietSeconds: 60,
      finder: { named: async () => [] },
      tenantId: tenant,
      targets: defaultTargets,
      twoPeople: [],
    };
    const directory = { roles: async () => [], members: async () => [], member: async () => undefined };
    await expect(
      setUp(acknowledgeGroup, forged, asked, 'k', { ...around, directory, look: inEnglish }, []),
    ).rejects.toMatchObject({
      word: 'noGroup',
    });
  });
});
