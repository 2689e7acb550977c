import { describe, expect, test } from '@jest/globals';
import { Upstream, type UpstreamDetails } from '../../bot/errors.ts';
import { channelLogKey } from '../../bot/incidents/channel.ts';
import type { IncidentEvent } from '../../bot/incidents/events.ts';
import { incidentLogKey } from '../../bot/incidents/state.ts';
import {
  type ChannelDraft,
  channels as channelKind,
  type IncidentDraft,
  incidents,
  type PersonDraft,
  people,
} from '../../bot/log/kinds.ts';
import type { Store } from '../../bot/ports.ts';
import { ada, at, guid, incident, later, logKey, place, socId } from '../build.ts';
import { worldOn } from './world.ts';

const other = incident({ id: '22222222-2222-4333-8444-555555555555', number: 1043 });
const otherKey = incidentLogKey(other.workspace, other.id);

/** A world whose clock a test moves by hand; what waits for its turn moves it too. */
function world() {
  let now = at(0);
  const pass = (seconds: number): void => {
    now = new Date(now.getTime() + seconds * 1000);
  };
  const clock = { now: () => now, wait: async (ms: number) => pass(ms / 1000) };
  return { ...worldOn(clock), pass, now: clock.now };
}

function teams(outcome: UpstreamDetails['outcome'], more: Partial<UpstreamDetails> = {}): Upstream {
  return new Upstream('Teams did not', { service: 'teams', operation: 'post', outcome, ...more });
}
const sentinelDown = () =>
  new Upstream('Sentinel is down', { service: 'sentinel', operation: 'PUT', outcome: 'retry', status: 503 });

