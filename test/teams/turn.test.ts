/** A turn whose answer has to wait, because the channel has had as many messages as Teams takes. */
import { expect, test } from '@jest/globals';
import type { TurnContext } from 'botbuilder';
import { pino } from 'pino';
import { createTurn } from '../../bot/teams/turn.ts';
import { wordsOf } from '../../bot/words/words.ts';
import { logKey, place, socId, tenant } from '../build.ts';
import type { Json } from '../e2e/stage.ts';

/** Teams tells that a team was renamed, and noting that in all of its channels has to wait. */
const renaming = { type: 'conversationUpdate', eventType: 'teamRenamed' };

/** Somebody presses a button of a card. */
const pressing = {
  type: 'invoke',
  name: 'adaptiveCard/action',
  value: { action: { type: 'Action.Execute', verb: 'take', data: { verb: 'take', incident: logKey } } },
};

/** Somebody types in the message extension; and presses Show on what was put in so. */
const searching = {
  type: 'invoke',
  name: 'composeExtension/query',
  value: { commandId: 'findIncident', parameters: [{ name: 'text', value: 'pay-01' }] },
};
const looking = {
  type: 'invoke',
  name: 'task/fetch',
  value: { data: { verb: 'show', from: 'reference', number: '1042' } },
};

interface Said {
  type?: string;
  name?: string;
  value?: object;
  eventType?: string;
}

/** `slow`: what takes until `sending` is settled; posting an answer does unless something else is named. */
function saying(text: string, said: Said = {}, slow: 'post' | 'note' | 'converse' = 'post') {
  const { type, name, value, eventType } = said;
  const answered: Json[] = [];
  const logs: Json[] = [];
  const sending = Promise.withResolvers<{ thread: string; id: string }>();
  const behind: Promise<void>[] = [];
  const sent: string[] = [];
  const noted: string[] = [];
  const never = async () => Promise.reject(new Error('is not asked here'));
  const turn = createTurn({
    converse: async () => {
      if (slow === 'converse') await sending.promise;
      if (name === searching.name)
        return { kind: 'found', found: [{ title: '#1042 x', text: 'High', card: { type: 'AdaptiveCard' } }] };
      return { kind: type === 'invoke' ? 'done' : 'post', card: { type: 'AdaptiveCard' } };
    },
    patienceMs: 20,
    messenger: {
      post: never,
      update: never,
      direct: never,
      find: never,
      remove: never,
      reply: async (_place: unknown, thread: string) => {
        if (slow === 'post') await sending.promise;
        sent.push(thread);
        return { thread, id: '2' };
      },
    } as never,
    places: {
      note: async () => {
        noted.push(socId);
        if (slow === 'note') await sending.promise;
      },
      hears: async () => undefined,
      wrote: async () => undefined,
      refused: async () => undefined,
    },
    directory: {} as never,
    lookAt: async () => ({ words: wordsOf('en') }) as never,
    logger: pino({}, { write: (line: string) => void logs.push(JSON.parse(line)) }),
    behind: (answering) => void behind.push(answering),
  });
  const activity = {
    type: type ?? 'message',
    id: '1',
    name,
    value,
    channelId: 'msteams',
    serviceUrl: place('soc').serviceUrl,
    text: `<at>Muster</at> ${text}`,
    from: { id: '29:ada', name: 'Ada', aadObjectId: '00000000-0000-4000-8000-00000000000a' },
    recipient: { id: '28:bot', name: 'Muster' },
    conversation: { id: socId, conversationType: 'channel', isGroup: true, tenantId: tenant },
    channelData: { tenant: { id: tenant }, team: { id: 'team' }, channel: { id: socId }, eventType },
  };
  const sendActivity = async (reply: Json) => void answered.push(reply);
  // The SDK takes its context away once the turn has ended.
  const { proxy, revoke } = Proxy.revocable({ activity, sendActivity }, {});
  const turned = turn(proxy as unknown as TurnContext).finally(revoke);
  return { logs, sending, behind, sent, turned, answered, noted };
}

