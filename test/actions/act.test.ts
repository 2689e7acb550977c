/** An act on its way to the log: who may, once, and what follows from it. */
import { describe, expect, test } from '@jest/globals';
import { act, setUp } from '../../bot/actions/act.ts';
import { seen } from '../../bot/actions/automatic/seen.ts';
import { createFinder } from '../../bot/actions/finder.ts';
import { clickKey } from '../../bot/actions/keys.ts';
import type { ChannelState } from '../../bot/incidents/channel.ts';
import type { Incident } from '../../bot/incidents/incident.ts';
import { defaultTargets } from '../../bot/incidents/levels.ts';
import { current } from '../../bot/incidents/state.ts';
import { createJournal } from '../../bot/log/journal.ts';
import { channels as channelKind, incidents } from '../../bot/log/kinds.ts';
import {
  ada,
  at,
  ben,
  context,
  incident,
  inEnglish,
  inPayments,
  logKey,
  member,
  paymentsId,
  place,
  redirected,
  socChannel,
  socId,
  teamChannel,
  tenant,
} from '../build.ts';
import { stillClock } from '../fakes/clock.ts';
import { fakeStore } from '../fakes/store.ts';
import { channelVerb, incidentVerb } from '../verbs.ts';

async function world(
  channels: ChannelState[] = [socChannel(), teamChannel(paymentsId, { tags: ['pci'] })],
  change: Partial<Incident> = {},
) {
  const store = fakeStore();
  const journal = createJournal({ log: store.log, clock: stillClock(at(10)), owner: 'one', leaseMs: 1 });
  const around = {
    journal,
    directory: { roles: async () => [], members: async () => [member(ben)], member: async () => undefined },
    channels: async () => channels,
    channelsNow: async () => channels,
    clock: stillClock(at(10)),
    quietSeconds: 60,
    tenantId: tenant,
    targets: defaultTargets,
    twoPeople: [],
    finder: createFinder(journal, store.snapshots, stillClock(at(10))),
    look: inEnglish,
  };
  await journal.append(incidents, logKey, (state) =>
    seen(state, incident(change), { now: at(0), channels, targets: defaultTargets, backlog: false }),
  );
  const press = (name: string, given = context(), input: object = {}, rev = '1') =>
    act(
      incidentVerb(name),
      logKey,
      input,
      given,
      clickKey(name, given.actor.oid, { incident: logKey, rev }),
      around,
    );
  return { store, journal, around, press, entries: () => store.log.read(logKey) };
}

describe('an act', () => {
  test('is one entry: who, what, and what is to be done about it', async () => {
    const { press, entries } = await world();
    const { say, state } = await press('acknowledge');
    expect(say.key).toBe('acknowledge.done');
    expect(current(state)).toMatchObject({ status: 'Active', owner: { objectId: ada.oid } });
    const [, entry] = await entries();
    expect(entry).toMatchObject({ actor: { kind: 'person', oid: ada.oid }, action: 'acknowledge' });
    expect(entry?.effects.map((effect) => effect.kind)).toEqual(['sentinel.write']);
  });

  test('delivered again makes no second entry, and is not refused', async () => {
    const { press, entries } = await world();
    await press('take');
    await press('take');
    expect(await entries()).toHaveLength(2);
    await press('undo', context(), {}, '2');
    await press('undo', context(), {}, '2');
    expect(await entries()).toHaveLength(3);
  });

  test('of somebody who may not writes nothing', async () => {
    const { press, entries } = await world();
    await expect(press('close', inPayments(), { classification: 'Undetermined' })).rejects.toMatchObject({
      word: 'needs.analyst',
    });
    await expect(press('take', inPayments())).rejects.toMatchObject({ word: 'notYourChannel' });
    expect(await entries()).toHaveLength(1);
  });

  test('on an incident that was merged is refused with where to do it, but not delivered again', async () => {
    const { press, journal, around } = await world();
    await press('take');
    await journal.append(incidents, logKey, (state) =>
      seen(state, redirected(), { now: at(20), channels: [], targets: defaultTargets, backlog: false }),
    );
    await expect(press('acknowledge')).rejects.toMatchObject({ word: 'mergedSomewhere' });
    await press('take');
    const other = logKey.replace(/1/g, '2');
    await journal.append(incidents, other, (state) =>
      seen(state, incident({ id: other.slice(-36), number: 1301 }), {
        now: at(20),
        channels: [],
        targets: defaultTargets,
        backlog: false,
      }),
    );
    await press('merged', context(), { into: '1301' });
    await expect(press('acknowledge')).rejects.toMatchObject({ word: 'merged', params: { into: '1301' } });
    await expect(
      act(incidentVerb('merged'), other, { into: '1042' }, context(), 'k', around),
    ).rejects.toMatchObject({ word: 'mergedRound' });
  });

  test('with an input that makes no sense is refused before anything is looked at', async () => {
    const { press } = await world();
    await expect(press('close', context(), { classification: 'TruePositive' })).rejects.toMatchObject({
      word: 'input',
    });
  });

  test('on an incident that never arrived is refused, and begins no log', async () => {
    const { around, store } = await world();
    const other = logKey.replace(/1/g, '2');
    await expect(act(incidentVerb('take'), other, {}, context(), 'k', around)).rejects.toMatchObject({
      word: 'unknownIncident',
    });
    expect(await store.log.read(other)).toEqual([]);
  });
});