describe('an effect', () => {
  test('that changed a card and whose answer was lost leaves nobody sure of what the card shows', async () => {
    const w = world();
    const one = w.replica('one');
    await one.arrive();
    const card = () => JSON.stringify(w.messenger.there[0]?.message.card);
    const before = card();
    const append = async (event: IncidentEvent): Promise<void> => {
      await one.note([event], [{ kind: 'card.update', channel: socId, about: 'card' }]);
    };
    w.messenger.failNext('update', teams('retry'), 'after');
    const since = at(0).toISOString();
    await append({
      kind: 'delayed',
      effect: '9.0',
      of: 'sentinel.write',
      where: 'sentinel',
      since,
      error: '503',
    });
    expect(card()).not.toBe(before);
    await append({ kind: 'recovered', effect: '9.0' });
    expect(card()).toBe(before);
  });

  /** An update fails here until it is told that it is late; in that moment another is done with it. Gives who asked for it. */
  async function lateWhenDone(
    w: ReturnType<typeof world>,
    then?: (log: Store['log'], asked: number) => void | Promise<void>,
  ): Promise<number> {
    const log = { ...w.store.log };
    const one = w.replica('one', { log });
    await one.arrive();
    for (let i = 0; i < 20; i++) w.messenger.failNext('update', teams('retry'));
    await one.want({ severity: 'High' });
    const asked = (await w.store.log.read(logKey)).find(({ action }) => action === 'x')!.seq;
    log.append = async (entry) => {
      await w.store.log.append(entry);
      if (entry.action !== 'card.update delayed') return;
      await w.store.log.amend(logKey, asked, (kept) => ({ ...kept, open: {} }));
      await then?.(log, asked);
    };
    for (let i = 0; i < 4; i++) {
      w.pass(60);
      await one.tick();
    }
    return asked;
  }

  test('that another has done while it failed here is over, and so is its delay', async () => {
    const w = world();
    const asked = await lateWhenDone(w);
    const kinds = (await w.events()).map(({ kind }) => kind);
    expect(kinds).toContain('delayed');
    expect(kinds).toContain('recovered');
    expect(await w.openEffect(asked, 'card.update')).toBeUndefined();
  });

  test('that another has parked while it failed here stays parked: that is for a person to end', async () => {
    const w = world();
    const two = w.replica('two', { carries: false });
    const asked = await lateWhenDone(w, async (_, seq) => {
      const effect = (await w.store.log.read(logKey, seq - 1))[0]!.effects.find(
        ({ kind }) => kind === 'card.update',
      )!;
      await two.note(
        [
          {
            kind: 'parked',
            effect,
            where: 'teams',
            since: at(0).toISOString(),
            why: 'refused',
            error: '403',
            channel: socId,
          },
        ],
        [],
      );
    });
    const troubles = Object.entries((await two.state()).trouble ?? {});
    expect(troubles).toMatchObject([[`${asked}.0`, { parked: { why: 'refused' } }]]);
  });

  test('that another has done is late no longer, though whoever told of the delay died in that moment', async () => {
    const w = world();
    await lateWhenDone(w, (log) => {
      const dead = async () => {
        throw new Upstream('It died', { service: 'cosmos', operation: 'amend', outcome: 'retry' });
      };
      Object.assign(log, { amend: dead, append: dead, due: async () => [] });
    });
    const two = w.replica('two');
    expect(Object.values((await two.state()).trouble)).toHaveLength(1);
    w.pass(10 * 60);
    await two.tick();
    expect((await two.state()).trouble).toEqual({});
    expect((await w.events()).filter(({ kind }) => kind === 'recovered')).toHaveLength(1);
  });

  test('that is late for longer is looked at again until it is done', async () => {
    const w = world();
    const one = w.replica('one');
    await one.arrive();
    for (let i = 0; i < 8; i++) w.sentinel.failNext('change', sentinelDown());
    await one.want({ status: 'Active' });
    for (let i = 0; i < 3; i++) {
      w.pass(61);
      await one.tick();
    }
    const late = (await w.store.log.read(logKey)).find(
      ({ action }) => action === 'sentinel.write delayed',
    )!.seq;
    for (let i = 0; i < 20; i++) w.sentinel.failNext('change', sentinelDown());
    w.pass(601);
    await one.tick();
    expect(Object.values((await one.state()).trouble)).toHaveLength(1);
    expect(await w.openEffect(late, 'delay.follow')).toBeDefined();
  });

  test('of a log that could not be read up on is not begun with what is known of it, not even beside a timer', async () => {
    const w = world();
    const log = { ...w.store.log };
    const two = w.replica('two', { log });
    await two.arrive();
    const known = (await two.state()).seq;
    // One that dies asks for an update, and for a timer that is due soon after that.
    await w.replica('gone', { carries: false }).note(
      [],
      [
        { kind: 'card.update', channel: socId, about: 'card' },
        { kind: 'timer', what: 'rollup', due: at(0.75).toISOString() },
      ],
    );
    log.read = () => {
      log.read = w.store.log.read;
      throw new Upstream('No answer', { service: 'cosmos', operation: 'read', outcome: 'retry' });
    };
    w.pass(31);
    await two.tick();
    w.pass(15);
    await two.tick();
    expect(await w.openEffect(known + 1, 'card.update')).toBeDefined();
    w.pass(60);
    await two.tick();
    expect(await w.openEffect(known + 1, 'card.update')).toBeUndefined();
    expect((await two.state()).seq).toBeGreaterThan(known);
  });

  test('that is done is struck from the store, and what came of it is an entry', async () => {
    const w = world();
    await w.replica('one').arrive();
    expect(w.cards()).toHaveLength(1);
    expect(await w.open(1)).toEqual(['timer', 'timer']);
    expect(await w.events()).toContainEqual(
      expect.objectContaining({ kind: 'posted', about: 'card', channel: socId }),
    );
    expect(await w.store.log.due(at(29).toISOString(), 50)).toEqual([]);
  });

  test('leaves a snapshot that lists are made from', async () => {
    const w = world();
    await w.replica('one').arrive();
    const [snapshot] = await w.store.snapshots.list({ kind: 'incident', open: true });
    expect(snapshot).toMatchObject({ logKey, number: 1042, open: true });
    expect(snapshot?.seq).toBeGreaterThanOrEqual(2);
  });

  test('that fails is tried again, not sooner than Teams asks, until it is done', async () => {
    const w = world();
    const one = w.replica('one');
    w.messenger.failNext('post', teams('retry', { status: 429, retryAfterMs: 20_000 }));
    await one.arrive();
    expect(w.cards()).toEqual([]);
    expect(await w.openEffect(1, 'card.post')).toMatchObject({
      attempts: 1,
      due: new Date(at(0).getTime() + 20_000).toISOString(),
    });
    w.pass(19);
    await one.tick();
    expect(w.cards()).toEqual([]);
    w.pass(1);
    await one.tick();
    expect(w.cards()).toHaveLength(1);
    expect(await w.open(1)).toEqual(['timer', 'timer']);
  });

  test('waits longer each time it fails', async () => {
    const w = world();
    const one = w.replica('one');
    const waits: number[] = [];
    for (let i = 0; i < 4; i++) w.messenger.failNext('post', teams('retry'));
    await one.arrive();
    for (let i = 0; i < 4; i++) {
      const { due = '', attempts } = (await w.openEffect(1, 'card.post')) ?? {};
      expect(attempts).toBe(i + 1);
      waits.push(Date.parse(due) - w.now().getTime());
      w.pass(waits.at(-1)! / 1000);
      await one.tick();
    }
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(w.cards()).toHaveLength(1);
  });

  test('that can’t work is parked, and that is in the log', async () => {
    const w = world();
    const one = w.replica('one');
    w.messenger.failNext('post', teams('never', { status: 403 }));
    await one.arrive();
    expect(await w.events()).toContainEqual({
      kind: 'parked',
      effect: { kind: 'card.post', channel: socId, id: '1.0' },
      where: 'teams',
      why: 'refused',
      code: '403',
      since: at(0).toISOString(),
      error: 'Teams did not',
      channel: socId,
    });
    expect(await w.open(1)).toEqual(['timer', 'timer']);
    w.pass(600);
    await one.tick();
    expect(w.cards()).toEqual([]);
  });

  test('whose answer was lost is sent once more, marked for people and in the log', async () => {
    const w = world();
    const one = w.replica('one');
    w.messenger.mayLook(false);
    w.messenger.failNext('post', teams('unknown', { status: 503 }), 'after');
    await one.arrive();
    expect(await w.openEffect(1, 'card.post')).toMatchObject({ uncertain: true });
    w.pass(5);
    await one.tick();
    const [first, second] = w.cards();
    expect(w.cards()).toHaveLength(2);
    expect(second?.message.summary).not.toBe(first?.message.summary);
    expect((await one.state()).sent[socId]?.card).toMatchObject({ again: true });
  });

  test('that was carried out while the log can’t be told is not carried out again: the log is told until it knows', async () => {
    const w = world();
    let down = 0;
    const log: Store['log'] = {
      ...w.store.log,
      async append(entry) {
        if (entry.action === 'card.post done' && down++ < 4)
          throw new Upstream('out of reach', { service: 'cosmos', operation: 'append', outcome: 'retry' });
        return w.store.log.append(entry);
      },
    };
    await w.replica('one', { log }).arrive();
    expect(w.cards()).toHaveLength(1);
    expect(await w.events()).toContainEqual(
      expect.not.objectContaining({ kind: 'posted', about: 'card', again: true }),
    );
    expect((await w.events()).filter(({ kind }) => kind === 'posted')).toHaveLength(1);
    expect(await w.open(1)).toEqual(['timer', 'timer']);
  });

  test('that was late says so no longer once it is done: a card does not tell of its own delay', async () => {
    const w = world();
    const one = w.replica('one');
    for (let i = 0; i < 8; i++) w.messenger.failNext('post', teams('retry'));
    await one.arrive();
    for (let i = 0; i < 8; i++) {
      w.pass(80);
      await one.tick();
    }
    expect(await w.events()).toContainEqual(expect.objectContaining({ kind: 'delayed' }));
    expect(await w.events()).toContainEqual(expect.objectContaining({ kind: 'recovered' }));
    const [shown] = w.messenger.there.filter(({ message }) => message.card);
    expect(JSON.stringify(shown?.message.card)).not.toContain('Not yet in every channel');
  });

  test('that was refused before it was taken is not marked', async () => {
    const w = world();
    const one = w.replica('one');
    w.messenger.failNext('post', teams('retry', { status: 429 }));
    await one.arrive();
    w.pass(5);
    await one.tick();
    expect((await one.state()).sent[socId]?.card).not.toHaveProperty('again');
  });
});

