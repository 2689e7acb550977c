/** The message extension over the wire: several people, in conversations that Muster is in and in others. */
import { CosmosClient } from '@azure/cosmos';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { account, host } from '../../sandbox/sentinel/entities.ts';
import {
  buttonsOf,
  cardText,
  eventually,
  formOf,
  type Json,
  type Stage,
  startStage,
  type Where,
} from './stage.ts';

let stage: Stage;
let theirs: number;
let nobodys: number;

beforeAll(async () => {
  stage = await startStage();
  await stage.settle();
  const entities = [host('pay-web-01', 'rg-payments'), account('mallory@contoso.example')];
  theirs = await stage.arrive({ title: 'Card skimmer', severity: 'High', entities });
  nobodys = await stage.arrive({ title: 'Odd sign-in', entities: [host('hr-01', 'rg-hr')] });
  await stage.card('payments', theirs);
  // Snapshots follow what cards show, and what is searched is read every few seconds.
  await eventually('both to be found', async () => (await search('ada', 'soc')).titles.length === 2);
}, 30_000);
afterAll(() => stage.stop());

/** Conversations that Muster is not in: Teams answers that it knows no roster for it. */
const foreign: Record<string, { id: string; conversationType: string }> = {
  channel: { id: '19:lunch@thread.tacv2', conversationType: 'channel' },
  meeting: { id: '19:meeting_MjA@thread.v2', conversationType: 'groupChat' },
  'chat of two': { id: '19:ada_nia@unq.gbl.spaces', conversationType: 'personal' },
};

const moved = (activity: Json, to?: { id: string; conversationType: string }): Json =>
  to
    ? {
        ...activity,
        conversation: { ...activity.conversation, ...to },
        channelData: { tenant: activity.channelData.tenant, source: { name: 'compose' } },
      }
    : activity;

const query = (text?: string) => ({
  commandId: 'findIncident',
  parameters: [text === undefined ? { name: 'initialRun', value: 'true' } : { name: 'text', value: text }],
  queryOptions: { skip: 0, count: 25 },
});

async function search(
  key: string,
  where: Where,
  text?: string,
  to?: { id: string; conversationType: string },
) {
  const activity = stage.activity(key, where, {
    type: 'invoke',
    name: 'composeExtension/query',
    value: query(text),
  });
  const { status, body } = await stage.send(moved(activity, to));
  expect(status).toBe(200);
  const { type, attachments = [], text: said } = body.composeExtension as Json;
  expect(type).toBe(said === undefined ? 'result' : 'message');
  return {
    said,
    titles: attachments.map(({ preview }: Json) => preview.content.title) as string[],
    cards: attachments.map(({ content }: Json) => content) as Json[],
    bytes: JSON.stringify(body).length,
  };
}

test('before anybody types, it shows them what is open and theirs to see', async () => {
  expect((await search('ada', 'soc')).titles).toEqual(
    expect.arrayContaining([`#${theirs} Card skimmer`, `#${nobodys} Odd sign-in`]),
  );
  expect((await search('piet', 'payments')).titles).toEqual([`#${theirs} Card skimmer`]);
  expect((await search('nia', 'groupChat')).said).toMatch(/members of an application team/);
});

test('what is put into a channel of its own holds it, and elsewhere no more than its number', async () => {
  const [inSoc] = (await search('ada', 'soc', 'skimmer')).cards;
  const [inTeam] = (await search('piet', 'payments', 'skimmer')).cards;
  for (const card of [inSoc, inTeam]) expect(cardText(card)).toMatch(/Card skimmer[\s\S]*Not acknowledged/);
  const elsewhere = [
    (await search('ada', 'webshop', 'skimmer')).cards,
    (await search('ada', 'groupChat', 'skimmer')).cards,
    ...(await Promise.all(
      Object.values(foreign).flatMap((to) =>
        ['ada', 'piet'].map(async (key) => (await search(key, 'groupChat', 'skimmer', to)).cards),
      ),
    )),
  ];
  for (const [card] of elsewhere) {
    expect(cardText(card)).toContain(`Incident ${theirs}`);
    expect(JSON.stringify(card)).not.toMatch(/skimmer|High|pay-web|mallory|ws-soc|rg-soc/);
  }
});

