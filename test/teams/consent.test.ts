/** A turn about a file: offered where only its asker is, and an answer to it taken at once however long the file takes. */
import { expect, test } from '@jest/globals';
import type { TurnContext } from 'botbuilder';
import { pino } from 'pino';
import type { Asked, Reply } from '../../bot/actions/asked.ts';
import { Upstream } from '../../bot/errors.ts';
import type { Message } from '../../bot/ports.ts';
import { createTurn } from '../../bot/teams/turn.ts';
import { ada, ben, member, place, socId, tenant } from '../build.ts';
import { context } from '../cards/samples.ts';
import type { Json } from '../e2e/people.ts';
import { fakeMessenger } from '../fakes/messenger.ts';

const offers = [
  { id: '1', name: 'a.html', description: 'page', size: 1 },
  { id: '2', name: 'a.md', description: 'text', size: 1 },
];
const file = { name: 'a.md', url: 'https://contoso.sharepoint.com/a.md', uniqueId: 'U', type: 'md' };
const card = { type: 'AdaptiveCard' };

/** Muster, which answers so, and what Teams sends it. */
function teams(answer: (asked: Asked) => Promise<Reply>, roster = [member(ada)]) {
  const messenger = fakeMessenger();
  const behind: Promise<void>[] = [];
  const asked: Asked[] = [];
  const turn = createTurn({
    converse: async (one) => {
      asked.push(one);
      return answer(one);
    },
    messenger,
    places: {
      note: async () => undefined,
      hears: async () => undefined,
      wrote: async () => undefined,
      refused: async () => undefined,
    },
    directory: { member: async () => member(ada), members: async () => roster } as never,
    lookAt: async () => context(),
    logger: pino({ level: 'silent' }),
    patienceMs: 20,
    behind: (answering) => void behind.push(answering),
  });
  async function tell(kind: 'personal' | 'channel', change: Json): Promise<Json[]> {
    const responses: Json[] = [];
    const activity = {
      id: '1',
      channelId: 'msteams',
      serviceUrl: place('soc').serviceUrl,
      from: { id: '29:ada', name: 'Ada', aadObjectId: ada.oid },
      recipient: { id: '28:bot', name: 'Muster' },
      conversation: { id: kind === 'personal' ? 'a:1' : socId, conversationType: kind, tenantId: tenant },
      channelData: { tenant: { id: tenant }, ...(kind === 'channel' && { channel: { id: socId } }) },
      ...change,
    };
    await turn({
      activity,
      sendActivity: async (response: Json) => void responses.push(response),
    } as unknown as TurnContext);
    return responses;
  }
  const typed = { type: 'message', text: '<at>Muster</at> report 1042' };
  const value = {
    type: 'fileUpload',
    action: 'accept',
    context: { offer: '2' },
    uploadInfo: { uploadUrl: 'u' },
  };
  const consent = { type: 'invoke', name: 'fileConsent/invoke', value, replyToId: '77' };
  return { messenger, behind, asked, tell, typed, consent };
}
const files = (sent: { operation: string; message: Message }[]) =>
  sent.map(({ operation, message }) => [operation, message.offer?.name ?? message.file?.name ?? 'card']);

test('asked for in a channel, files are offered in the asker’s own chat, and the channel gets the sentence', async () => {
  const { messenger, tell, typed } = teams(async () => ({ kind: 'post', card, offers }));
  await tell('channel', typed);
  expect(files(messenger.sent)).toEqual([
    ['reply', 'card'],
    ['direct', 'a.html'],
    ['direct', 'a.md'],
  ]);
});

test('asked for in the asker’s own chat they are offered there', async () => {
  const { messenger, tell, typed } = teams(async () => ({ kind: 'post', card, offers }));
  await tell('personal', typed);
  expect(messenger.sent.map(({ operation, to }) => [operation, to])).toEqual(Array(3).fill(['reply', 'a:1']));
});

test('asked for in a chat of two, which Teams calls personal as well, they are offered in the asker’s own', async () => {
  const roster = [member(ada), member(ben)];
  const { messenger, tell, typed } = teams(async () => ({ kind: 'post', card, offers }), roster);
  await tell('personal', typed);
  expect(files(messenger.sent)).toEqual([
    ['reply', 'card'],
    ['direct', 'a.html'],
    ['direct', 'a.md'],
  ]);
});

test('where no chat can be opened, that is said once and no file is shown in the channel', async () => {
  const { messenger, tell, typed } = teams(async () => ({ kind: 'post', card, offers }));
  const details = { service: 'teams', operation: 'open', outcome: 'never' } as const;
  messenger.failNext('direct', new Upstream('not installed', details));
  messenger.failNext('direct', new Upstream('not installed', details));
  await tell('channel', typed);
  expect(files(messenger.sent)).toEqual([
    ['reply', 'card'],
    ['reply', 'card'],
  ]);
});

test('an answer is what Teams says of it, is acknowledged, takes the offer away and shows the file', async () => {
  const { messenger, asked, tell, consent } = teams(async () => ({ kind: 'file', file }));
  expect(await tell('personal', consent)).toEqual([{ type: 'invokeResponse', value: { status: 200 } }]);
  expect(asked[0]).toMatchObject({
    kind: 'consent',
    card: '77',
    data: { action: 'accept', offer: '2', uploadUrl: 'u' },
  });
  expect(files(messenger.sent)).toEqual([
    ['remove', 'card'],
    ['reply', 'a.md'],
  ]);
});

test('what the place for the file says of action or offer does not count', async () => {
  const { asked, tell, consent } = teams(async () => ({ kind: 'done' }));
  const uploadInfo = { action: 'decline', offer: '1', uploadUrl: 'u' };
  await tell('personal', { ...consent, value: { ...consent.value, uploadInfo } });
  expect(asked[0]!.data).toMatchObject({ action: 'accept', offer: '2' });
});

test.each([undefined, null, 'x', 7, [], { action: {} }])(
  'a consent of %j asks for nothing',
  async (value) => {
    const { asked, tell, consent } = teams(async () => ({ kind: 'done' }));
    await tell('personal', { ...consent, value });
    expect(asked[0]!.data.offer).toBeUndefined();
  },
);

test('a file that takes long is put behind the turn', async () => {
  const putting = Promise.withResolvers<Reply>();
  const { messenger, behind, tell, consent } = teams(() => putting.promise);
  expect(await tell('personal', consent)).toHaveLength(1);
  expect([behind.length, messenger.sent]).toEqual([1, []]);
  putting.resolve({ kind: 'file', file });
  await behind[0];
  expect(files(messenger.sent).at(-1)).toEqual(['reply', 'a.md']);
});
