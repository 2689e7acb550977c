/** What a place is sent at the times that somebody chose: to whom it tells what, late, in vain, and for the last time. */
import { describe, expect, test } from '@jest/globals';
import { Upstream } from '../../bot/errors.ts';
import { type ChannelEvent, channelLogKey } from '../../bot/incidents/channel.ts';
import type { Person } from '../../bot/incidents/events.ts';
import { type ChannelDraft, channels } from '../../bot/log/kinds.ts';
import type { Place } from '../../bot/ports.ts';
import { ada, connection, entity } from '../build.ts';
import { nodesOf, readable } from '../cards/walk.ts';
import {
  administrator,
  analyst,
  channelManager,
  manager,
  nobody,
  type Premises,
  places,
  premises,
  type Somebody,
  teamMember,
} from '../rights/company.ts';

const minute = 60_000;

/** A company with an incident for each team; it is 10:10 on Monday, and nothing has fallen due yet. */
async function company(): Promise<Premises> {
  const world = await premises();
  world.sentinel.add({ title: 'Pay', severity: 'High' }, { entities: [entity('Host', 'pay-01')] });
  world.sentinel.add({ title: 'Web', severity: 'Low' }, { entities: [entity('Host', 'web-01')] });
  await world.core.poll();
  await world.core.idle();
  world.messenger.sent.length = 0;
  return world;
}

const said = async (world: Premises, who: Somebody, where: Place, text: string): Promise<string> => {
  const reply = await world.does(who, where, 'typed', {}, text);
  return 'card' in reply ? readable(reply.card) : '';
};

/** Muster looks for what is due from now on, for so long. */
async function goOn(world: Premises, minutes: number): Promise<void> {
  void world.core.start();
  await world.clock.pass(minutes * minute);
}

/** What a place was posted, oldest first. */
const posted = ({ messenger }: Premises, { id }: Place): string[] =>
  messenger.sent
    .filter(({ operation, to }) => operation === 'post' && to === id)
    .map(({ message }) => readable(message.card!));

const digestsOf = async ({ core }: Premises, { id }: Place) =>
  (await core.journal.read(channels, channelLogKey(id))).digests;

const happens = ({ core }: Premises, { id }: Place, event: ChannelEvent) =>
  core.journal.append(
    channels,
    channelLogKey(id),
    ({ seq }): ChannelDraft => ({
      actor: { kind: 'muster' },
      action: 'x',
      key: `x${seq}`,
      events: [event],
      effects: [],
    }),
  );

