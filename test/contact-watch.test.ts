/** Whom a channel names is looked up in its roster, when Teams tells that somebody left and again and again. */
import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import { createContactWatch } from '../bot/contact-watch.ts';
import { Upstream } from '../bot/errors.ts';
import { type ChannelEvent, type ChannelState, channelLogKey } from '../bot/incidents/channel.ts';
import { createJournal } from '../bot/log/journal.ts';
import { type ChannelDraft, channels } from '../bot/log/kinds.ts';
import type { Member } from '../bot/ports.ts';
import { ada, at, ben, connection, eve, member, paymentsId, place, tenant, webshopId } from './build.ts';
import { fakeStore } from './fakes/store.ts';

/** Two channels of one team, each with Ben as its contact, as any number of replicas look at them. */
async function world() {
  const store = fakeStore();
  const clock = { now: () => at(0), wait: async () => undefined };
  const rosters: Record<string, Member[] | Upstream> = {};
  const asked: string[] = [];
  const ids = [paymentsId, webshopId];

  /** `kept`: what it remembers of the payments channel's roster */
  function replica(owner: string, kept?: Member[]) {
    let remembered = kept;
    const journal = createJournal({ log: store.log, clock, owner, leaseMs: 1 });
    const known = (): Promise<ChannelState[]> =>
      Promise.all(ids.map((id) => journal.read(channels, channelLogKey(id))));
    const watch = createContactWatch({
      journal,
      directory: {
        members: async ({ id }) => {
          if (id === paymentsId && remembered) return remembered;
          asked.push(id);
          const roster = rosters[id]!;
          if (roster instanceof Upstream) throw roster;
          return roster;
        },
      },
      forget: () => {
        remembered = undefined;
      },
      channels: known,
      tenantId: tenant,
      clock,
      logger: pino({ level: 'silent' }),
    });
    return { journal, watch };
  }

  const one = replica('one');
  for (const id of ids) {
    rosters[id] = [member(ada), member(ben), member(eve)];
    await one.journal.append(
      channels,
      channelLogKey(id),
      (): ChannelDraft => ({
        actor: { kind: 'person', ...ada },
        action: 'x',
        key: 'connected',
        events: [
          { kind: 'met', place: place(id, { teamId: id === paymentsId ? 'team-1' : 'team-2' }) },
          { kind: 'connected', connection: connection({}, { contact: ben }), by: ada },
        ],
        effects: [],
      }),
    );
  }
  const noted = async (id: string): Promise<ChannelEvent['kind'][]> =>
    (await store.log.read(channelLogKey(id)))
      .slice(1)
      .flatMap(({ events }) => events.map((event) => event.kind as ChannelEvent['kind']));
  return { ...one, replica, rosters, asked, noted };
}

test('each round looks at each channel, and writes nothing where all are there', async () => {
  const w = await world();
  await w.watch.sweep();
  expect(w.asked).toEqual([paymentsId, webshopId]);
  expect([await w.noted(paymentsId), await w.noted(webshopId)]).toEqual([[], []]);
});

test('who is gone is noted once, whoever looks, and noted again once they were back', async () => {
  const w = await world();
  w.rosters[paymentsId] = [member(ada)];
  const two = w.replica('two');
  await Promise.all([w.watch.sweep(), two.watch.sweep()]);
  await w.watch.sweep();
  expect(await w.noted(paymentsId)).toEqual(['contactGone']);
  w.rosters[paymentsId] = [member(ada), member(ben)];
  await two.watch.sweep();
  w.rosters[paymentsId] = [member(ada)];
  await w.watch.sweep();
  expect(await w.noted(paymentsId)).toEqual(['contactGone', 'contactBack', 'contactGone']);
  expect(await w.noted(webshopId)).toEqual([]);
});

test('a replica that remembers an older roster does not bring back who left', async () => {
  const w = await world();
  w.rosters[paymentsId] = [member(ada)];
  await w.watch.sweep();
  const older = w.replica('two', [member(ada), member(ben)]);
  await older.watch.sweep();
  expect(await w.noted(paymentsId)).toEqual(['contactGone']);
});

test('what Teams tells of a channel or a team is looked at there only', async () => {
  const w = await world();
  await w.watch.changed({ id: webshopId });
  expect(w.asked).toEqual([webshopId]);
  await w.watch.changed({ id: '19:general', teamId: 'team-1' });
  expect(w.asked).toEqual([webshopId, paymentsId]);
});

test('a roster that can’t be had keeps nobody from being noticed elsewhere, and says nothing of its own people', async () => {
  const w = await world();
  w.rosters[paymentsId] = new Upstream('no', { service: 'teams', operation: 'x', outcome: 'retry' });
  w.rosters[webshopId] = [member(ada)];
  await w.watch.sweep();
  expect([await w.noted(paymentsId), await w.noted(webshopId)]).toEqual([[], ['contactGone']]);
});
