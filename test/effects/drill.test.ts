/** A drill's report: the SOC is told once, whatever fails meanwhile, and also where its thread was deleted. */
import { expect, test } from '@jest/globals';
import { Upstream } from '../../bot/errors.ts';
import { channelLogKey } from '../../bot/incidents/channel.ts';
import { practiceLogKey } from '../../bot/incidents/practice.ts';
import { current } from '../../bot/incidents/state.ts';
import { type ChannelDraft, channels, type IncidentDraft, incidents } from '../../bot/log/kinds.ts';
import type { Store } from '../../bot/ports.ts';
import { ada, at, ben, paymentsId, place, socChannel, socId, teamChannel } from '../build.ts';
import { worldOn } from './world.ts';

const soc = channelLogKey(socId);
const practice = practiceLogKey(soc, '1');

/** A drill with Payments, whose practice incident is in both channels. The store refuses the first entry of an action. */
async function drilled({ refused }: { refused?: string } = {}) {
  let now = at(0);
  const pass = (seconds: number): void => {
    now = new Date(now.getTime() + seconds * 1000);
  };
  const w = worldOn({ now: () => now, wait: async (ms) => pass(ms / 1000) }, [
    socChannel(),
    teamChannel(paymentsId, { hosts: ['pay-*'] }),
  ]);
  let refusals = 0;
  const log: Store['log'] = {
    ...w.store.log,
    append: async (entry) => {
      if (entry.action === refused && refusals++ === 0)
        throw new Upstream('away', { service: 'cosmos', operation: 'append', outcome: 'retry', status: 503 });
      await w.store.log.append(entry);
    },
  };
  const one = w.replica('one', { log });
  await one.journal.append(
    channels,
    soc,
    (): ChannelDraft => ({
      actor: { kind: 'person', ...ada },
      action: 'drill',
      key: 'drill',
      events: [
        { kind: 'met', place: place(socId) },
        { kind: 'socNamed' },
        { kind: 'drillBegan', id: '1', channel: paymentsId, name: 'Payments', incident: practice, by: ada },
      ],
      effects: [{ kind: 'drill.play', drill: '1' }],
    }),
  );
  await one.dispatcher.idle();
  /** Somebody of the team does what was practised, and Muster looks again until a minute has passed. */
  async function acknowledge(): Promise<void> {
    await one.journal.append(
      incidents,
      practice,
      (): IncidentDraft => ({
        actor: { kind: 'person', ...ben },
        action: 'acknowledge',
        key: 'acknowledge',
        events: [{ kind: 'acknowledged', channel: paymentsId, by: ben }],
        effects: [],
      }),
    );
    for (let i = 0; i < 6; i++) {
      pass(10);
      await one.tick();
    }
  }
  return {
    messenger: w.messenger,
    acknowledge,
    /** Muster is taken out of the SOC's channel, and looks again a while later. */
    async lose(): Promise<void> {
      await one.journal.append(
        channels,
        soc,
        (): ChannelDraft => ({
          actor: { kind: 'muster' },
          action: 'left',
          key: 'left',
          events: [{ kind: 'left' }],
          effects: [],
        }),
      );
      pass(10);
      await one.tick();
    },
    refusals: () => refusals,
    reports: () =>
      w.messenger.there.filter(({ message }) => /has done all/.test(JSON.stringify(message.card))),
    drill: async () => (await one.journal.read(channels, soc)).drills?.[0],
    incident: () => one.state(practice),
  };
}

test('it comes in the thread of the practice incident once the team is done, and the incident is closed', async () => {
  const w = await drilled();
  expect(w.reports()).toEqual([]);
  await w.acknowledge();
  const thread = (await w.incident()).sent[socId]?.card?.thread;
  expect(w.reports()).toMatchObject([{ thread }]);
  expect(await w.drill()).toHaveProperty('ended');
  expect(current(await w.incident()).status).toBe('Closed');
});

test('it comes once where the store is away when its incident is to be closed', async () => {
  const w = await drilled({ refused: 'practice over' });
  await w.acknowledge();
  expect(w.refusals()).toBeGreaterThan(1);
  expect(w.reports()).toHaveLength(1);
  expect(await w.drill()).toHaveProperty('ended');
});

test('it comes by itself where somebody deleted its thread, and the drill is over', async () => {
  const w = await drilled();
  const { reply } = w.messenger;
  const gone = (await w.incident()).sent[socId]?.card?.thread;
  w.messenger.reply = async (where, thread, message) => {
    if (thread !== gone) return reply(where, thread, message);
    throw new Upstream('deleted', {
      service: 'teams',
      operation: 'reply',
      outcome: 'never',
      messageGone: true,
    });
  };
  await w.acknowledge();
  const [report, ...more] = w.reports();
  expect(more).toEqual([]);
  expect(report?.thread).toBe(`${socId};messageid=${report?.id}`);
  expect(await w.drill()).toHaveProperty('ended');
});

test('none comes where Muster is taken out of the SOC’s channel, and the team is not left practising', async () => {
  const w = await drilled();
  await w.lose();
  expect(w.reports()).toEqual([]);
  expect(current(await w.incident()).status).toBe('Closed');
  expect(await w.drill()).toHaveProperty('ended');
});
