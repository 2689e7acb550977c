/** Nothing parked in the dark: when Muster stops trying, where that shows, who is told, and what brings it back. */
import { describe, expect, test } from '@jest/globals';
import { act } from '../../bot/actions/act.ts';
import { fateOf, mostUnexpected } from '../../bot/effects/parking.ts';
import { findThread } from '../../bot/effects/place.ts';
import { Conflict, Upstream, type UpstreamDetails } from '../../bot/errors.ts';
import { channelLogKey } from '../../bot/incidents/channel.ts';
import { current } from '../../bot/incidents/state.ts';
import { parkedIn } from '../../bot/incidents/trouble.ts';
import { type ChannelDraft, channels, type IncidentDraft, incidents } from '../../bot/log/kinds.ts';
import { ada, at, context, incident, logKey, place, socId } from '../build.ts';
import { incidentVerb } from '../verbs.ts';
import { worldOn } from './world.ts';

const day = 86_400_000;
const upstream = (
  service: UpstreamDetails['service'],
  outcome: UpstreamDetails['outcome'],
  more: Partial<UpstreamDetails> = {},
) => new Upstream(`${service} did not`, { service, operation: 'x', outcome, ...more });
const refused = () => upstream('sentinel', 'never', { status: 400, code: 'BadRequest' });
const teamsDown = () => upstream('teams', 'retry', { status: 502 });

describe('what becomes of a failure', () => {
  const now = new Date(day * 10);
  const since = (ms: number) => ({ since: new Date(now.getTime() - ms).toISOString(), error: '' });
  const fate = (error: unknown, open: object = {}, effect: object = { kind: 'sentinel.write' }) =>
    fateOf(error, { id: '1.0', ...effect } as never, { due: '', attempts: 0, ...open }, now);

  test('is that it is tried again, for a day', () => {
    const down = upstream('sentinel', 'retry', { status: 503 });
    expect(fate(down)).toBe('again');
    expect(fate(new Conflict('x'))).toBe('again');
    expect(fate(down, { attempts: 2000, failing: since(day - 1) })).toBe('again');
    expect(fate(down, { attempts: 2000, failing: since(day) })).toBe('day');
    expect(fate(upstream('teams', 'unknown'), { attempts: 2000, failing: since(day) })).toBe('day');
  });

  test('is no parking where Muster itself was away for that day', () => {
    expect(fate(teamsDown(), { attempts: 3, failing: since(3 * day) })).toBe('again');
  });

  test('names the role that lacks', () => {
    const forbidden = upstream('sentinel', 'retry', { status: 403 });
    expect(fate(forbidden, { attempts: 2000, failing: since(day) })).toBe('role');
  });

  test('is for good where the service says so', () => {
    expect(fate(refused())).toBe('refused');
  });

  test('is no matter for anybody where it is told elsewhere', () => {
    const post = { kind: 'card.post', channel: socId };
    expect(fate(upstream('teams', 'never', { gone: 'removed' }), {}, post)).toBe('let go');
    expect(fate(upstream('teams', 'never', { messageGone: true }), {}, post)).toBe('let go');
    const noThread = upstream('teams', 'never', { operation: findThread });
    expect(fate(noThread, {}, { kind: 'notice', channel: socId })).toBe('let go');
    expect(fate(noThread, {}, { kind: 'question.post', channel: socId })).toBe('refused');
  });

  test('is that something is wrong with Muster after so many that nobody foresaw, in a row', () => {
    const bug = new TypeError('undefined is no function');
    expect(fate(bug, { unexpected: mostUnexpected - 2 })).toBe('again');
    expect(fate(bug, { unexpected: mostUnexpected - 1 })).toBe('bug');
  });
});

/** A world whose clock a test moves by hand; what waits for its turn moves it too. */
function world() {
  let now = at(0);
  const pass = (seconds: number): void => {
    now = new Date(now.getTime() + seconds * 1000);
  };
  const clock = { now: () => now, wait: async (ms: number) => pass(ms / 1000) };
  const w = worldOn(clock);
  const one = w.replica('one');
  return {
    ...w,
    one,
    pass,
    now: clock.now,
    replies: () =>
      w.messenger.sent.filter(({ operation }) => operation === 'reply').map((m) => m.message.text),
    /** Somebody decides, as with a button. */
    decide: async (verb: string, input: object = {}) => {
      const around = {
        journal: one.journal,
        channels: async () => [],
        directory: { roles: async () => [], members: async () => [], member: async () => undefined },
        clock,
        tenantId: '',
        targets: context().targets,
        twoPeople: [],
        finder: { named: async () => [] },
        quietSeconds: 60,
      };
      const key = `click ${verb} ${(await one.state()).seq}`;
      await act(incidentVerb(verb), logKey, input, context({ now }), key, around);
      await one.dispatcher.idle();
    },
    held: () => w.sentinel.get({ workspace: 'sub~rg-soc~ws-soc', id: logKey.split(':')[2]! }),
    listed: () => w.store.snapshots.list({ kind: 'incident', trouble: true }),
  };
}

