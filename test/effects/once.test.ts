/** A message whose answer got lost: found where Graph may be asked, sent once more and marked where not, and no more than that. */
import { describe, expect, test } from '@jest/globals';
import { Upstream, type UpstreamDetails } from '../../bot/errors.ts';
import { type ChannelState, channelLogKey } from '../../bot/incidents/channel.ts';
import type { IncidentEvent } from '../../bot/incidents/events.ts';
import {
  type ChannelDraft,
  channels as channelKind,
  type IncidentDraft,
  incidents,
} from '../../bot/log/kinds.ts';
import {
  ada,
  arrived,
  at,
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

function world(channels?: ChannelState[]) {
  let now = at(0);
  const pass = (seconds: number): void => {
    now = new Date(now.getTime() + seconds * 1000);
  };
  const w = worldOn({ now: () => now, wait: async (ms: number) => pass(ms / 1000) }, channels);
  return {
    ...w,
    pass,
    now: () => now,
    /** the cards that people see */
    seen: () => w.messenger.there.filter(({ thread, id }) => thread.endsWith(`;messageid=${id}`)),
    posted: async () => (await w.events()).filter(({ kind }) => kind === 'posted'),
  };
}
type World = ReturnType<typeof world>;
type Replica = ReturnType<World['replica']>;

function failure(service: UpstreamDetails['service'], outcome: UpstreamDetails['outcome']): Upstream {
  return new Upstream('no answer', { service, operation: 'x', outcome });
}
const lost = () => failure('teams', 'unknown');
const graphDown = () => failure('graph', 'retry');

/** Asks for something in the incident's thread. */
async function ask(one: Replica, effect: IncidentDraft['effects'][number], events: IncidentEvent[] = []) {
  await one.journal.append(
    incidents,
    logKey,
    (state): IncidentDraft => ({
      actor: { kind: 'muster' },
      action: 'x',
      key: `ask ${state.seq}`,
      events: events.length > 0 ? events : [{ kind: 'reminded', what: 'overdue' }],
      effects: [effect],
      texts: { question: 'Whose is this?' },
    }),
  );
  await one.dispatcher.idle();
}
const overdue: IncidentDraft['effects'][number] = {
  kind: 'notice',
  channel: socId,
  notice: { kind: 'overdue' },
  mention: [ada],
};

describe('a card whose answer was lost', () => {
  test('and that is there is found: nothing is sent again, and nothing is marked', async () => {
    const w = world();
    const one = w.replica('one');
    w.messenger.failNext('post', lost(), 'after');
    await one.arrive();
    w.pass(5);
    await one.tick();
    expect(w.cards()).toHaveLength(1);
    const [card] = w.seen();
    expect((await one.state()).sent[socId]?.card).toEqual({ thread: card?.thread, message: card?.id });
    expect(await w.posted()).toHaveLength(1);
    expect(await w.open(1)).toEqual(['timer', 'timer']);
  });

  test('is not looked for at once, since Graph has it some seconds later', async () => {
    const w = world();
    const one = w.replica('one');
    w.messenger.failNext('post', lost(), 'after');
    await one.arrive();
    w.pass(4);
    await one.tick();
    expect(w.messenger.looks).toBe(0);
    w.pass(1);
    await one.tick();
    expect(w.messenger.looks).toBe(1);
  });

  test('and that was found shows what has happened meanwhile', async () => {
    const w = world();
    const one = w.replica('one');
    w.messenger.failNext('post', lost(), 'after');
    await one.arrive();
    await one.want({ severity: 'Low' });
    w.pass(5);
    await one.tick();
    expect(w.seen()).toHaveLength(1);
    expect(JSON.stringify(w.seen()[0]?.message.card)).toContain('"Low"');
  });

  test('and that is not there is sent, and is no double', async () => {
    const w = world();
    const one = w.replica('one');
    w.messenger.failNext('post', lost(), 'before');
    await one.arrive();
    w.pass(5);
    await one.tick();
    expect(w.seen()).toHaveLength(1);
    expect(w.seen()[0]?.message.summary).toBe('Medium: incident #1042');
    expect((await one.state()).sent[socId]?.card).not.toHaveProperty('again');
  });

  test('is looked for before each try, however often its answer gets lost', async () => {
    const w = world();
    const one = w.replica('one');
    for (const _ of [1, 2, 3]) w.messenger.failNext('post', lost(), 'before');
    w.messenger.failNext('post', lost(), 'after');
    await one.arrive();
    for (const _ of [1, 2, 3, 4]) {
      w.pass(60);
      await one.tick();
    }
    expect(w.seen()).toHaveLength(1);
    expect((await one.state()).sent[socId]?.card?.message).toBe(w.seen()[0]?.id);
  });
});

describe('where nobody may look', () => {
  test('it is sent once more, and both people and the log are told', async () => {
    const w = world();
    w.messenger.mayLook(false);
    const one = w.replica('one');
    w.messenger.failNext('post', lost(), 'after');
    await one.arrive();
    w.pass(5);
    await one.tick();
    expect(w.seen().map(({ message }) => message.summary)).toEqual([
      'Medium: incident #1042',
      'Medium: incident #1042 (perhaps here twice)',
    ]);
    expect((await one.state()).sent[socId]?.card).toMatchObject({ again: true });
  });

  test('it is not sent a third time by itself: people are told to look', async () => {
    const w = world();
    w.messenger.mayLook(false);
    const one = w.replica('one');
    w.messenger.failNext('post', lost(), 'after');
    w.messenger.failNext('post', lost(), 'after');
    await one.arrive();
    for (const _ of [1, 2, 3]) {
      w.pass(120);
      await one.tick();
    }
    expect(w.cards()).toHaveLength(2);
    expect(JSON.stringify(await w.events())).toContain('look in the channel yourself');
  });

  test('a chat of a person counts as such', async () => {
    const w = world();
    const key = 'm0';
    await expect(
      w.messenger.find(
        { kind: 'personal', id: 'a:1', tenantId: 't', serviceUrl: 's' },
        undefined,
        key,
        at(0),
      ),
    ).rejects.toMatchObject({ details: { outcome: 'never' } });
  });
});

describe('a Graph that can’t be asked now', () => {
  test('is asked again before anything is sent again', async () => {
    const w = world();
    const one = w.replica('one');
    w.messenger.failNext('post', lost(), 'after');
    w.messenger.failNext('find', graphDown());
    await one.arrive();
    w.pass(5);
    await one.tick();
    expect(w.cards()).toHaveLength(1);
    expect(await w.openEffect(1, 'card.post')).toMatchObject({ uncertain: true });
    w.pass(10);
    await one.tick();
    expect(w.cards()).toHaveLength(1);
    expect(await w.open(1)).toEqual(['timer', 'timer']);
  });

  test('keeps a card waiting for a minute, and no longer', async () => {
    const w = world();
    const one = w.replica('one');
    w.messenger.failNext('post', lost(), 'after');
    for (const _ of [1, 2]) w.messenger.failNext('find', graphDown());
    await one.arrive();
    w.pass(59);
    await one.tick();
    expect(w.cards()).toHaveLength(1);
    w.pass(20);
    await one.tick();
    expect(w.cards()).toHaveLength(2);
  });
});

describe('what is said in a thread', () => {
  test('in words alone is known by them', async () => {
    const w = world();
    const one = w.replica('one');
    await one.arrive();
    w.messenger.failNext('reply', lost(), 'after');
    await ask(one, overdue);
    w.pass(5);
    await one.tick();
    expect(w.messenger.sent.filter(({ operation }) => operation === 'reply')).toHaveLength(1);
    expect(await w.posted()).toHaveLength(2);
  });

  test('in the same words as before is not taken for that', async () => {
    const w = world();
    const one = w.replica('one');
    await one.arrive();
    await ask(one, overdue);
    w.messenger.failNext('reply', lost(), 'before');
    await ask(one, overdue);
    w.pass(5);
    await one.tick();
    expect(w.messenger.sent.filter(({ operation }) => operation === 'reply')).toHaveLength(2);
  });

  test('as a question is known by its key, and shows the answers that came meanwhile', async () => {
    const w = world();
    const one = w.replica('one');
    await one.arrive();
    w.messenger.failNext('reply', lost(), 'after');
    const question: IncidentEvent = { kind: 'asked', id: 'q1', by: ada, channel: socId, people: [] };
    await ask(one, { kind: 'question.post', channel: socId, question: 'q1' }, [question]);
    w.pass(5);
    await one.tick();
    const operations = w.messenger.sent.map(({ operation }) => operation).slice(1);
    expect(operations.filter((operation) => operation === 'reply')).toHaveLength(1);
    expect(operations.at(-1)).toBe('update');
    expect((await one.state()).sent[socId]?.['question:q1']).toBeDefined();
  });
});

/** The next message is begun, and gets to Teams only once it is let go on. */
function nextPostFreezes(w: World) {
  const { post } = w.messenger;
  const [reached, thaw] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  w.messenger.post = async (...asked) => {
    w.messenger.post = post;
    reached.resolve();
    await thaw.promise;
    return post(...asked);
  };
  return { reached, thaw };
}

describe('a replica that froze while it sent', () => {
  /** One posts and does not come back until it is let go on; another has done it meanwhile. */
  async function frozen(w: World) {
    const { reached, thaw } = nextPostFreezes(w);
    const sleeper = w.replica('sleeper');
    const arriving = sleeper.arrive();
    await reached.promise;
    w.pass(31);
    const two = w.replica('two');
    await two.tick();
    w.pass(5);
    await two.tick();
    return {
      two,
      async wake() {
        thaw.resolve();
        await arriving;
        await sleeper.dispatcher.idle();
      },
    };
  }

  test('takes its own message back, since another is there already', async () => {
    const w = world();
    const { two, wake } = await frozen(w);
    expect(w.seen()).toHaveLength(1);
    await wake();
    await two.tick();
    expect(w.cards()).toHaveLength(2);
    expect(w.seen()).toHaveLength(1);
    expect((await two.state()).sent[socId]?.card?.message).toBe(w.seen()[0]?.id);
    expect((await w.events()).map(({ kind }) => kind)).toContain('surplus');
  });

  test('takes it back as well where another effect has posted the same meanwhile', async () => {
    const w = world();
    const { reached, thaw } = nextPostFreezes(w);
    const sleeper = w.replica('sleeper');
    const arriving = sleeper.arrive();
    await reached.promise;
    w.pass(31);
    const two = w.replica('two');
    await two.note([], [{ kind: 'card.post', channel: socId }]);
    const [theirs] = w.seen();
    thaw.resolve();
    await arriving;
    await sleeper.dispatcher.idle();
    await two.tick();
    expect(w.seen().map(({ id }) => id)).toEqual([theirs?.id]);
    expect((await two.state()).sent[socId]?.card?.message).toBe(theirs?.id);
  });

  test('tries that again until Teams takes it', async () => {
    const w = world();
    const { two, wake } = await frozen(w);
    w.messenger.failNext('remove', failure('teams', 'retry'));
    await wake();
    await two.tick();
    expect(w.seen()).toHaveLength(2);
    w.pass(5);
    await two.tick();
    expect(w.seen()).toHaveLength(1);
  });

  test('keeps it up to date like the other where Teams won’t take it back', async () => {
    const w = world();
    const { two, wake } = await frozen(w);
    w.messenger.failNext('remove', failure('teams', 'never'));
    await wake();
    await two.tick();
    await two.want({ severity: 'Low' });
    expect(w.seen()).toHaveLength(2);
    for (const { message } of w.seen()) {
      expect(JSON.stringify(message.card)).toContain('"Low"');
      expect(JSON.stringify(message.card)).toContain('Posted here 2 times');
    }
  });
});

describe('of two cards of one incident in a channel', () => {
  async function twice() {
    const w = world();
    const one = w.replica('one');
    await one.arrive();
    const { thread, id } = await w.messenger.post(
      { kind: 'channel', id: socId, tenantId: 't', serviceUrl: 's' },
      { card: {} },
    );
    await ask(one, { kind: 'card.update', channel: socId, about: 'card' }, [
      { kind: 'adopted', about: 'card', channel: socId, thread, message: id },
    ]);
    return { w, one, thread, copy: id, first: (await one.state()).sent[socId]!.card!.message };
  }
  const gone = () =>
    new Upstream('deleted', { service: 'teams', operation: 'x', outcome: 'never', messageGone: true });

  test('both are brought up to date', async () => {
    const { w, one } = await twice();
    await one.want({ severity: 'Low' });
    expect(w.seen()).toHaveLength(2);
    for (const { message } of w.seen()) expect(JSON.stringify(message.card)).toContain('"Low"');
  });

  test('one that somebody deletes leaves the other, and no new one is posted', async () => {
    const { w, one, copy, thread } = await twice();
    w.messenger.failNext('update', gone());
    await one.want({ severity: 'Low' });
    expect(w.cards()).toHaveLength(2);
    expect((await one.state()).sent[socId]?.card).toEqual({ thread, message: copy });
    const shown = w.seen().find(({ id }) => id === copy)?.message.card;
    expect(JSON.stringify(shown)).toContain('"Low"');
    expect(JSON.stringify(shown)).not.toContain('Posted here');
  });
});

test('a replica that died in the midst leaves its message to be found', async () => {
  const w = world();
  const dies = w.replica('dies');
  const { post } = w.messenger;
  const reached = Promise.withResolvers<void>();
  w.messenger.post = async (...asked) => {
    await post(...asked);
    reached.resolve();
    return new Promise(() => undefined);
  };
  void dies.arrive();
  await reached.promise;
  w.messenger.post = post;
  w.pass(31);
  const two = w.replica('two');
  await two.tick();
  // It may have been sent just now, whatever the clocks say.
  expect(w.messenger.looks).toBe(0);
  w.pass(5);
  await two.tick();
  expect(w.messenger.looks).toBe(1);
  expect(w.cards()).toHaveLength(1);
  expect((await two.state()).sent[socId]?.card).not.toHaveProperty('again');
});

test('another incident’s card is not taken for it', async () => {
  const w = world();
  const one = w.replica('one');
  await one.arrive(incident({ id: '22222222-2222-4333-8444-555555555555', number: 1043 }));
  w.messenger.failNext('post', lost(), 'before');
  await one.arrive();
  w.pass(5);
  await one.tick();
  expect(w.seen()).toHaveLength(2);
});

describe('what names its message in no log of an incident', () => {
  /** An incident without a card, and an entry of a channel's log that asks for something. */
  async function asked(
    w: World,
    channel: string,
    effect: ChannelDraft['effects'][number],
    events: ChannelDraft['events'] = [],
    more: IncidentEvent[] = [],
  ) {
    const one = w.replica('one');
    const muster = { kind: 'muster' } as const;
    await one.journal.append(
      incidents,
      logKey,
      (): IncidentDraft => ({
        actor: muster,
        action: 'x',
        key: 'x',
        events: [...arrived({}, [socRoute]), ...more],
        effects: [],
      }),
    );
    await one.dispatcher.idle();
    w.messenger.failNext('post', lost(), 'after');
    await one.journal.append(
      channelKind,
      channelLogKey(channel),
      (): ChannelDraft => ({
        actor: muster,
        action: 'x',
        key: 'x',
        events: [{ kind: 'met', place: place(channel) }, ...events],
        effects: [effect],
      }),
    );
    await one.dispatcher.idle();
    expect(w.cards()).toHaveLength(1);
    w.pass(5);
    await one.tick();
    return one;
  }
  const gone: ChannelState = {
    ...teamChannel(paymentsId, {}),
    unreachable: { at: at(0).toISOString(), why: 'deleted' },
  };

  test.each<[string, string, ChannelDraft['effects'][number], ChannelState[]]>([
    ['the list of what is open', socId, { kind: 'backlog' }, [socChannel()]],
    ['that a channel is out of reach', paymentsId, { kind: 'tell.lost' }, [socChannel(), gone]],
    [
      'that it can be reached again',
      paymentsId,
      { kind: 'tell.back' },
      [socChannel(), teamChannel(paymentsId, {})],
    ],
    [
      'what was lost meanwhile',
      socId,
      { kind: 'tell.back', since: at(-1).toISOString() },
      [socChannel(), gone],
    ],
  ])('%s is looked for as well', async (_what, channel, effect, channels) => {
    const w = world(channels);
    await asked(w, channel, effect);
    expect(w.messenger.looks).toBe(1);
    expect(w.seen()).toHaveLength(1);
    const told = (await w.store.log.read(channelLogKey(channel))).flatMap((entry) => entry.events);
    expect(told).toContainEqual(expect.objectContaining({ kind: 'told', message: w.seen()[0]?.id }));
  });

  test('is looked for where the replica that was to send it died', async () => {
    const w = world([socChannel(), gone]);
    const tell = (one: Replica) =>
      one.journal.append(
        channelKind,
        channelLogKey(paymentsId),
        (): ChannelDraft => ({
          actor: { kind: 'muster' },
          action: 'x',
          key: 'x',
          events: [{ kind: 'met', place: place(paymentsId) }],
          effects: [{ kind: 'tell.lost' }],
        }),
      );
    const { post } = w.messenger;
    const reached = Promise.withResolvers<void>();
    w.messenger.post = async (...asked) => {
      await post(...asked);
      reached.resolve();
      return new Promise(() => undefined);
    };
    await tell(w.replica('dies'));
    await reached.promise;
    w.messenger.post = post;
    w.pass(31);
    const two = w.replica('two');
    await two.tick();
    w.pass(5);
    await two.tick();
    expect(w.cards()).toHaveLength(1);
  });

  test('and was sent by one that froze is taken back', async () => {
    const w = world([socChannel(), gone]);
    const { reached, thaw } = nextPostFreezes(w);
    const sleeper = w.replica('sleeper');
    await sleeper.journal.append(
      channelKind,
      channelLogKey(paymentsId),
      (): ChannelDraft => ({
        actor: { kind: 'muster' },
        action: 'x',
        key: 'x',
        events: [{ kind: 'met', place: place(paymentsId) }],
        effects: [{ kind: 'tell.lost' }],
      }),
    );
    await reached.promise;
    w.pass(31);
    const two = w.replica('two');
    await two.tick();
    w.pass(5);
    await two.tick();
    thaw.resolve();
    await sleeper.dispatcher.idle();
    await two.tick();
    expect(w.cards()).toHaveLength(2);
    expect(w.seen()).toHaveLength(1);
  });

  test('a storm’s card is, and the channel’s log names what was found', async () => {
    const w = world();
    const storm = 's1';
    const post = { kind: 'storm.post', channel: socId, storm } as const;
    const grouped: IncidentEvent = { kind: 'grouped', channel: socId, storm };
    const one = await asked(w, socId, post, [{ kind: 'stormBegan', id: storm }], [grouped]);
    expect(w.seen()).toHaveLength(1);
    const { storms } = await one.journal.read(channelKind, channelLogKey(socId));
    expect(storms?.[0]?.posted?.message).toBe(w.seen()[0]?.id);
  });
});
