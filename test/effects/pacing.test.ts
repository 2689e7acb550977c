/** A dispatcher in a storm: what is sent when, by whom, and what becomes of the rest. */
import { describe, expect, test } from '@jest/globals';
import { Upstream } from '../../bot/errors.ts';
import type { Incident } from '../../bot/incidents/incident.ts';
import { incidentLogKey } from '../../bot/incidents/state.ts';
import { type IncidentDraft, incidents } from '../../bot/log/kinds.ts';
import type { Message, Store } from '../../bot/ports.ts';
import { at, incident, logKey, socId } from '../build.ts';
import { handClock } from '../fakes/clock.ts';
import { broken, teams } from '../pace/published.ts';
import { worldOn } from './world.ts';

const hour = 3_600_000;

function storm() {
  const clock = handClock(at(0));
  const w = worldOn(clock);
  const sent: { at: number; what: 'post' | 'reply' | 'update'; message: Message }[] = [];
  const { post, reply, update } = w.messenger;
  const answerMs = 50;
  const noted = async <T>(
    what: 'post' | 'reply' | 'update',
    message: Message,
    send: Promise<T>,
  ): Promise<T> => {
    sent.push({ at: clock.now().getTime(), what, message });
    await clock.wait(answerMs);
    return send;
  };
  w.messenger.post = (place, message) => noted('post', message, post(place, message));
  w.messenger.reply = (place, thread, message) => noted('reply', message, reply(place, thread, message));
  w.messenger.update = (place, thread, id, message) =>
    noted('update', message, update(place, thread, id, message));
  const version = (i: number, change: Partial<Incident> = {}): Incident =>
    incident({
      id: `${String(i).padStart(8, '0')}-2222-4333-8444-555555555555`,
      number: 2000 + i,
      ...change,
    });
  for (let i = 0; i < 200; i++) w.sentinel.add(version(i));
  return {
    ...w,
    clock,
    sent,
    version,
    keyOf: (i: number) => incidentLogKey(version(i).workspace, version(i).id),
    /** Time passes, and the replicas look into the store as they do. */
    async live(ms: number, ...replicas: ReturnType<typeof w.replica>[]): Promise<void> {
      for (let gone = 0; gone < ms; gone += 2_000) {
        for (const { dispatcher } of replicas) void dispatcher.tick();
        await clock.pass(2_000);
      }
    },
    posted: (text: string) => sent.filter(({ message }) => JSON.stringify(message).includes(text)),
    cardsOf: (number: number) =>
      sent.filter(({ what, message }) => what === 'post' && message.summary?.includes(String(number))),
  };
}

