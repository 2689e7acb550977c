/** The channels that a replica knows: what may be a moment old, and what may not. */
import { expect, test } from '@jest/globals';
import { createChannels } from '../../bot/actions/channels.ts';
import { channelLogKey } from '../../bot/incidents/channel.ts';
import { createJournal } from '../../bot/log/journal.ts';
import { type ChannelDraft, channels as channelKind } from '../../bot/log/kinds.ts';
import { channel } from '../build.ts';
import { fakeStore } from '../fakes/store.ts';

const second = 1000;

function setUp() {
  const store = fakeStore();
  let now = 0;
  const clock = { now: () => new Date(now), wait: async () => undefined };
  const journal = createJournal({ log: store.log, clock, owner: 'one', leaseMs: 1 });
  let asked = 0;
  let hold: Promise<void> = Promise.resolve();
  const snapshots = {
    ...store.snapshots,
    async list(query: Parameters<typeof store.snapshots.list>[0]) {
      asked++;
      const found = await store.snapshots.list(query);
      await hold;
      return found;
    },
  };
  return {
    channels: createChannels(snapshots, journal, clock),
    journal,
    asked: () => asked,
    /** Another replica meets a channel. */
    meet: (id: string) => {
      const state = { ...channel(id), seq: 1 };
      return store.snapshots.put({ logKey: state.logKey, kind: 'channel', seq: 1, state });
    },
    pass: (ms: number) => {
      now += ms;
    },
    /** The store answers only when what is returned is called. */
    slow: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      hold = promise;
      return resolve;
    },
  };
}
const ids = (states: { logKey: string }[]) => states.map(({ logKey }) => logKey).sort();

test('what is known serves at once, while the store is read again behind it', async () => {
  const { channels, meet, pass, slow, asked } = setUp();
  await meet('19:a');
  await channels.known();
  await meet('19:b');
  pass(6 * second);
  const answer = slow();
  expect(ids(await channels.known())).toEqual([channelLogKey('19:a')]);
  expect(asked()).toBe(2);
  answer();
  await channels.all();
  expect(ids(await channels.known())).toEqual([channelLogKey('19:a'), channelLogKey('19:b')]);
});

test('what decides over all of them is a few seconds old at the most', async () => {
  const { channels, meet, pass, asked } = setUp();
  await meet('19:a');
  await channels.all();
  await meet('19:b');
  pass(5 * second);
  await channels.all();
  expect(asked()).toBe(1);
  pass(1 * second);
  expect(ids(await channels.all())).toEqual([channelLogKey('19:a'), channelLogKey('19:b')]);
});

test('what is known is not believed for ever', async () => {
  const { channels, meet, pass } = setUp();
  await channels.known();
  await meet('19:a');
  pass(91 * second);
  expect(ids(await channels.known())).toEqual([channelLogKey('19:a')]);
});

test('what this replica wrote is known at once', async () => {
  const { channels, journal } = setUp();
  await channels.known();
  const { place } = channel('19:mine');
  await journal.append(
    channelKind,
    channelLogKey('19:mine'),
    (): ChannelDraft => ({
      actor: { kind: 'muster' },
      action: 'met',
      key: 'met',
      events: [{ kind: 'met', place: place! }],
      effects: [],
    }),
  );
  expect(ids(await channels.known())).toEqual([channelLogKey('19:mine')]);
});