describe('a write that Sentinel refuses for good', () => {
  async function refusedOne() {
    const w = world();
    await w.one.arrive();
    w.sentinel.failNext('change', refused());
    await w.one.want({ severity: 'Low' });
    return w;
  }

  test('shows what Sentinel holds, is in the list of trouble, and is told to the one who wanted it, once', async () => {
    const w = await refusedOne();
    const state = await w.one.state();
    expect(current(state).severity).toBe('Medium');
    expect(parkedIn(state.trouble)).toMatchObject([{ parked: { why: 'refused', code: '400 BadRequest' } }]);
    expect((await w.listed()).map((one) => one.logKey)).toEqual([logKey]);
    expect(w.replies()).toEqual([
      expect.stringMatching(
        /Ada.*the new severity of incident #1042 is not in Sentinel: Sentinel refused it \(400 BadRequest\)\./,
      ),
    ]);
    const card = JSON.stringify(
      w.messenger.sent.findLast(({ operation }) => operation === 'update')?.message.card,
    );
    expect(card).toContain('Not in Sentinel: severity Low, by Ada. Sentinel refused it (400 BadRequest).');
    w.pass(600);
    await w.one.tick();
    expect((await w.held()).severity).toBe('Medium');
    expect(w.replies()).toHaveLength(1);
  });

  test('is written when somebody has it tried again, and leaves the list', async () => {
    const w = await refusedOne();
    await w.decide('try again');
    expect((await w.held()).severity).toBe('Low');
    const state = await w.one.state();
    expect(state.trouble).toEqual({});
    expect(state.pending).toEqual([]);
    expect(await w.listed()).toEqual([]);
  });

  test('waits again where it is refused again, and nobody is told twice', async () => {
    const w = await refusedOne();
    w.sentinel.failNext('change', refused());
    await w.decide('try again');
    const [again] = parkedIn((await w.one.state()).trouble);
    expect(again?.parked.intents).toMatchObject([{ by: ada }]);
    expect(w.replies()).toHaveLength(1);
    await w.decide('try again');
    expect((await w.held()).severity).toBe('Low');
  });

  test('is over when somebody drops it, with the reason in the log', async () => {
    const w = await refusedOne();
    await w.decide('drop', { reason: 'done by hand' });
    expect((await w.one.state()).trouble).toEqual({});
    expect(await w.listed()).toEqual([]);
    const dropped = (await w.store.log.read(logKey)).find(({ action }) => action === 'drop');
    expect(dropped?.texts.reason?.text).toBe('done by hand');
    expect((await w.held()).severity).toBe('Medium');
  });

  test('keeps nobody’s later wish from Sentinel', async () => {
    const w = await refusedOne();
    await w.one.want({ status: 'Active' });
    expect(await w.held()).toMatchObject({ status: 'Active', severity: 'Medium' });
    expect(parkedIn((await w.one.state()).trouble)).toHaveLength(1);
    await w.one.want({ severity: 'High' });
    expect((await w.one.state()).trouble).toEqual({});
  });

  test('decided on by a card that shows something else is refused', async () => {
    const w = await refusedOne();
    await expect(w.decide('try again', { effect: '99.0' })).rejects.toMatchObject({ word: 'nothingParked' });
  });
});

