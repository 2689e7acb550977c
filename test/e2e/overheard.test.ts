/** What people write in a channel without mentioning Muster, where a team's owner lets it hear all messages. */
import { CosmosClient } from '@azure/cosmos';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { host } from '../../sandbox/sentinel/entities.ts';
import { eventually, type Stage, startStage } from './stage.ts';

let stage: Stage;
let number: number;

beforeAll(async () => {
  stage = await startStage();
  await stage.settle();
  number = await stage.arrive({ title: 'Odd sign-in', entities: [host('pay-web-01', 'rg-payments')] });
}, 30_000);
afterAll(() => stage.stop());

async function storedTexts(): Promise<string> {
  const client = new CosmosClient({
    endpoint: stage.sandbox.ready.cosmos,
    key: 'c2FuZGJveA==',
    connectionPolicy: { enableEndpointDiscovery: false, enableBackgroundEndpointRefreshing: false },
  });
  const { resources } = await client.database('muster').container('log').items.readAll().fetchAll();
  return JSON.stringify(resources);
}

const write = (key: string, text: string, thread?: string) =>
  stage.send(stage.activity(key, 'payments', { type: 'message', text }, thread));

test('in an incident’s thread it is kept with the incident and goes to the SOC and to Sentinel, without an answer', async () => {
  const { thread } = await stage.card('payments', number);
  const before = stage.messages('payments').length;
  expect((await write('piet', 'That was me, on the train', thread)).status).toBe(200);
  await eventually('Sentinel holds what was said', () =>
    stage.comments(number).some((comment) => comment.includes('That was me, on the train')),
  );
  await eventually('the SOC’s thread holds it', () =>
    stage.messages('soc').some((m) => JSON.stringify(m.activity).includes('That was me, on the train')),
  );
  const posted = stage
    .messages('payments')
    .slice(before)
    .filter((m) => m.operation === 'post');
  expect(posted).toEqual([]);
});

test('elsewhere nothing is kept of it, and it is not answered', async () => {
  const before = stage.messages('payments').length;
  expect(
    (await write('piet', 'status of lunch: pizza', '19:sandbox-payments@thread.tacv2;messageid=99')).status,
  ).toBe(200);
  expect((await write('piet', 'help me move the sofa')).status).toBe(200);
  const stored = await storedTexts();
  expect(stored).toContain('That was me');
  expect(stored).not.toContain('pizza');
  expect(stored).not.toContain('sofa');
  expect(
    stage
      .messages('payments')
      .slice(before)
      .filter((m) => m.operation === 'post'),
  ).toEqual([]);
});