describe('in a storm', () => {
  test('what is half done and waits does not hide from the look what else is due', async () => {
    const w = storm();
    const one = w.replica('one');
    await one.pacing.channels.block(socId, hour);
    // More than one look takes, each with its details read and its card waiting.
    for (let i = 0; i < 60; i++) void one.receive(w.version(i, { severity: 'High' }));
    await w.live(4_000, one);
    const due = new Date(w.clock.now().getTime() + 60_000).toISOString();
    const { entry } = await one.journal.append(
      incidents,
      w.keyOf(100),
      (): IncidentDraft => ({
        actor: { kind: 'muster' },
        action: 'x',
        key: 'x',
        events: [{ kind: 'arrived', incident: w.version(100), backlog: true }],
        effects: [{ kind: 'timer', what: 'half', due }],
      }),
    );
    await w.live(120_000, one);
    const [kept] = await w.store.log.read(w.keyOf(100), (entry?.seq ?? 0) - 1);
    expect(kept?.open).toEqual({});
  });

  test('what joins a long queue is not written again just to be kept', async () => {
    const s = storm();
    const { amend } = s.store.log;
    const amended = new Map<string, number>();
    const log: Store['log'] = {
      ...s.store.log,
      amend: (logKey, ...more) => {
        amended.set(logKey, (amended.get(logKey) ?? 0) + 1);
        return amend(logKey, ...more);
      },
    };
    const one = s.replica('one', { log });
    await one.pacing.channels.block(socId, hour);
    for (let i = 0; i < 100; i++) await one.receive(s.version(i));
    await s.live(4_000, one);
    for (let i = 100; i < 110; i++) await one.receive(s.version(i));
    await s.live(50_000, one);
    const written = (i: number): number => amended.get(s.keyOf(i)) ?? 0;
    expect(written(0)).toBeGreaterThan(0);
    for (let i = 100; i < 110; i++) expect(written(i)).toBe(0);
  }, 60_000);

  test('a channel gets every card once, never faster than Teams takes them, and none is marked', async () => {
    const s = storm();
    const one = s.replica('one');
    for (let i = 0; i < 100; i++) await one.receive(s.version(i));
    await s.live(4 * 60_000, one);
    expect(
      broken(
        s.sent.map((message) => message.at),
        teams,
      ),
    ).toEqual([]);
    for (let i = 0; i < 100; i++) {
      expect(s.cardsOf(2000 + i)).toHaveLength(1);
      expect((await one.state(s.keyOf(i))).sent[socId]?.card).not.toHaveProperty('again');
    }
  }, 60_000);

  test('two replicas that both receive send each card once, and together no faster than Teams takes', async () => {
    const s = storm();
    const [one, two] = [s.replica('one'), s.replica('two')];
    for (let i = 0; i < 60; i++) await (i % 2 ? one : two).receive(s.version(i));
    await s.live(4 * 60_000, one, two);
    expect(
      broken(
        s.sent.map((message) => message.at),
        teams,
      ),
    ).toEqual([]);
    for (let i = 0; i < 60; i++) {
      expect(s.cardsOf(2000 + i)).toHaveLength(1);
      expect((await one.state(s.keyOf(i))).sent[socId]?.card).not.toHaveProperty('again');
    }
  }, 60_000);

  test('a High that comes last goes first', async () => {
    const s = storm();
    const one = s.replica('one');
    for (let i = 0; i < 60; i++) await one.receive(s.version(i));
    await s.clock.pass(5_000);
    const before = s.sent.length;
    expect(before).toBeLessThan(30);
    await one.receive(s.version(100, { severity: 'High' }));
    await s.live(60_000, one);
    const high = s.sent.indexOf(s.cardsOf(2100)[0]!);
    // The one that was chosen already may go before.
    expect(high - before).toBeLessThanOrEqual(1);
  }, 30_000);

  test('many changes of one card while it waits become one update, with the newest', async () => {
    const s = storm();
    const one = s.replica('one');
    await one.receive(incident());
    await s.live(10_000, one);
    await s.store.paces.write(
      `channel:${socId}`,
      {
        ...(await s.store.paces.get(`channel:${socId}`))!.pace,
        blockedUntil: s.clock.now().getTime() + 20_000,
      },
      (await s.store.paces.get(`channel:${socId}`))!.etag,
    );
    const before = s.sent.length;
    for (let i = 1; i <= 10; i++)
      await one.journal.append(
        incidents,
        logKey,
        (state): IncidentDraft => ({
          actor: { kind: 'sentinel' },
          action: 'changed',
          key: `change ${i}`,
          events: [{ kind: 'changed', incident: { ...state.seen!, etag: `"r${i}"`, title: `Renamed ${i}` } }],
          effects: [{ kind: 'card.update', channel: socId, about: 'card' }],
        }),
      );
    await s.live(40_000, one);
    const updates = s.sent.slice(before).filter(({ what }) => what === 'update');
    expect(updates).toHaveLength(1);
    expect(JSON.stringify(updates[0]?.message.card)).toContain('Renamed 10');
    for (let seq = 1; seq <= 12; seq++) expect(await s.open(seq)).not.toContain('card.update');
  });

  test('a log whose cards wait is in lists soon, with a snapshot for many entries and not for each', async () => {
    const w = storm();
    const put = w.store.snapshots.put;
    const seqs: number[] = [];
    w.store.snapshots.put = async (snapshot) => {
      if (snapshot.logKey === w.keyOf(0)) seqs.push(snapshot.seq);
      await put(snapshot);
    };
    const one = w.replica('one');
    await one.pacing.channels.block(socId, hour);
    for (let i = 10; i >= 0; i--) void one.receive(w.version(i));
    await w.clock.pass(100);
    const rename = (i: number) =>
      one.journal.append(
        incidents,
        w.keyOf(0),
        (): IncidentDraft => ({
          actor: { kind: 'sentinel' },
          action: 'changed',
          key: `change ${i}`,
          events: [{ kind: 'changed', incident: w.version(0, { title: `Renamed ${i}` }) }],
          effects: [{ kind: 'card.update', channel: socId, about: 'card' }],
        }),
      );
    for (const round of [0, 30]) {
      const before = seqs.length;
      for (let i = round; i < round + 30; i++) {
        await rename(i);
        await w.clock.pass(10);
      }
      expect(seqs.length - before).toBeLessThanOrEqual(1);
      await w.live(8_000, one);
      expect(seqs.at(-1)).toBe((await one.journal.read(incidents, w.keyOf(0))).seq);
      expect(seqs.length - before).toBeLessThanOrEqual(3);
    }
  });

  test('429 stops the whole channel until the time that Teams named', async () => {
    const s = storm();
    const one = s.replica('one');
    const throttled = { service: 'teams', operation: 'post', outcome: 'retry', status: 429 } as const;
    s.messenger.failNext('post', new Upstream('429', { ...throttled, retryAfterMs: 30_000 }));
    for (let i = 0; i < 5; i++) await one.receive(s.version(i));
    await s.live(28_000, one);
    expect(s.sent).toHaveLength(1);
    await s.live(30_000, one);
    for (let i = 0; i < 5; i++) expect(s.cardsOf(2000 + i).length).toBeGreaterThanOrEqual(1);
    expect(s.cards()).toHaveLength(5);
  });
});

