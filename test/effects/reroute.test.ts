import { expect, test } from '@jest/globals';
import { seen } from '../../bot/actions/automatic/seen.ts';
import { channelLogKey } from '../../bot/incidents/channel.ts';
import { defaultTargets } from '../../bot/incidents/levels.ts';
import { snapshotEffect } from '../../bot/log/journal.ts';
import { type ChannelDraft, channels as channelKind, incidents } from '../../bot/log/kinds.ts';
import { at, incident, logKey, place, socId } from '../build.ts';
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