test('a card that was given up is tried anew when something changes', async () => {
  const w = world();
  const one = w.replica('one');
  w.messenger.failNext('post', teams('never', { status: 403 }));
  await one.arrive();
  await one.want({ severity: 'Low' });
  expect(w.cards()).toHaveLength(1);
});

describe('a channel that Teams says can’t be written to', () => {
  const gone = () =>
    teams('never', { status: 403, code: 'BotDisabledByAdmin', gone: 'disabled', place: socId });
  /** The SOC's channel as its own log tells it. */
  async function met(w: ReturnType<typeof world>, one: ReturnType<ReturnType<typeof world>['replica']>) {
    await one.journal.append(
      channelKind,
      channelLogKey(socId),
      (): ChannelDraft => ({
        actor: { kind: 'muster' },
        action: 'met',
        key: 'met',
        events: [{ kind: 'met', place: place(socId) }, { kind: 'socNamed' }],
        effects: [],
      }),
    );
    return async () =>
      (await w.store.log.read(channelLogKey(socId))).flatMap((entry) => entry.events).slice(2);
  }

  test('is kept as such in its log, once, and nothing is tried again', async () => {
    const w = world();
    const one = w.replica('one');
    const events = await met(w, one);
    w.messenger.failNext('post', gone());
    await one.arrive();
    w.messenger.failNext('post', gone());
    await one.want({ severity: 'Low' });
    expect(await events()).toEqual([{ kind: 'unreachable', why: 'disabled', code: 'BotDisabledByAdmin' }]);
    w.pass(600);
    await one.tick();
    expect(w.cards()).toEqual([]);
  });

  test('leaves no line in an incident’s history for a card that could not be changed', async () => {
    const w = world();
    const one = w.replica('one');
    const events = await met(w, one);
    await one.arrive();
    w.messenger.failNext('update', gone());
    await one.want({ severity: 'Low' });
    expect(await events()).toHaveLength(1);
    expect((await w.events()).map(({ kind }) => kind)).not.toContain('gaveUp');
  });
});