test('Show on it shows each what they may see, wherever it is', async () => {
  const to = foreign['chat of two']!;
  const [card] = (await search('ada', 'groupChat', 'skimmer', to)).cards;
  const { show } = buttonsOf(card);
  const shown = async (key: string) => {
    const activity = stage.activity(key, 'groupChat', {
      type: 'invoke',
      name: 'task/fetch',
      value: { data: show! },
    });
    return formOf((await stage.send(moved(activity, to))).body);
  };
  expect(cardText(await shown('ada'))).toMatch(/mallory/);
  const piets = cardText(await shown('piet'));
  expect([/pay-web-01/.test(piets), /mallory/.test(piets)]).toEqual([true, false]);
  for (const key of ['ada', 'piet']) expect(buttonsOf(await shown(key))).toEqual({});
  expect(cardText(await shown('gus'))).toMatch(/guest/);
});

test('whoever no roster tells of is asked to write in their own chat first, and is known from then on', async () => {
  const to = foreign.meeting!;
  const { said } = await search('nia', 'groupChat', 'skimmer', to);
  expect(said).toMatch(/I don’t know you from anywhere/);
  await stage.ask('nia', 'personal', 'help');
  expect((await search('nia', 'groupChat', 'skimmer', to)).said).toMatch(/members of an application team/);
});

test('neither a search nor a look has Muster believe that it is in a place', async () => {
  const client = new CosmosClient({
    endpoint: stage.sandbox.ready.cosmos,
    key: 'c2FuZGJveA==',
    connectionPolicy: { enableEndpointDiscovery: false, enableBackgroundEndpointRefreshing: false },
  });
  const query = "SELECT c.logKey FROM c WHERE STARTSWITH(c.logKey, 'channel:')";
  const { resources } = await client.database('muster').container('log').items.query(query).fetchAll();
  const known = JSON.stringify(resources);
  expect(known).toContain('sandbox-payments');
  for (const { id } of Object.values(foreign)) expect(known).not.toContain(id.slice(3, 12));
  expect(stage.gateway.sent.filter(({ conversationId }) => /lunch|meeting|unq/.test(conversationId))).toEqual(
    [],
  );
});

test('a search that makes no sense is answered as one, and one of another tenant not at all', async () => {
  for (const value of [undefined, null, 'x', { parameters: [{ name: 'text', value: { $ne: '' } }] }]) {
    const invoke = { type: 'invoke', name: 'composeExtension/query', value };
    const { status, body } = await stage.send(stage.activity('ada', 'soc', invoke));
    expect([status, body.composeExtension.type]).toEqual([200, 'result']);
  }
  const activity = stage.activity('ada', 'soc', {
    type: 'invoke',
    name: 'composeExtension/query',
    value: query('x'),
  });
  const other = { id: '00000000-0000-4000-8000-0000000000ff' };
  const strange = {
    ...activity,
    conversation: { ...activity.conversation, tenantId: other.id },
    channelData: { ...activity.channelData, tenant: other },
  };
  expect((await stage.send(strange)).status).toBe(403);
});

test('twenty-five that were found fit into an answer', async () => {
  for (let i = 0; i < 30; i++) stage.world.create({ title: `Many ${i} ${'x'.repeat(300)}`, severity: 'Low' });
  await stage.poll();
  const { titles, bytes, cards } = await eventually('twenty-five', async () => {
    const found = await search('ada', 'soc', 'many');
    return found.titles.length >= 25 ? found : undefined;
  });
  expect(titles).toHaveLength(25);
  expect(bytes).toBeLessThan(100_000);
  for (const card of cards) expect(JSON.stringify(card).length).toBeLessThan(28_000);
});