describe('who an incident concerns is decided again', () => {
  test('when it is tagged: the team that owns the tag gets its card at once', async () => {
    const { press, entries } = await world();
    await press('tag', context(), { add: ['PCI'] });
    const [, entry] = await entries();
    expect(entry?.events.map((event) => event.kind)).toEqual(['intended', 'routed']);
    expect(entry?.effects).toContainEqual(
      expect.objectContaining({ kind: 'card.post', channel: paymentsId }),
    );
  });

  test('when its severity is raised: the team that takes only High gets its card', async () => {
    const labels = [{ name: 'pci', type: 'User' as const }];
    const { press, entries } = await world(
      [socChannel(), teamChannel(paymentsId, { tags: ['pci'] }, { from: 'High' })],
      { labels },
    );
    await press('severity', context(), { severity: 'High' });
    expect((await entries())[1]?.effects).toContainEqual(
      expect.objectContaining({ kind: 'card.post', channel: paymentsId }),
    );
  });

  test('and not when it is only acknowledged', async () => {
    const { press, entries } = await world();
    await press('acknowledge');
    expect((await entries())[1]?.events.map((event) => event.kind)).toEqual(['acknowledged', 'intended']);
  });
});

describe('setting up', () => {
  const administrator = (id: string) =>
    context({ roles: ['administrator'], place: place(id), audience: 'channel' });

  test('naming the SOC’s channel ends the one before, and routes again', async () => {
    const { around, journal } = await world();
    await setUp(channelVerb('soc here'), {}, administrator(socId), 'k1', around);
    const named = await journal.read(channelKind, `channel:${socId}`);
    expect(named.soc).toMatchObject({ by: ada });
    around.channels = async () => [named];
    await setUp(channelVerb('soc here'), {}, administrator('19:new'), 'k2', around);
    expect((await journal.read(channelKind, `channel:${socId}`)).soc).toBeUndefined();
    expect((await journal.read(channelKind, 'channel:19:new')).soc).toBeDefined();
    expect((await journal.entries('channel:19:new'))[0]?.effects).toMatchObject([{ kind: 'reroute' }]);
  });

  test('a channel is connected to what it owns, with a contact from its roster', async () => {
    const { around, journal } = await world();
    const connection = {
      name: 'Payments',
      owns: { hosts: ['pay-*'] },
      from: 'Low',
      language: 'de',
      zone: 'Europe/Zurich',
    };
    await setUp(
      channelVerb('connect'),
      { connection, contactOid: ben.oid },
      administrator(paymentsId),
      'k',
      around,
    );
    expect((await journal.read(channelKind, `channel:${paymentsId}`)).connection).toMatchObject({
      name: 'Payments',
      contact: ben,
      from: 'Low',
    });
    await setUp(channelVerb('disconnect'), {}, administrator(paymentsId), 'k2', around);
    expect((await journal.read(channelKind, `channel:${paymentsId}`)).connection).toBeUndefined();
  });

  test.each([
    ['that owns nothing', {}, place(paymentsId), 'ownsNothing'],
    ['that is a chat', { hosts: ['a'] }, place('a:1', { kind: 'personal' }), 'channelOnly'],
  ])('a connection of a channel %s is refused', async (_what, owns, where, word) => {
    const { around } = await world();
    const connection = { name: 'P', owns, from: 'Low', language: 'en', zone: 'UTC' };
    const given = { ...administrator(paymentsId), place: where, audience: where.kind as 'channel' };
    await expect(setUp(channelVerb('connect'), { connection }, given, 'k', around)).rejects.toMatchObject({
      word,
    });
  });

  test('the SOC’s channel owns everything, so it is connected to nothing', async () => {
    const { around } = await world();
    await setUp(channelVerb('soc here'), {}, administrator(socId), 'k1', around);
    const connection = { name: 'P', owns: { hosts: ['a'] }, from: 'Low', language: 'en', zone: 'UTC' };
    await expect(
      setUp(channelVerb('connect'), { connection }, administrator(socId), 'k2', around),
    ).rejects.toMatchObject({ word: 'socOwnsAll' });
  });
});
