/** A channel's storms, folded from its log. */
import { expect, test } from '@jest/globals';
import { began } from '../../bot/actions/storm-watch.ts';
import type { ChannelEvent } from '../../bot/incidents/channel.ts';
import {
  type ChannelEntry,
  type ChannelState,
  emptyChannel,
  foldChannel,
  stormIn,
} from '../../bot/incidents/channel.ts';
import { ada, at, place, socChannel, socId } from '../build.ts';

/** A channel after these events, a minute apart. */
function after(...events: ChannelEvent[]): ChannelState {
  return events.reduce<ChannelState>(
    (state, event, i) =>
      foldChannel(state, {
        seq: i + 1,
        at: at(i).toISOString(),
        hash: 'h',
        key: `k${i}`,
        events: [event],
        effects: [],
        texts: {},
      } as unknown as ChannelEntry),
    emptyChannel(`channel:${socId}`),
  );
}
const met: ChannelEvent = { kind: 'met', place: place(socId) };
const start: ChannelEvent = { kind: 'stormBegan', id: '2' };
const acted = (id: string): ChannelEvent => ({
  kind: 'groupActed',
  id,
  storm: '2',
  group: 'g',
  verb: 'acknowledge',
  by: ada,
  count: 9,
  input: {},
});

test('a storm begins, gets its card, and ends; then another may begin', () => {
  expect(stormIn(after(met))).toBeUndefined();
  expect(stormIn(after(met, start))).toMatchObject({ id: '2', since: at(1).toISOString() });
  const posted: ChannelEvent = { kind: 'stormPosted', id: '2', thread: 't', message: 'm' };
  expect(stormIn(after(met, start, posted))?.posted).toEqual({ thread: 't', message: 'm' });
  const over = after(met, start, posted, { kind: 'stormEnded', id: '2' });
  expect(stormIn(over)).toBeUndefined();
  expect(over.storms?.[0]).toMatchObject({ posted: { message: 'm' }, ended: at(3).toISOString() });
  const next = after(met, start, { kind: 'stormEnded', id: '2' }, { kind: 'stormBegan', id: '4' });
  expect(stormIn(next)?.id).toBe('4');
});

test('Muster’s leaving ends it: nobody would follow it', () => {
  expect(stormIn(after(met, start, { kind: 'left' }, met))).toBeUndefined();
});

test('what people did to groups is kept with what came of it: the latest three, and how many there were', () => {
  const outcome = { done: 8, refused: [{ word: 'closed', params: { number: '7' }, count: 1 }] };
  const state = after(met, start, acted('3'), acted('4'), acted('5'), acted('6'), {
    kind: 'groupDone',
    id: '5',
    storm: '2',
    outcome,
  });
  const [storm] = state.storms!;
  expect(storm?.acts.map(({ id }) => id)).toEqual(['4', '5', '6']);
  expect(storm?.acts.map((act) => act.outcome)).toEqual([undefined, outcome, undefined]);
  expect(storm?.actCount).toBe(4);
});

test('a storm is decided on the channel’s state: once, and only where Muster is', () => {
  const draft = began(socChannel(), at(3));
  expect(draft?.events).toEqual([{ kind: 'stormBegan', id: '2' }]);
  expect(draft?.effects).toMatchObject([{ kind: 'storm.post', channel: socId, storm: '2' }]);
  expect(began({ ...socChannel(), storms: after(met, start).storms! }, at(3))).toBeUndefined();
  expect(began({ ...socChannel(), present: false }, at(3))).toBeUndefined();
  expect(began(emptyChannel('channel:19:unknown'), at(3))).toBeUndefined();
});
