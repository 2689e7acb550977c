/** What people wrote is erased once its time is over, and not before. */
import { expect, test } from '@jest/globals';
import type { IncidentEvent } from '../bot/incidents/events.ts';
import { createJournal } from '../bot/log/journal.ts';
import { type ChannelDraft, channels, type IncidentDraft, incidents, kindOf } from '../bot/log/kinds.ts';
import { createRetention } from '../bot/retention.ts';
import { ada, arrived, at, intended, later, logKey, socId } from './build.ts';
import { fakeStore } from './fakes/store.ts';

const day = 24 * 60;
const closed: IncidentEvent[] = [{ kind: 'changed', incident: later({ status: 'Closed' }) }];

function world() {
  const store = fakeStore();
  let minute = 0;
  const clock = { now: () => at(minute), wait: async () => undefined };
  const journal = createJournal({ log: store.log, clock, owner: 'one', leaseMs: 1 });
  const retention = createRetention({ journal, snapshots: store.snapshots, clock, days: 30 });
  let reads = 0;
  const { read } = store.log;
  store.log.read = (...given) => {
    reads += 1;
    return read(...given);
  };

  /** As the dispatcher does once an entry is done. */
  async function snapshot(key: string, without: { oldestText?: true } = {}) {
    const kind = kindOf(key) as typeof incidents;
    const state = await journal.read(kind, key);
    const { oldestText, ...index } = kind.index(state);
    const found = without.oldestText ? index : { ...index, oldestText };
    await store.snapshots.put({
      logKey: key,
      kind: kind.kind,
      seq: state.seq,
      state: kind.kept(state),
      ...found,
    });
  }

  return {
    store,
    journal,
    snapshot,
    reads: () => reads,
    async write(events: IncidentEvent[], text?: string) {
      await journal.append(
        incidents,
        logKey,
        (state): IncidentDraft => ({
          actor: { kind: 'person', ...ada },
          action: 'x',
          key: `k${state.seq}`,
          events,
          effects: [],
          ...(text && { texts: { comment: text } }),
        }),
      );
      await snapshot(logKey);
    },
    /** So many days after the incident arrived, what a round of it erases. */
    async onDay(days: number) {
      minute = days * day;
      await retention.eraseExpired();
      const entries = (await read(logKey)).filter(({ action }) => action === 'retention');
      for (const key of [logKey, `channel:${socId}`]) await snapshot(key);
      return entries.flatMap(({ events }) => events);
    },
  };
}

test('a closed incident’s words are erased so many days after it was closed, once', async () => {
  const w = world();
  await w.write(arrived(), 'one');
  await w.write(closed, 'two');
  expect(await w.onDay(29)).toEqual([]);
  const erased = {
    kind: 'erased',
    why: 'retention',
    texts: [
      { seq: 1, name: 'comment' },
      { seq: 2, name: 'comment' },
    ],
  };
  expect(await w.onDay(31)).toEqual([erased]);
  expect(await w.onDay(32)).toEqual([erased]);
  const entry = (await w.store.log.read(logKey)).at(-1);
  expect(entry?.effects.map(({ kind }) => kind)).toEqual(['erase']);
  expect(entry?.actor).toEqual({ kind: 'muster' });
});

test('an open incident keeps all of it, however old; so does one that was opened again', async () => {
  const w = world();
  await w.write(arrived(), 'one');
  expect(await w.onDay(400)).toEqual([]);
  await w.write(closed);
  await w.write([intended({ status: 'Active' }, { status: 'Closed' })]);
  expect(await w.onDay(800)).toEqual([]);
  // Its snapshot may not have caught up with that yet.
  w.store.snapshots.withTextsBefore = async () => [logKey];
  expect(await w.onDay(801)).toEqual([]);
});

test('what is said long after it was closed has its own time', async () => {
  const w = world();
  await w.write(arrived(), 'one');
  await w.write(closed);
  await w.onDay(20);
  await w.write([{ kind: 'commented', id: '3', by: ada }], 'late');
  expect((await w.onDay(31)).flatMap((event) => ('texts' in event ? event.texts : []))).toEqual([
    { seq: 1, name: 'comment' },
  ]);
});

test('a channel’s words are erased so many days after they were written', async () => {
  const w = world();
  await w.write(arrived());
  await w.journal.append(
    channels,
    `channel:${socId}`,
    (): ChannelDraft => ({
      actor: { kind: 'person', ...ada },
      action: 'drop',
      key: 'k',
      events: [{ kind: 'hearsAll' }],
      effects: [],
      texts: { reason: 'done by hand' },
    }),
  );
  await w.snapshot(`channel:${socId}`);
  await w.onDay(29);
  expect(await w.store.log.read(`channel:${socId}`)).toHaveLength(1);
  await w.onDay(31);
  expect((await w.store.log.read(`channel:${socId}`)).at(-1)?.events).toEqual([
    { kind: 'erased', why: 'retention', texts: [{ seq: 1, name: 'reason' }] },
  ]);
});

test('a snapshot of before that was kept is looked at, and where there is nothing, once a day', async () => {
  const w = world();
  await w.write(arrived());
  await w.write(closed);
  const [snapshot] = await w.store.snapshots.list({ kind: 'incident' });
  const { oldestText: _none, ...old } = snapshot!;
  w.store.snapshots.withTextsBefore = async () => [old.logKey];
  await w.onDay(31);
  const before = w.reads();
  await w.onDay(31.1);
  // The snapshots that this test makes read it twice.
  expect(w.reads() - before).toBe(2);
});