describe('a message that was deleted in Teams', () => {
  const deletedInTeams = () => teams('never', { status: 404, messageGone: true });

  test('is forgotten, and an open incident gets a new card in a new thread', async () => {
    const w = world();
    const one = w.replica('one');
    await one.arrive();
    const before = (await one.state()).sent[socId]?.card?.thread;
    w.messenger.failNext('update', deletedInTeams());
    await one.want({ severity: 'Low' });
    expect(w.cards()).toHaveLength(2);
    const now = (await one.state()).sent[socId]?.card?.thread;
    expect(now).toBeDefined();
    expect(now).not.toBe(before);
    expect((await w.events()).map(({ kind }) => kind)).not.toContain('gaveUp');
  });

  test('is forgotten again where somebody pressed its button before they saw that it is gone', async () => {
    const w = world();
    const one = w.replica('one');
    await one.arrive();
    const { thread, message } = (await one.state()).sent[socId]?.card ?? {};
    const { update } = w.messenger;
    w.messenger.update = async (...given) => {
      if (given[2] === message) throw deletedInTeams();
      return update(...given);
    };
    await one.want({ severity: 'Low' });
    await one.note(
      [{ kind: 'adopted', about: 'card', channel: socId, thread: thread ?? '', message: message ?? '' }],
      [{ kind: 'card.update', channel: socId, about: 'card' }],
    );
    const card = (await one.state()).sent[socId]?.card;
    expect(card?.message).not.toBe(message);
    expect(card?.copies ?? []).toEqual([]);
    expect(w.cards()).toHaveLength(2);
  });

  test('of a closed incident is let go of', async () => {
    const w = world();
    const one = w.replica('one');
    await one.arrive();
    w.messenger.failNext('update', deletedInTeams());
    await one.want({ status: 'Closed', classification: 'Undetermined' });
    expect(w.cards()).toHaveLength(1);
    expect((await one.state()).sent[socId]?.card).toBeUndefined();
  });

  test('takes what was to be said in its thread along to the new one', async () => {
    const w = world();
    const one = w.replica('one');
    await one.arrive();
    w.messenger.failNext('reply', deletedInTeams());
    await one.note(
      [{ kind: 'reminded', what: 'overdue' }],
      [{ kind: 'notice', channel: socId, notice: { kind: 'overdue' }, mention: [] }],
    );
    w.pass(5);
    await one.tick();
    expect(w.cards()).toHaveLength(2);
    const thread = (await one.state()).sent[socId]?.card?.thread;
    expect(w.messenger.sent.filter(({ operation }) => operation === 'reply')).toMatchObject([{ to: thread }]);
  });

  test('is not taken for the card that took its place while something was on its way into its thread', async () => {
    const w = world();
    const one = w.replica('one');
    await one.arrive();
    const gone = (await one.state()).sent[socId]?.card?.message ?? '';
    const fresh = { thread: `${socId};messageid=9`, message: '9' };
    const { reply } = w.messenger;
    w.messenger.reply = async () => {
      w.messenger.reply = reply;
      const about = { about: 'card', channel: socId } as const;
      await one.journal.append(
        incidents,
        logKey,
        (): IncidentDraft => ({
          actor: { kind: 'muster' },
          action: 'replaced',
          key: 'replaced',
          events: [
            { kind: 'lost', ...about, message: gone },
            { kind: 'posted', ...about, ...fresh, rev: 1 },
          ],
          effects: [],
        }),
      );
      throw deletedInTeams();
    };
    await one.note(
      [{ kind: 'reminded', what: 'overdue' }],
      [{ kind: 'notice', channel: socId, notice: { kind: 'overdue' }, mention: [] }],
    );
    w.pass(5);
    await one.tick();
    expect((await one.state()).sent[socId]?.card).toEqual(fresh);
    expect(w.cards()).toHaveLength(1);
    const replies = w.messenger.sent.filter(({ operation }) => operation === 'reply');
    expect(replies).toMatchObject([{ to: fresh.thread }]);
  });
});