test('what follows from its entry is done as that entry says when it is tried again', async () => {
  const w = world();
  await w.one.arrive();
  w.sentinel.failNext('comment', refused());
  await w.decide('comment', { text: 'look at pay-01' });
  expect(w.replies()).toEqual([expect.stringMatching(/your comment on incident #1042 is not in Sentinel/)]);
  await w.decide('try again');
  const [comment] = await w.sentinel.comments({ workspace: 'sub~rg-soc~ws-soc', id: logKey.split(':')[2]! });
  expect(comment?.message).toContain('look at pay-01');
  expect((await w.one.state()).trouble).toEqual({});
});

describe('Teams out of reach', () => {
  test('shows after a minute as Sentinel does, once for a channel, and is over once it answers', async () => {
    const w = world();
    await w.one.arrive();
    for (let i = 0; i < 20; i++) w.messenger.failNext('update', teamsDown());
    await w.one.want({ severity: 'Low' });
    await w.one.want({ severity: 'High' });
    for (let i = 0; i < 4; i++) {
      w.pass(61);
      await w.one.tick();
    }
    const delayed = (await w.events()).filter(({ kind }) => kind === 'delayed');
    expect(delayed).toMatchObject([{ where: 'teams', of: 'card.update', channel: socId }]);
    expect(await w.listed()).toHaveLength(1);
    for (let i = 0; i < 60; i++) {
      w.pass(61);
      await w.one.tick();
    }
    expect((await w.one.state()).trouble).toEqual({});
    expect(await w.listed()).toEqual([]);
  });
});

test('a card that some later change brought to the channel after all needs no deciding', async () => {
  const w = world();
  w.messenger.failNext('post', upstream('teams', 'never', { status: 400 }));
  await w.one.arrive();
  expect(parkedIn((await w.one.state()).trouble)).toHaveLength(1);
  await w.one.want({ severity: 'Low' });
  expect(w.cards()).toHaveLength(1);
  expect((await w.one.state()).trouble).toEqual({});
});

test('a failure that nobody foresaw is parked after some tries, and the others of its lane go on', async () => {
  const w = world();
  await w.one.arrive();
  const broken = { kind: 'relay', channel: socId, of: { no: 'text' } } as never;
  const draft = (key: string, effects: IncidentDraft['effects']) => (): IncidentDraft => ({
    actor: { kind: 'muster' },
    action: 'x',
    key,
    events: [{ kind: 'reminded', what: 'overdue' }],
    effects,
  });
  await w.one.journal.append(incidents, logKey, draft('broken', [broken]));
  await w.one.journal.append(
    incidents,
    logKey,
    draft('sound', [{ kind: 'notice', channel: socId, notice: { kind: 'overdue' }, mention: [] }]),
  );
  await w.one.dispatcher.idle();
  expect(w.replies()).toHaveLength(1);
  for (let i = 0; i < 2 * mostUnexpected; i++) {
    w.pass(90);
    await w.one.tick();
  }
  expect(parkedIn((await w.one.state()).trouble)).toMatchObject([
    { where: 'muster', of: 'relay', parked: { why: 'bug' } },
  ]);
});

test('a log that can’t be folded is named, and keeps no other from being carried out', async () => {
  const w = world();
  const second = w.replica('two', { carries: false });
  const other = incident({ id: '22222222-2222-4333-8444-555555555555', number: 1043 });
  await second.receive(incident());
  const [poisoned] = await w.store.log.read(logKey);
  // Written by a version that had other events, or by nobody: it says nothing that a fold can read.
  await w.store.log.append({
    ...poisoned!,
    id: '0000000002',
    seq: 2,
    hash: 'other',
    events: [{ kind: 'changed' }],
    effects: [],
    open: {},
    due: undefined as never,
  });
  w.sentinel.add(other);
  await second.receive(other);
  w.pass(60);
  await w.one.tick();
  expect([...w.one.dispatcher.unreadable().keys()]).toEqual([logKey]);
  expect(w.cards().map(({ message }) => message.summary)).toEqual(['Medium: incident #1043']);
  w.pass(60);
  await w.one.tick();
  expect(w.cards()).toHaveLength(1);
});

test('what was parked when its replica died is not tried by the next, whatever was decided meanwhile', async () => {
  const w = world();
  w.messenger.failNext('post', upstream('teams', 'never', { status: 400 }));
  await w.one.arrive();
  await w.decide('drop', { reason: 'they know' });
  await w.store.log.amend(logKey, 1, (kept) => ({
    ...kept,
    open: { ...kept.open, '1.0': { due: at(0).toISOString(), attempts: 0 } },
  }));
  const next = w.replica('next');
  w.pass(60);
  await next.tick();
  expect(w.cards()).toEqual([]);
  expect(await w.openEffect(1, 'card.post')).toBeUndefined();
});

test('a state that makes no sense stops neither its lane nor the others’ effects', async () => {
  const w = world();
  await w.one.arrive();
  const draft: IncidentDraft = {
    actor: { kind: 'muster' },
    action: 'x',
    key: 'notice',
    events: [{ kind: 'reminded', what: 'overdue' }],
    effects: [
      { kind: 'notice', channel: socId, notice: { kind: 'overdue' }, mention: [] },
      { kind: 'notice', channel: socId, notice: { kind: 'overdue' }, mention: [] },
    ],
  };
  const other = incident({ id: '22222222-2222-4333-8444-555555555555', number: 1043 });
  const { read } = w.one.journal;
  w.one.journal.read = ((kind: never, key: string, fresh?: boolean) =>
    key === logKey ? Promise.resolve({ seen: incident(), pending: [] }) : read(kind, key, fresh)) as never;
  const { entry } = await w.one.journal.append(incidents, logKey, () => draft);
  await w.one.receive(other);
  await w.one.dispatcher.idle();
  expect(w.cards().map(({ message }) => message.summary)).toContain('Medium: incident #1043');
  w.one.journal.read = read;
  w.pass(60);
  await w.one.tick();
  expect(w.replies()).toHaveLength(2);
  expect(await w.open(entry!.seq)).toEqual([]);
});

test('what somebody did to a storm’s group and can’t be done is told to them in that channel, once', async () => {
  const w = world();
  await w.one.journal.append(
    channels,
    channelLogKey(socId),
    (): ChannelDraft => ({
      actor: { kind: 'person', ...ada },
      action: 'close group',
      key: 'x',
      // The act itself is missing, as in an entry that nobody can make sense of.
      events: [{ kind: 'met', place: place(socId) }],
      effects: [{ kind: 'group', channel: socId, storm: 's', act: 'a' }],
    }),
  );
  for (let i = 0; i < 2 * mostUnexpected; i++) {
    w.pass(90);
    await w.one.tick();
  }
  const { trouble } = await w.one.journal.read(channels, channelLogKey(socId));
  expect(parkedIn(trouble)).toMatchObject([{ of: 'group', parked: { why: 'bug', by: ada } }]);
  expect(w.cards().map(({ message }) => message.text)).toEqual([
    expect.stringMatching(/Ada.*what you did to the storm’s group is not done for all/),
  ]);
});
