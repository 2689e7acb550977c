/** What a channel and the SOC are told of the channel's contacts: once, as it is when it is sent, and never of what is mended. */
import { describe, expect, test } from '@jest/globals';
import { Upstream } from '../../bot/errors.ts';
import { type ChannelEvent, type ChannelState, channelLogKey } from '../../bot/incidents/channel.ts';
import { type ChannelDraft, channels as channelKind } from '../../bot/log/kinds.ts';
import {
  ada,
  at,
  ben,
  connection,
  eve,
  paymentsId,
  place,
  socChannel,
  socId,
  teamChannel,
} from '../build.ts';
import { readable } from '../cards/walk.ts';
import { worldOn } from './world.ts';

const met: ChannelEvent = { kind: 'met', place: place(paymentsId) };
const connected: ChannelEvent = { kind: 'connected', connection: connection({ hosts: ['pay-*'] }), by: ada };
const rota = [{ week: '2026-03-09', person: eve }];
const set: ChannelEvent = { kind: 'contactsSet', contacts: { contact: ben, standIn: eve, rota }, by: ada };
const gone: ChannelEvent = { kind: 'contactGone', person: ben };

function world(channels: ChannelState[] = [socChannel(), teamChannel(paymentsId, { hosts: ['pay-*'] })]) {
  let now = at(0);
  const pass = (seconds: number): void => {
    now = new Date(now.getTime() + seconds * 1000);
  };
  const clock = { now: () => now, wait: async (ms: number) => pass(ms / 1000) };
  const w = worldOn(clock, channels);
  const one = w.replica('one');
  let count = 0;
  return {
    ...w,
    pass,
    tick: one.tick,
    /** An entry of the payments channel's log, and what came of its effects. */
    async entry(events: ChannelEvent[], effects: ChannelDraft['effects'] = []) {
      count += 1;
      await one.journal.append(
        channelKind,
        channelLogKey(paymentsId),
        (): ChannelDraft => ({
          actor: { kind: 'person', ...ada },
          action: 'x',
          key: `k${count}`,
          events,
          effects,
        }),
      );
      await one.dispatcher.idle();
    },
    said: (id: string) =>
      w.messenger.there.filter((m) => m.place === id).map((m) => readable(m.message.card ?? {})),
    told: async () =>
      (await w.store.log.read(channelLogKey(paymentsId))).flatMap(({ events }) =>
        events.filter(({ kind }) => kind === 'told'),
      ),
  };
}
const both: ChannelDraft['effects'] = [
  { kind: 'contacts.ask', to: 'team' },
  { kind: 'contacts.ask', to: 'soc' },
];

describe('that contacts were set', () => {
  test('is shown in the channel with who did, and in the SOC’s where it was asked for, without a button', async () => {
    const w = world();
    await w.entry([met, connected, set], [{ kind: 'contacts.tell' }]);
    expect(w.said(paymentsId)).toHaveLength(1);
    for (const part of ['Contacts of Payments', 'Set by Ada', 'Ben', 'Eve'])
      expect(w.said(paymentsId)[0]).toContain(part);
    expect(w.said(socId)).toEqual([]);
    expect(await w.told()).toHaveLength(1);
    await w.entry([set], [{ kind: 'contacts.tell', to: 'soc' }]);
    expect(w.said(socId)[0]).toContain('Set by Ada');
    expect(w.said(socId)[0]).not.toContain('Set contacts');
    expect(w.said(paymentsId)).toHaveLength(1);
  });
});

test('nothing is shown of a channel that was disconnected meanwhile', async () => {
  const w = world();
  await w.entry([met, connected, set, { kind: 'disconnected', by: ada }], [{ kind: 'contacts.tell' }]);
  expect(w.messenger.there).toEqual([]);
});

describe('that somebody is gone', () => {
  test('is told to the channel, with the button, and to the SOC, by name and by what they were', async () => {
    const w = world();
    await w.entry([met, connected, set]);
    await w.entry([gone], both);
    const [[team, ...more], [soc, ...others]] = [w.said(paymentsId), w.said(socId)];
    expect([more, others]).toEqual([[], []]);
    expect(team).toContain('Ben: security contact');
    expect(team).toContain('Set contacts');
    expect(soc).toContain('Payments: whom the team named');
    expect(soc).not.toContain('Set contacts');
  });

  test('is told to nobody once they are back or others are named', async () => {
    const w = world();
    await w.entry([met, connected, set]);
    await w.entry([gone, { kind: 'contactBack', person: ben }], both);
    await w.entry([gone, { kind: 'contactsSet', contacts: { contact: eve }, by: ada }], both);
    await w.entry([gone, { kind: 'disconnected', by: ada }], both);
    expect(w.messenger.there).toEqual([]);
  });

  test('is looked for where Teams’ answer got lost, and so is there once', async () => {
    const w = world();
    await w.entry([met, connected, set]);
    const lost = new Upstream('no answer', { service: 'teams', operation: 'x', outcome: 'unknown' });
    w.messenger.failNext('post', lost, 'after');
    await w.entry([gone], [{ kind: 'contacts.ask', to: 'team' }]);
    for (let i = 0; i < 3; i++) {
      w.pass(60);
      await w.tick();
    }
    expect(w.said(paymentsId)).toHaveLength(1);
    expect(await w.told()).toHaveLength(1);
  });

  test('is told to the SOC alone where the channel can’t be reached, and to no SOC where there is none', async () => {
    const away = { ...teamChannel(paymentsId, {}), present: false };
    const w = world([socChannel(), away]);
    await w.entry([met, connected, set]);
    await w.entry([gone], both);
    expect([w.said(paymentsId).length, w.said(socId).length]).toEqual([0, 1]);
    const alone = world([teamChannel(paymentsId, {})]);
    await alone.entry([met, connected, set]);
    await alone.entry([gone], both);
    expect([alone.said(paymentsId).length, alone.said(socId).length]).toEqual([1, 0]);
  });
});

describe('that the rota ends', () => {
  const ends: ChannelDraft['effects'] = [{ kind: 'rota.ends', week: '2026-03-09' }];

  test('is told to the channel with whose week is the last', async () => {
    const w = world();
    await w.entry([met, connected, set], ends);
    expect(w.said(paymentsId)[0]).toContain('The rota ends with the week of 9 Mar 2026, which is Eve’s.');
    expect(w.said(socId)).toEqual([]);
  });

  test('is not told where weeks were added meanwhile', async () => {
    const w = world();
    const longer = [...rota, { week: '2026-03-16', person: ben }];
    await w.entry(
      [met, connected, { kind: 'contactsSet', contacts: { contact: ben, rota: longer }, by: ada }],
      ends,
    );
    expect(w.messenger.there).toEqual([]);
  });
});
