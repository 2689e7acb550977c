import { expect, test } from '@jest/globals';
import { seen } from '../../bot/actions/automatic/seen.ts';
import { channelLogKey } from '../../bot/incidents/channel.ts';
import type { IncidentEvent } from '../../bot/incidents/events.ts';
import { defaultTargets } from '../../bot/incidents/levels.ts';
import { incidentLogKey } from '../../bot/incidents/state.ts';
import { snapshotEffect } from '../../bot/log/journal.ts';
import {
  type ChannelDraft,
  channels as channelKind,
  type IncidentDraft,
  incidents,
} from '../../bot/log/kinds.ts';
import {
  ada,
  at,
  connection,
  entity,
  incident,
  logKey,
  paymentsId,
  place,
  socChannel,
  socId,
  socRoute,
  teamChannel,
} from '../build.ts';
import { worldOn } from './world.ts';

test('an incident that another replica routed by the channels as they were a moment ago is routed again', async () => {
  let now = at(0);
  const w = worldOn({ now: () => now, wait: async () => undefined });
  const one = w.replica('one');
  await one.journal.append(
    channelKind,
    channelLogKey(socId),
    (): ChannelDraft => ({
      actor: { kind: 'muster' },
      action: 'soc here',
      key: 'soc here',
      events: [{ kind: 'met', place: place(socId) }, { kind: 'socNamed' }],
      effects: [{ kind: 'reroute' }],
    }),
  );
  await one.dispatcher.idle();

  const two = w.replica('two', { carries: false });
  const before = { now, channels: [], targets: defaultTargets, backlog: false };
  await two.journal.append(incidents, logKey, (state) => seen(state, incident(), before));
  // Nothing else is to route it again, such as its entities.
  await w.store.log.amend(logKey, 1, ({ texts, open }) => ({
    texts,
    open: { [snapshotEffect]: open[snapshotEffect]! },
  }));
  now = at(0.6);
  await one.tick();
  expect((await one.state()).routes).toEqual([]);
  now = at(1);
  await one.tick();
  expect((await one.state()).routes).toMatchObject([{ channel: socId, active: true }]);
  // And that was the last time.
  expect((await w.store.log.read(channelLogKey(socId)))[0]?.open).toEqual({});
});

test('a team that much concerns when it is connected is told of it in one, but for what is about one of them', async () => {
  const connected = teamChannel(paymentsId, { rules: ['rule-1'] });
  const w = worldOn({ now: () => at(0), wait: async () => undefined }, [socChannel(), connected]);
  const one = w.replica('one');
  const ids = Array.from({ length: 7 }, (_, i) => `${i}1111111-2222-4333-8444-555555555555`);
  for (const [i, id] of ids.entries()) {
    const events: IncidentEvent[] = [
      { kind: 'arrived', incident: incident({ id, number: i, ruleIds: ['rule-1'] }), backlog: false },
      // The rosters of this world hold Ada alone.
      { kind: 'detailed', entities: [entity('Account', i === 0 ? ada.upn! : 'eve@x.example')], alerts: [] },
      { kind: 'routed', routes: [socRoute] },
    ];
    await one.journal.append(
      incidents,
      incidentLogKey('sub~rg-soc~ws-soc', id),
      (): IncidentDraft => ({
        actor: { kind: 'sentinel' },
        action: 'arrived',
        key: 'a',
        events,
        effects: [],
      }),
    );
  }
  await one.dispatcher.idle();
  await one.journal.append(
    channelKind,
    channelLogKey(paymentsId),
    (): ChannelDraft => ({
      actor: { kind: 'person', ...ada },
      action: 'connect',
      key: 'connect',
      events: [
        { kind: 'met', place: place(paymentsId) },
        { kind: 'connected', connection: connection({ rules: ['rule-1'] }), by: ada },
      ],
      effects: [{ kind: 'reroute' }],
    }),
  );
  await one.dispatcher.idle();
  const states = await Promise.all(ids.map((id) => one.state(incidentLogKey('sub~rg-soc~ws-soc', id))));
  expect(states.map(({ held }) => held?.map(({ suspects }) => suspects))).toMatchObject([
    [[{ name: 'Ada' }]],
    ...Array.from({ length: 6 }, () => undefined),
  ]);
  const told = w.messenger.there.filter((one) => one.place === paymentsId);
  expect(told).toHaveLength(1);
  expect(JSON.stringify(told[0]?.message.card)).not.toContain('#0');
});