test('a write that finds no incident means that it was deleted, and whoever wanted it is told', async () => {
  const w = world();
  const one = w.replica('one');
  await one.arrive();
  w.sentinel.remove({ workspace: 'sub~rg-soc~ws-soc', id: guid });
  await one.want({ severity: 'Low' });
  const state = await one.state();
  expect(state.deletedAt).toBeDefined();
  expect(state.pending).toEqual([]);
  const kinds = (await w.events()).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'deletedInSentinel')).toHaveLength(1);
  expect(kinds).not.toContain('gaveUp');
  const said = w.messenger.sent.filter(({ operation }) => operation === 'reply').map((m) => m.message.text);
  expect(said).toEqual([expect.stringMatching(/Ada.*was deleted in Sentinel/)]);
});

describe('replicas', () => {
  test('leave each other’s effects alone while the lease lasts, and take over once it is up', async () => {
    const w = world();
    await w.replica('dies', { carries: false }).arrive();
    const two = w.replica('two');
    w.pass(29);
    await two.tick();
    expect(w.cards()).toEqual([]);
    w.pass(1);
    await two.tick();
    expect(w.cards()).toHaveLength(1);
    expect(await w.open(1)).toEqual(['timer', 'timer']);
  });

  test('that fell silent leave all they had taken on at once, also what was to wait long with them', async () => {
    const w = world();
    await w.replica('dies', { carries: false }).arrive();
    // As what waits in a long queue is leased.
    const until = at(2).toISOString();
    await w.store.log.amend(logKey, 1, (kept) => {
      const leased = Object.entries(kept.open).map(([id, open]) => [
        id,
        open.lease ? { ...open, due: until, lease: { owner: 'dies', until } } : open,
      ]);
      return { ...kept, open: Object.fromEntries(leased) };
    });
    const two = w.replica('two');
    w.pass(31);
    await two.dispatcher.inherit(new Set(['somebody else']));
    await two.tick();
    expect(w.cards()).toEqual([]);
    expect(await two.dispatcher.inherit(new Set(['dies']))).toBe(false);
    await two.dispatcher.idle();
    expect(w.cards()).toHaveLength(1);
    expect(await w.open(1)).toEqual(['timer', 'timer']);
    expect(await two.dispatcher.inherit(new Set(['dies']))).toBe(true);
    await two.dispatcher.idle();
    expect(w.cards()).toHaveLength(1);
  });

  /** Told in the SOC's channel, and in no channel's turn. */
  const refused: PersonDraft = {
    actor: { kind: 'person', ...ada },
    action: 'burst',
    key: 'burst',
    events: [],
    effects: [{ kind: 'tell.burst', of: 'refused', count: 10, since: at(0).toISOString() }],
  };

  /** Teams takes a post and never answers. Gives when it has one, and what posts as it should. */
  function hanging({ messenger }: ReturnType<typeof world>) {
    const { post } = messenger;
    const { promise: reached, resolve } = Promise.withResolvers<void>();
    messenger.post = () => {
      resolve();
      return new Promise(() => undefined);
    };
    return { reached, post };
  }

  test('mark what is told in no channel’s turn where one that fell silent may have told it', async () => {
    const w = world();
    w.messenger.mayLook(false);
    await w.replica('dies', { carries: false }).journal.append(people, `person:${ada.oid}`, () => refused);
    const two = w.replica('two');
    await two.dispatcher.inherit(new Set(['dies']));
    await two.dispatcher.idle();
    // It might just have been sent, and is looked for a moment later.
    w.pass(10);
    await two.tick();
    const told = (await w.store.log.read(`person:${ada.oid}`)).flatMap(({ events }) => events);
    expect(w.cards()).toHaveLength(1);
    expect(told).toContainEqual(expect.objectContaining({ kind: 'told', again: true }));
  });

  test('mark the one message that the other may have sent before it died, and no other', async () => {
    const w = world();
    w.messenger.mayLook(false);
    const dies = w.replica('dies');
    const { reached, post } = hanging(w);
    void dies.arrive();
    void dies.arrive(other);
    await reached;
    w.messenger.post = post;
    w.pass(31);
    const two = w.replica('two');
    await two.tick();
    w.pass(5);
    await two.tick();
    expect((await two.state()).sent[socId]?.card).toMatchObject({ again: true });
    const unbegun = (await two.state(otherKey)).sent[socId]?.card;
    expect(unbegun).toBeDefined();
    expect(unbegun).not.toHaveProperty('again');
    expect(w.cards()).toHaveLength(2);
  });

  test('mark it also where the other told something in no channel’s turn meanwhile', async () => {
    const w = world();
    w.messenger.mayLook(false);
    const dies = w.replica('dies');
    const { reached, post } = hanging(w);
    void dies.arrive();
    await reached;
    const told = Promise.withResolvers<void>();
    w.messenger.post = (...given) => post(...given).finally(told.resolve);
    await dies.journal.append(people, `person:${ada.oid}`, () => refused);
    await told.promise;
    w.messenger.post = post;
    const two = w.replica('two');
    w.pass(31);
    await two.tick();
    w.pass(5);
    await two.tick();
    expect((await two.state()).sent[socId]?.card).toMatchObject({ again: true });
  });

  test('that find the same effect at once send it once', async () => {
    const w = world();
    await w.replica('dies', { carries: false }).arrive();
    w.pass(30);
    const [two, three] = [w.replica('two'), w.replica('three')];
    await Promise.all([two.tick(), three.tick()]);
    expect(w.cards()).toHaveLength(1);
  });

  test('leave a snapshot of the other’s last entry, not of what they remember themselves', async () => {
    const w = world();
    const one = w.replica('one');
    await one.arrive();
    const seen = await w.replica('dies', { carries: false }).receive(later());
    expect(seen.entry?.effects).toEqual([]);
    w.pass(31);
    await one.tick();
    const [snapshot] = await w.store.snapshots.list({ kind: 'incident' });
    expect(snapshot?.seq).toBe(seen.entry?.seq);
    expect(await w.open(seen.entry?.seq ?? 0)).toEqual([]);
  });

  test('do not repeat what the other has done and could not strike any more', async () => {
    const w = world();
    const log: Store['log'] = { ...w.store.log, amend: async () => Promise.reject(new Error('killed')) };
    await w.replica('dies', { log }).arrive();
    expect(w.cards()).toHaveLength(1);
    w.pass(60);
    const two = w.replica('two');
    await two.tick();
    expect(w.cards()).toHaveLength(1);
    expect(await w.open(1)).toEqual(['timer', 'timer']);
  });

  test('nor what it has told in no channel’s turn, where nobody may look for it', async () => {
    const w = world();
    w.messenger.mayLook(false);
    const log: Store['log'] = { ...w.store.log, amend: async () => Promise.reject(new Error('killed')) };
    const dies = w.replica('dies', { log });
    await dies.journal.append(people, `person:${ada.oid}`, () => refused);
    await dies.dispatcher.idle();
    expect(w.cards()).toHaveLength(1);
    const two = w.replica('two');
    for (const seconds of [60, 10]) {
      w.pass(seconds);
      await two.tick();
    }
    expect(w.messenger.sent.map(({ operation }) => operation)).toEqual(['post']);
    const [entry] = await w.store.log.read(`person:${ada.oid}`);
    expect(entry?.open).toEqual({});
  });

  test.each([
    ['was leased to it', false],
    ['was written once it knew that it stops', true],
  ])('once stopped, one begins nothing new, and what %s is another’s at once', async (_what, knows) => {
    const w = world();
    const one = w.replica('one');
    if (knows) one.journal.leave();
    await one.dispatcher.stop();
    await one.arrive();
    expect(w.messenger.sent).toEqual([]);
    expect(await w.openEffect(1, 'card.post')).toEqual({ due: w.now().toISOString(), attempts: 0 });
    await w.replica('two').tick();
    expect(w.cards()).toHaveLength(1);
    expect(await w.open(1)).toEqual(['timer', 'timer']);
  });

  test('what another took on meanwhile is not taken from it by one that stops', async () => {
    const w = world();
    const one = w.replica('one', { carries: false });
    one.journal.leave();
    await one.arrive();
    const [entry] = await w.store.log.read(logKey);
    const lease = { owner: 'two', until: at(1).toISOString() };
    await w.store.log.amend(logKey, 1, (kept) => ({
      ...kept,
      open: Object.fromEntries(Object.entries(kept.open).map(([id, open]) => [id, { ...open, lease }])),
    }));
    await one.dispatcher.stop();
    one.dispatcher.take(entry!);
    await one.dispatcher.idle();
    expect(await w.openEffect(1, 'card.post')).toMatchObject({ lease });
  });
});