describe('a summary', () => {
  test('tells each place what everybody there may see, of the time since the one before, once', async () => {
    const world = await company();
    expect(await said(world, analyst, places.SOC, 'every day at 10:15')).toContain(
      'Summary 1 comes here every day at 10:15, first on 2 Mar 2026, 10:15 UTC.',
    );
    await said(world, teamMember, places.team, 'every weekday at 10:15');
    await said(world, teamMember, places.chat, 'every monday at 10:15');
    await goOn(world, 6);
    const [soc, ...further] = posted(world, places.SOC);
    expect(further).toEqual([]);
    expect(soc).toMatch(/^Summary of Monday 10:15\nAll channels · since 1 Mar 2026, 10:15 UTC\n2\nopen/);
    expect(posted(world, places.team)).toEqual([
      expect.stringMatching(/^Summary of Monday 10:15\nPayments · since 27 Feb 2026, 10:15 UTC\n1\nopen/),
    ]);
    expect(posted(world, places.chat)).toEqual([
      expect.stringMatching(
        /^Your summary of Monday 10:15\nPayments · since 23 Feb 2026, 10:15 UTC\n1\nopen/,
      ),
    ]);
  });

  test('is not sent again by who finds it open, though the log has that it was sent', async () => {
    const world = await company();
    await said(world, analyst, places.SOC, 'every day at 10:15');
    await goOn(world, 6);
    const logKey = channelLogKey(places.SOC.id);
    const entry = (await world.store.log.read(logKey)).find(({ effects }) =>
      effects.some(({ kind }) => kind === 'digest.send'),
    )!;
    const { id } = entry.effects.find(({ kind }) => kind === 'digest.send')!;
    const due = world.clock.now().toISOString();
    // Whoever sent it died before it could strike it off.
    await world.store.log.amend(logKey, entry.seq, (kept) => ({
      ...kept,
      open: { ...kept.open, [id]: { due, attempts: 0, lease: { owner: 'dead', until: due } } },
    }));
    await world.clock.pass(minute);
    expect(posted(world, places.SOC)).toHaveLength(1);
    expect((await world.store.log.read(logKey))[entry.seq - 1]?.open[id]).toBeUndefined();
  });

  test('is of what was asked for, and of another time where one was named', async () => {
    const world = await company();
    await said(world, manager, places.chat, 'every day at 10:15 payments high last 3 days');
    await goOn(world, 6);
    expect(posted(world, places.chat)).toEqual([
      expect.stringMatching(
        /^Your summary of Monday 10:15\nPayments · High · since 27 Feb 2026, 10:15 UTC\n/,
      ),
    ]);
  });

  test('is in the language and by the clock of whoever wanted it in a chat', async () => {
    const world = await company();
    // In this company whoever spoke in a chat is in it.
    await said(world, manager, places.chat, 'help');
    const reply = await world.core.converse({
      kind: 'typed',
      speaker: {
        oid: manager.oid,
        name: manager.name,
        place: places.chat,
        language: 'de-CH',
        zone: 'Europe/Zurich',
      },
      data: {},
      text: 'jeden Werktag um 11:15',
      conversation: places.chat.id,
      messageKey: 'm',
    });
    expect(readable('card' in reply ? reply.card : {})).toContain('jeden Werktag um 11:15 hierher');
    await goOn(world, 6);
    expect(posted(world, places.chat)).toEqual([
      expect.stringMatching(/^Ihre Übersicht von Montag 11:15\n.*27 Feb 2026, 11:15 MEZ/),
    ]);
  });

  test('is wanted by the button of status as well, and ended in the list, which then shows what is left', async () => {
    const world = await company();
    const pressed = async (text: string, verb: string): Promise<string> => {
      const shown = await world.does(analyst, places.SOC, 'typed', {}, text);
      const button = nodesOf('card' in shown && shown.card ? shown.card : {}).find(
        (one) => one.verb === verb,
      )!;
      const reply = await world.does(analyst, places.SOC, 'click', button.data as Record<string, unknown>);
      return `${reply.kind}: ${readable('card' in reply ? reply.card : {})}`;
    };
    expect(await said(world, analyst, places.SOC, 'status every day at 10:15')).toContain('Summary 1 comes');
    expect(await pressed('status payments', 'every')).toMatch(
      /^post: Summary 2 of “Payments” comes here every weekday at 08:00, first on 3 Mar 2026, 08:00 UTC\./,
    );
    expect(await pressed('digests', 'stop digest')).toMatch(
      /^replace: 1 summary is sent here\n2 · every weekday/,
    );
  });

  test('can be ended by its own button', async () => {
    const world = await company();
    await said(world, analyst, places.SOC, 'every day at 10:15');
    await goOn(world, 6);
    const card = world.messenger.sent.find(({ operation }) => operation === 'post')!.message.card!;
    const stop = nodesOf(card).find(({ verb }) => verb === 'stop digest')!;
    const reply = await world.does(
      analyst,
      places.SOC,
      'click',
      stop.data as object as Record<string, unknown>,
    );
    expect(readable('card' in reply ? reply.card : {})).toBe(
      'That summary does not come here any more: every day at 10:15.',
    );
    expect(await digestsOf(world, places.SOC)).toEqual({ set: 1, running: [] });
  });
});