test('a reservation whose answer was lost marks nothing: nothing was sent', async () => {
  const s = storm();
  const one = s.replica('one');
  const { write } = s.store.paces;
  let calls = 0;
  s.store.paces.write = async (...given) => {
    const etag = await write(...given);
    calls += 1;
    // The first takes hold of the channel, the second reserves.
    if (calls === 2)
      throw new Upstream('lost', { service: 'cosmos', operation: 'replace', outcome: 'unknown' });
    return etag;
  };
  await one.receive(incident());
  await s.live(10_000, one);
  expect(calls).toBeGreaterThan(2);
  expect(s.cardsOf(1042)).toHaveLength(1);
  expect((await one.state()).sent[socId]?.card).not.toHaveProperty('again');
});

describe('Sentinel’s budget', () => {
  test('lets a write wait for hours, and neither the card nor the effect calls that a failure', async () => {
    const s = storm();
    const one = s.replica('one');
    await one.receive(incident());
    await s.live(10_000, one);
    await one.pacing.budget.block('sub', 'PUT incident', hour);
    void one.want({ status: 'Active' });
    await s.live(5 * 60_000, one);
    const state = await one.state();
    expect(state.trouble).toEqual({});
    expect(state.pending).toHaveLength(1);
    const kept = await s.openEffect(state.seq, 'sentinel.write');
    expect(kept).toMatchObject({ attempts: 0 });
    expect(kept).not.toHaveProperty('failing');
    expect(s.sentinel.asked).not.toContain('change');
    await s.live(hour, one);
    expect((await one.state()).pending).toEqual([]);
  }, 60_000);
});

describe('a replica that stops', () => {
  test('finishes what is under way, gives back the rest at once, and another goes on with it unmarked', async () => {
    const s = storm();
    const [one, two] = [s.replica('one'), s.replica('two')];
    for (let i = 0; i < 60; i++) await one.receive(s.version(i));
    await s.clock.pass(5_000);
    let stopped = false;
    const stopping = one.dispatcher.stop().then(() => {
      stopped = true;
    });
    const sentBefore = s.sent.length;
    for (let i = 0; i < 50 && !stopped; i++) {
      await s.clock.pass(100);
      // Its last look whether anything is left is in real time.
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(stopped).toBe(true);
    await stopping;
    expect(s.sent.length - sentBefore).toBeLessThanOrEqual(1);
    const due = await s.store.log.due(s.clock.now().toISOString(), 100);
    expect(due.length).toBeGreaterThan(30);
    await s.live(2 * 60_000, two);
    for (let i = 0; i < 60; i++) {
      expect(s.cardsOf(2000 + i)).toHaveLength(1);
      expect((await two.state(s.keyOf(i))).sent[socId]?.card).not.toHaveProperty('again');
    }
    expect(
      broken(
        s.sent.map((message) => message.at),
        teams,
      ),
    ).toEqual([]);
  }, 60_000);
});