describe('Sentinel', () => {
  test('gets what people want, and the card says so no longer than until then', async () => {
    const w = world();
    const one = w.replica('one');
    await one.arrive();
    await one.want({ status: 'Active' });
    expect((await one.state()).pending).toEqual([]);
    expect((await w.sentinel.get({ workspace: 'sub~rg-soc~ws-soc', id: logKey.split(':')[2]! })).status).toBe(
      'Active',
    );
  });

  test('out of reach for a minute shows on the card, and is taken back once it answers', async () => {
    const w = world();
    const one = w.replica('one');
    await one.arrive();
    for (let i = 0; i < 8; i++) w.sentinel.failNext('change', sentinelDown());
    await one.want({ status: 'Active' });
    const started = w.now().toISOString();
    w.pass(59);
    await one.tick();
    expect((await one.state()).trouble).toEqual({});
    w.pass(61);
    await one.tick();
    const [trouble] = Object.values((await one.state()).trouble);
    expect(trouble).toEqual({
      of: 'sentinel.write',
      where: 'sentinel',
      since: started,
      error: 'Sentinel is down',
    });
    for (let i = 0; i < 10; i++) {
      w.pass(90);
      await one.tick();
    }
    const state = await one.state();
    expect(state.trouble).toEqual({});
    expect(state.pending).toEqual([]);
    expect(
      (await w.events())
        .map((event) => event.kind)
        .filter((kind) => kind === 'delayed' || kind === 'recovered'),
    ).toEqual(['delayed', 'recovered']);
  });

  test('whose answer was lost is written once', async () => {
    const w = world();
    const one = w.replica('one');
    await one.arrive();
    w.sentinel.failNext('change', sentinelDown(), 'after');
    await one.want({ status: 'Active' });
    const ref = { workspace: 'sub~rg-soc~ws-soc', id: logKey.split(':')[2]! };
    const { etag } = await w.sentinel.get(ref);
    w.pass(5);
    await one.tick();
    expect((await one.state()).pending).toEqual([]);
    expect((await w.sentinel.get(ref)).etag).toBe(etag);
  });

  test('that others changed meanwhile shows their change on the card', async () => {
    const w = world();
    const one = w.replica('one');
    await one.arrive();
    w.sentinel.edit(
      { workspace: 'sub~rg-soc~ws-soc', id: logKey.split(':')[2]! },
      { title: 'Renamed in the portal' },
    );
    await one.want({ status: 'Active' });
    const last = w.messenger.sent.filter(({ operation }) => operation === 'update').at(-1);
    expect(JSON.stringify(last?.message.card)).toContain('Renamed in the portal');
  });
});