describe('late, a summary', () => {
  test('says so, and counts what is so when it comes', async () => {
    const world = await company();
    await said(world, analyst, places.SOC, 'every day at 10:15');
    await world.clock.pass(3 * 60 * minute);
    await goOn(world, 1);
    const [late, ...further] = posted(world, places.SOC);
    expect(further).toEqual([]);
    expect(late).toMatch(/^Summary of Monday 10:15\n/);
    expect(late).toContain('It comes late, at 13:10 UTC: Muster or Teams could not be reached before.');
  });

  test('by more than four hours is left out, and the next one says so and tells of that time as well', async () => {
    const world = await company();
    await said(world, analyst, places.SOC, 'every day at 10:15');
    await world.clock.pass(5 * 60 * minute);
    await goOn(world, 1);
    expect(posted(world, places.SOC)).toEqual([]);
    await world.core.stop();
    expect((await digestsOf(world, places.SOC))?.running).toMatchObject([
      { missed: '2026-03-02T10:15:00.000Z', next: '2026-03-03T10:15:00.000Z' },
    ]);
  });

  test('after one that did not come says so, and tells of the time that that one was to tell of', async () => {
    const world = await company();
    await said(world, analyst, places.SOC, 'every day at 10:15');
    await happens(world, places.SOC, { kind: 'digestMissed', number: 1, at: '2026-03-01T10:15:00.000Z' });
    await goOn(world, 6);
    const [summary] = posted(world, places.SOC);
    expect(summary).toContain('since 28 Feb 2026, 10:15 UTC');
    expect(summary).toContain('The one of 1 Mar 2026, 10:15 UTC could not be sent in time');
    expect((await digestsOf(world, places.SOC))?.running[0]?.missed).toBeUndefined();
  });

  test('is left out too where it was Teams that took nothing for hours', async () => {
    const world = await company();
    const down = new Upstream('Teams is down.', { service: 'teams', operation: 'post', outcome: 'retry' });
    await said(world, analyst, places.SOC, 'every day at 10:15');
    const post = world.messenger.post;
    world.messenger.post = () => Promise.reject(down);
    // Nobody was there either for most of that time.
    await world.clock.pass((4 * 60 + 3) * minute);
    await goOn(world, 5);
    world.messenger.post = post;
    await world.clock.pass(3 * minute);
    expect(posted(world, places.SOC)).toEqual([]);
    expect((await digestsOf(world, places.SOC))?.running[0]).toMatchObject({
      missed: '2026-03-02T10:15:00.000Z',
    });
  });
});

describe('a summary ends, and says why,', () => {
  test('where nobody there may see anything any more', async () => {
    const world = await company();
    await said(world, teamMember, places.team, 'every day at 10:15');
    await happens(world, places.team, { kind: 'disconnected', by: ada });
    await goOn(world, 6);
    expect(posted(world, places.team)).toEqual([
      expect.stringMatching(
        /^This summary does not come any more: there is nothing now that everybody here may see\.\n/,
      ),
    ]);
    expect(await digestsOf(world, places.team)).toEqual({ set: 1, running: [] });
  });

  test('where the team that it is about is called otherwise by now', async () => {
    const world = await company();
    await said(world, analyst, places.SOC, 'every day at 10:15 payments');
    const renamed = connection({ hosts: ['pay-*'] }, { name: 'Tills' });
    await happens(world, places.team, { kind: 'connected', connection: renamed, by: ada });
    await goOn(world, 6);
    expect(posted(world, places.SOC)).toEqual([
      expect.stringMatching(/^This summary does not come any more: “Payments” is not known here now\.\n/),
    ]);
    expect(await digestsOf(world, places.SOC)).toEqual({ set: 1, running: [] });
  });

  test.each([
    ['nobody', channelManager],
    ['an administrator, who sees nothing by that,', administrator],
  ])('where its person is %s and no channel’s manager any more', async (_who, who) => {
    const world = await company();
    const managed = (managers: Person[]): ChannelEvent => ({
      kind: 'connected',
      connection: connection({ hosts: ['pay-*'] }, { name: 'Payments', managers }),
      by: ada,
    });
    await happens(world, places.team, managed([who]));
    await said(world, who, places.chat, 'every day at 10:15');
    await happens(world, places.team, managed([]));
    await goOn(world, 6);
    expect(posted(world, places.chat)).toEqual([
      expect.stringMatching(
        /^This summary does not come any more: there is nothing now that you may see\.\n/,
      ),
    ]);
  });

  test('and says nothing where its person is not in the chat any more', async () => {
    const world = await company();
    await said(world, manager, places.chat, 'every day at 10:15');
    // The company's chat has whoever spoke there last.
    await said(world, nobody, places.SOC, 'help');
    await goOn(world, 6);
    expect(posted(world, places.chat)).toEqual([]);
    expect(await digestsOf(world, places.chat)).toEqual({ set: 1, running: [] });
  });

  test('and is not sent at all where somebody stopped it while it waited for its turn', async () => {
    const world = await company();
    await said(world, analyst, places.SOC, 'every day at 10:15');
    const { post } = world.messenger;
    let tries = 0;
    world.messenger.post = async () => {
      tries += 1;
      throw new Upstream('Teams is down.', { service: 'teams', operation: 'post', outcome: 'retry' });
    };
    await goOn(world, 6);
    expect(tries).toBeGreaterThan(0);
    world.messenger.post = post;
    await said(world, analyst, places.SOC, 'stop digest 1');
    await world.clock.pass(3 * minute);
    expect(posted(world, places.SOC)).toEqual([]);
  });
});
