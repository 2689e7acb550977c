/** The Playground knows no files: an offer is a card there, and a press on it comes as Teams would tell it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { activityOf } from '../../../bot/teams/messenger.ts';
import { type Gateway, startGateway } from '../../../sandbox/teams/gateway.ts';
import { PLACE_IDS } from '../../../sandbox/teams/people.ts';
import { withFilesShown } from '../../../sandbox/teams/playground-files.ts';
import { cardText, type Json, nodes } from '../../e2e/people.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const offer = activityOf({ offer: { id: '7', name: 'incident-1.md', description: 'All of it', size: 12 } });
const shown = (activity: object): Json => withFilesShown(activity as Json).attachments![0]!.content as Json;

/** A gateway before a bot that takes everything. */
async function gatewayBefore() {
  const received: Json[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    received.push(JSON.parse(body) as Json);
    response.end();
  });
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  closing.push(() => new Promise((closed) => server.close(closed)));
  const gateway: Gateway = await startGateway({
    port: 0,
    botId: 'b0700000-0000-4000-8000-000000000001',
    tenantId: '00000000-0000-4000-8000-0000000000aa',
    audience: 'a',
    callerId: 'c',
  });
  closing.push(gateway.close);
  gateway.connect({ botUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  return { gateway, received };
}

/** Presses a button of a card in the Playground's personal chat. */
async function press(gateway: Gateway, card: Json, title: string): Promise<Json> {
  const { verb, data } = nodes(card).find((node) => node.title === title)!;
  const response = await fetch(`${gateway.url}/playground/api/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      type: 'invoke',
      name: 'adaptiveCard/action',
      conversation: { id: PLACE_IDS.personal, conversationType: 'personal' },
      value: { action: { type: 'Action.Execute', verb, data } },
    }),
  });
  return (await response.json()) as Json;
}

test('an offer is shown with its name, what it is and two buttons, and any other message as it was', () => {
  expect(cardText(shown(offer))).toBe('incident-1.md\nAll of it\n12 bytes\nAllow\nDecline');
  const other = activityOf({ card: { type: 'AdaptiveCard' } });
  expect(withFilesShown(other as Json)).toEqual(other);
});

test('Allow comes to the bot as Teams tells it, with a place that takes the file', async () => {
  const { gateway, received } = await gatewayBefore();
  expect(await press(gateway, shown(offer), 'Allow')).toMatchObject({ statusCode: 200 });
  const [{ name, value }] = received as [Json];
  expect([name, value.action, value.context]).toEqual(['fileConsent/invoke', 'accept', { offer: '7' }]);
  const headers = { 'content-range': 'bytes 0-3/4' };
  const put = await fetch(value.uploadInfo.uploadUrl, { method: 'PUT', body: 'text', headers });
  expect(put.status).toBe(201);
  const got = await fetch(value.uploadInfo.contentUrl);
  expect([got.headers.get('content-disposition'), await got.text()]).toEqual(['attachment', 'text']);
});

test('Decline comes without a place', async () => {
  const { gateway, received } = await gatewayBefore();
  await press(gateway, shown(offer), 'Decline');
  expect(received[0]!.value).toEqual({ type: 'fileUpload', action: 'decline', context: { offer: '7' } });
});

test.each([
  ['a part of it', { 'content-range': 'bytes 0-3/9' }, 416],
  ['no range', {}, 416],
  ['a token', { 'content-range': 'bytes 0-3/4', authorization: 'Bearer x' }, 401],
])('a place takes no file with %s', async (_what, headers, status) => {
  const { gateway } = await gatewayBefore();
  const { uploadUrl } = gateway.files.session('a.md');
  const put = await fetch(uploadUrl, {
    method: 'PUT',
    body: 'text',
    headers: headers as Record<string, string>,
  });
  expect(put.status).toBe(status);
});