test('a card whose incident moved while it was under way is sent again', async () => {
  const w = world();
  const one = w.replica('one');
  await one.arrive();
  const { update } = w.messenger;
  let moved: Promise<unknown> | undefined;
  w.messenger.update = async (...given) => {
    moved ??= one.journal.append(
      incidents,
      logKey,
      (): IncidentDraft => ({
        actor: { kind: 'person', ...ada },
        action: 'comment',
        key: 'moved',
        events: [{ kind: 'commented', id: 'c', by: ada, channel: socId }],
        effects: [],
        texts: { comment: 'Moved meanwhile' },
      }),
    );
    await moved;
    await update(...given);
  };
  await one.want({ severity: 'Low' });
  const shown = w.messenger.sent.map(({ message }) =>
    JSON.stringify(message.card).includes('Moved meanwhile'),
  );
  expect(moved).toBeDefined();
  expect(shown.at(-1)).toBe(true);
});

test('an old card that a replica sends after it stood still gives way to the newer one again', async () => {
  const w = world();
  const one = w.replica('one');
  await one.arrive();
  const { update } = w.messenger;
  const [reached, thaw] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  w.messenger.update = async (...given) => {
    w.messenger.update = update;
    reached.resolve();
    await thaw.promise;
    return update(...given);
  };
  const wanting = one.want({ severity: 'Low' });
  await reached.promise;
  w.pass(31);
  const two = w.replica('two');
  await two.tick();
  await two.want({ severity: 'Informational' });
  const shows = (severity: string): boolean =>
    JSON.stringify(w.messenger.there[0]?.message.card).includes(`"${severity}"`);
  expect(shows('Informational')).toBe(true);
  thaw.resolve();
  await wanting;
  expect(shows('Low')).toBe(true);
  w.pass(31);
  await two.tick();
  expect(shows('Informational')).toBe(true);
});
