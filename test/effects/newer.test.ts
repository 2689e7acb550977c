/** A replica that meets the work of a newer version, as happens while one rolls over the other. */
import { expect, test } from '@jest/globals';
import { type Entry, type Event, hashOf } from '../../bot/log/entry.ts';
import { schemaVersion } from '../../bot/log/versions.ts';
import { at, incident, logKey } from '../build.ts';
import { worldOn } from './world.ts';

function world() {
  let now = at(0);
  const pass = (seconds: number): void => {
    now = new Date(now.getTime() + seconds * 1000);
  };
  const clock = { now: () => now, wait: async (ms: number) => pass(ms / 1000) };
  return { ...worldOn(clock), pass, now: clock.now };
}

/** What a newer Muster appends after the entries there are: changed from an entry of ours as it would have it. */
async function newerAppends(w: ReturnType<typeof world>, change: Partial<Entry>): Promise<Entry> {
  const last = (await w.store.log.read(logKey)).at(-1)!;
  const seq = last.seq + 1;
  const entry: Entry = {
    ...last,
    seq,
    id: String(seq).padStart(10, '0'),
    key: `newer ${seq}`,
    prev: last.hash,
    effects: [],
    open: {},
    ...change,
  };
  entry.hash = hashOf(entry);
  const dues = Object.values(entry.open).map(({ due }) => due);
  if (dues.length > 0) entry.due = dues.toSorted()[0]!;
  else delete entry.due;
  await w.store.log.append(entry);
  return entry;
}

const teleport = (w: ReturnType<typeof world>) => ({
  effects: [{ id: '2.0', kind: 'teleport' }],
  open: { '2.0': { due: w.now().toISOString(), attempts: 0 } },
});

test('an effect of a kind that is not known is nobody’s, due again soon, neither tried nor parked, and counted', async () => {
  const w = world();
  const one = w.replica('one');
  await one.arrive();
  const { seq: asks } = await newerAppends(w, teleport(w));
  for (let i = 1; i <= 3; i++) {
    await one.tick();
    const open = (await w.store.log.read(logKey)).find(({ seq }) => seq === asks)?.open['2.0'];
    expect(open).toEqual({ due: new Date(w.now().getTime() + 10_000).toISOString(), attempts: 0 });
    expect(one.dispatcher.leftToNewer()).toBe(i);
    w.pass(11);
  }
  expect((await one.state()).trouble).toEqual({});
  expect((await w.events()).map(({ kind }) => kind)).not.toContain('parked');
});

test('an effect that a newer Muster took on meanwhile stays with it', async () => {
  const w = world();
  const one = w.replica('one');
  await one.arrive();
  const entry = await newerAppends(w, teleport(w));
  const lease = { owner: 'newer', until: at(60).toISOString() };
  const { due } = w.store.log;
  w.store.log.due = async (...asked) => {
    const found = await due(...asked);
    await w.store.log.amend(logKey, entry.seq, (kept) => ({
      ...kept,
      open: { '2.0': { due: lease.until, attempts: 0, lease } },
    }));
    return found;
  };
  await one.tick();
  expect((await w.store.log.read(logKey)).at(-1)?.open['2.0']).toMatchObject({ lease });
});

test('an event that is not known changes nothing but where the log stands', async () => {
  const w = world();
  const one = w.replica('one');
  await one.arrive();
  const { seq: _seq, head: _head, keys: _keys, ...before } = structuredClone(await one.state());
  const events: Event[] = [{ kind: 'teleported' }];
  const entry = await newerAppends(w, { actor: { kind: 'muster' }, events });
  const { seq, head, keys, ...after } = await one.state();
  expect(after).toEqual(before);
  expect([seq, head, keys[entry.key]]).toEqual([entry.seq, entry.hash, entry.seq]);
  await one.want({ severity: 'Low' });
  expect((await w.store.log.read(logKey)).find((next) => next.seq === entry.seq + 1)?.prev).toBe(entry.hash);
});

test('to a log with an entry of a newer schema nothing is appended: who wants to is told to come again', async () => {
  const w = world();
  const one = w.replica('one');
  await one.arrive();
  await newerAppends(w, { v: schemaVersion + 1 });
  const length = (await w.store.log.read(logKey)).length;
  await expect(one.want({ severity: 'Low' })).rejects.toMatchObject({ word: 'updating' });
  await expect(one.receive(incident({ title: 'Changed' }))).rejects.toMatchObject({ word: 'updating' });
  expect(await w.store.log.read(logKey)).toHaveLength(length);
});

test('what such a log asks for is left to the newer Muster, also where an older entry asks for it', async () => {
  const w = world();
  await w.replica('dies', { carries: false }).arrive();
  await newerAppends(w, { v: schemaVersion + 1 });
  w.pass(31);
  const one = w.replica('one');
  await one.tick();
  expect(w.messenger.sent).toEqual([]);
  const open = await w.openEffect(1, 'card.post');
  expect(open).toEqual({ due: new Date(w.now().getTime() + 10_000).toISOString(), attempts: 0 });
  expect(one.dispatcher.leftToNewer()).toBe(1);
  expect((await w.store.log.read(logKey)).at(-1)?.v).toBe(schemaVersion + 1);
});

test('what was done when the newer one came between is marked as one that may have been done', async () => {
  const w = world();
  const one = w.replica('one');
  const post = w.messenger.post;
  w.messenger.post = async (...given) => {
    const posted = await post(...given);
    await newerAppends(w, { v: schemaVersion + 1 });
    return posted;
  };
  await one.arrive();
  expect(w.cards()).toHaveLength(1);
  expect(await w.openEffect(1, 'card.post')).toMatchObject({ uncertain: true, attempts: 0 });
  expect(await w.openEffect(1, 'card.post')).not.toHaveProperty('lease');
});