test('ends before Teams would deliver it again, and the answer goes out all the same', async () => {
  const s = saying('open');
  await s.turned;
  expect([s.sent, s.behind.length]).toEqual([[], 1]);
  s.sending.resolve({ thread: socId, id: '2' });
  await s.behind[0];
  expect(s.sent).toEqual([socId]);
  expect(s.logs).toEqual([]);
});

test('that can’t be given after all is logged with who asked where', async () => {
  const s = saying('open');
  await s.turned;
  s.sending.reject(new Error('Teams did not'));
  await s.behind[0];
  expect(s.logs).toMatchObject([{ msg: 'a turn failed', place: socId, err: { message: 'Teams did not' } }]);
});

test('an answer that goes out at once is waited for', async () => {
  const s = saying('open');
  s.sending.resolve({ thread: socId, id: '2' });
  await s.turned;
  expect([s.sent, s.behind]).toEqual([[socId], []]);
});

test('what Teams tells of a whole team ends in time as well, and is noted all the same', async () => {
  const s = saying('', renaming, 'note');
  await s.turned;
  expect(s.behind).toHaveLength(1);
  s.sending.reject(new Error('the store is away'));
  await s.behind[0];
  expect(s.logs).toMatchObject([
    { msg: 'a turn failed', place: socId, err: { message: 'the store is away' } },
  ]);
});

test.each(['note', 'converse'] as const)(
  'a message that takes long to decide on (%s) ends in time, and is answered all the same',
  async (slow) => {
    const s = saying('open', {}, slow);
    await s.turned;
    expect([s.sent, s.behind.length]).toEqual([[], 1]);
    s.sending.resolve({ thread: socId, id: '2' });
    await s.behind[0];
    expect(s.sent).toEqual([socId]);
  },
);

test.each(['note', 'converse'] as const)(
  'a press that takes long (%s) is told so in time, and what was pressed for goes on',
  async (slow) => {
    const s = saying('', pressing, slow);
    await s.turned;
    expect(JSON.stringify(s.answered)).toContain('This takes longer than usual and goes on');
    expect([s.answered.length, s.behind.length]).toEqual([1, 1]);
    s.sending.reject(new Error('the store is away'));
    await s.behind[0];
    expect(s.answered).toHaveLength(1);
    expect(s.logs).toMatchObject([{ msg: 'a turn failed', err: { message: 'the store is away' } }]);
  },
);

test('a press that is decided in time is answered once, with what was decided', async () => {
  const s = saying('', pressing);
  await s.turned;
  expect(JSON.stringify(s.answered)).not.toContain('longer than usual');
  expect([s.answered.length, s.behind]).toEqual([1, []]);
});

test('what was found goes back as a list with a preview each, which Teams has no other form for', async () => {
  const s = saying('', searching);
  await s.turned;
  expect(s.answered).toEqual([
    {
      type: 'invokeResponse',
      value: {
        status: 200,
        body: {
          composeExtension: {
            type: 'result',
            attachmentLayout: 'list',
            attachments: [
              {
                contentType: 'application/vnd.microsoft.card.adaptive',
                content: { type: 'AdaptiveCard' },
                preview: {
                  contentType: 'application/vnd.microsoft.card.thumbnail',
                  content: { title: '#1042 x', text: 'High' },
                },
              },
            ],
          },
        },
      },
    },
  ]);
});

test('a search that takes long, or fails, says so in a sentence where the list would be', async () => {
  const slow = saying('', searching, 'converse');
  await slow.turned;
  const failed = saying('', searching, 'converse');
  failed.sending.reject(new Error('the store is away'));
  await failed.turned;
  expect([slow, failed].map(({ answered }) => answered[0]!.value.body)).toEqual([
    { composeExtension: { type: 'message', text: expect.stringMatching(/please go on typing/) } },
    { composeExtension: { type: 'message', text: expect.stringMatching(/try again in a minute/) } },
  ]);
});

// Whoever searches or looks is where they are, and Muster need not be there with them.
test.each([
  ['searched', searching],
  ['looked at', looking],
])('a place that somebody %s from is not noted as one that Muster is in', async (_what, said) => {
  const s = saying('', said);
  await s.turned;
  expect(s.noted).toEqual([]);
  const pressed = saying('', pressing);
  await pressed.turned;
  expect(pressed.noted).toEqual([socId]);
});
