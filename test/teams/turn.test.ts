/** A turn whose answer has to wait, because the channel has had as many messages as Teams takes. */
import { expect, test } from '@jest/globals';
import type { TurnContext } from 'botbuilder';
import { pino } from 'pino';
import { createTurn } from '../../bot/teams/turn.ts';
import { at, place, socId, tenant } from '../build.ts';
import type { Json } from '../e2e/stage.ts';
import { handClock } from '../fakes/clock.ts';

/** Teams tells that a team was renamed, and noting that in all of its channels has to wait. */
const renaming = { type: 'conversationUpdate', eventType: 'teamRenamed' };

function saying(text: string, { type, eventType }: Partial<typeof renaming> = {}) {
  const clock = handClock(at(0));
  const logs: Json[] = [];
  const sending = Promise.withResolvers<{ thread: string; id: string }>();
  const behind: Promise<void>[] = [];
  const sent: string[] = [];
  const never = async () => Promise.reject(new Error('is not asked here'));
  const turn = createTurn({
    converse: async () => ({ kind: 'post', card: { type: 'AdaptiveCard' } }),
    messenger: {
      post: never,
      update: never,
      direct: never,
      find: never,
      remove: never,
      reply: async (_place: unknown, thread: string) => {
        const posted = await sending.promise;
        sent.push(thread);
        return posted;
      },
    } as never,
    places: {
      note: async () => void (type && (await sending.promise)),
      hears: async () => undefined,
      wrote: async () => undefined,
      refused: async () => undefined,
    },
    directory: {} as never,
    lookAt: never,
    clock,
    logger: pino({}, { write: (line: string) => void logs.push(JSON.parse(line)) }),
    behind: (answering) => void behind.push(answering),
  });
  const activity = {
    type: type ?? 'message',
    id: '1',
    channelId: 'msteams',
    serviceUrl: place('soc').serviceUrl,
    text: `<at>Muster</at> ${text}`,
    from: { id: '29:ada', name: 'Ada', aadObjectId: '00000000-0000-4000-8000-00000000000a' },
    recipient: { id: '28:bot', name: 'Muster' },
    conversation: { id: socId, conversationType: 'channel', isGroup: true, tenantId: tenant },
    channelData: { tenant: { id: tenant }, team: { id: 'team' }, channel: { id: socId }, eventType },
  };
  let ended = false;
  const turned = turn({ activity } as unknown as TurnContext).then(() => {
    ended = true;
  });
  return { clock, logs, sending, behind, sent, turned, ended: () => ended };
}

test('ends before Teams would deliver it again, and the answer goes out all the same', async () => {
  const s = saying('open');
  await s.clock.pass(7_900);
  expect(s.ended()).toBe(false);
  await s.clock.pass(200);
  expect(s.ended()).toBe(true);
  expect([s.sent, s.behind.length]).toEqual([[], 1]);
  s.sending.resolve({ thread: socId, id: '2' });
  await s.behind[0];
  expect(s.sent).toEqual([socId]);
  expect(s.logs).toEqual([]);
});

test('that can’t be given after all is logged with who asked where', async () => {
  const s = saying('open');
  await s.clock.pass(9_000);
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
  const s = saying('', renaming);
  await s.clock.pass(7_900);
  expect(s.ended()).toBe(false);
  await s.clock.pass(200);
  expect([s.ended(), s.behind.length]).toEqual([true, 1]);
  s.sending.reject(new Error('the store is away'));
  await s.behind[0];
  expect(s.logs).toMatchObject([
    { msg: 'a turn failed', place: socId, err: { message: 'the store is away' } },
  ]);
});
