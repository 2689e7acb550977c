/** An insider, or whoever owns an account: what they are refused is kept, a burst is told, and a program is slowed down. */
import { CosmosClient } from '@azure/cosmos';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { byHand } from '../../bot/actions/often.ts';
import { personLogKey } from '../../bot/incidents/person.ts';
import { host } from '../../sandbox/sentinel/entities.ts';
import { buttonsOf, cardText, eventually, type Json, type Stage, startStage } from './stage.ts';

let stage: Stage;
const entities = [host('pay-web-01', 'rg-payments')];

beforeAll(async () => {
  stage = await startStage({ mostOften: byHand });
  await stage.settle();
}, 30_000);
afterAll(() => stage.stop());

const told = (words: RegExp) =>
  stage.messages('soc').filter((m) => m.operation === 'post' && words.test(cardText(m)));

/** The log of a person, as Cosmos DB holds it. */
async function logOf(key: string): Promise<Json[]> {
  const client = new CosmosClient({
    endpoint: stage.sandbox.ready.cosmos,
    key: 'c2FuZGJveA==',
    connectionPolicy: { enableEndpointDiscovery: false, enableBackgroundEndpointRefreshing: false },
  });
  const partitionKey = personLogKey(stage.person(key).aadObjectId);
  const { resources } = await client
    .database('muster')
    .container('log')
    .items.query({ query: "SELECT * FROM c WHERE c.type = 'entry'" }, { partitionKey })
    .fetchAll();
  return resources;
}

test('a burst of refusals is told to the SOC once, by name, with what to do, and each is in the person’s log', async () => {
  const number = await stage.arrive({ title: 'Not Piet’s to close', entities });
  const { close } = buttonsOf((await stage.card('soc', number)).card);
  for (let i = 0; i < 12; i++) {
    const { body } = await stage.open('piet', 'payments', close!);
    expect(cardText(body.task.value.card.content)).toMatch(/analysts/);
  }
  const [message] = await eventually('the SOC is told', () => {
    const found = told(/Piet Larsen was refused/);
    return found.length > 0 && found;
  });
  expect(cardText(message)).toMatch(
    /Piet Larsen was refused 10 times since [\s\S]*object id is [0-9a-f-]{36}/,
  );
  const refused = (await logOf('piet')).filter(({ action }) => action === 'refused');
  expect(refused[0]).toMatchObject({
    actor: { oid: stage.person('piet').aadObjectId },
    events: [{ kind: 'refused', verb: 'close', reason: 'needs.analyst', incident: close!.incident }],
  });
  await stage.sandbox.app.idle();
  expect(told(/Piet Larsen was refused/)).toHaveLength(1);
});

test('fifteen closings by one person within minutes are told to the SOC once', async () => {
  const created = Array.from({ length: 15 }, (_, i) => stage.world.create({ title: `Of many ${i}` }));
  await stage.poll();
  const incidents: string[] = [];
  for (const { properties } of created)
    incidents.push(buttonsOf((await stage.card('soc', properties.incidentNumber)).card).close!.incident);
  const data = {
    verb: 'close',
    incidents: incidents.join(' '),
    outcome: 'Undetermined',
    comment: 'All of it.',
    nonce: 'n',
  };
  await stage.submit('ada', 'soc', data);
  await eventually('the SOC is told', () => told(/Ada Moreno has closed 15 incidents/).length === 1);
});

test('a program that acts as a person is told in one sentence when to go on, and others go on', async () => {
  const number = await stage.arrive({ title: 'Pressed by a program', entities });
  const { acknowledge } = buttonsOf((await stage.card('soc', number)).card);
  const answers = await Promise.all(
    Array.from({ length: 400 }, (_, i) => stage.click('mona', 'soc', { ...acknowledge, i: String(i) })),
  );
  const slowed = answers.filter(({ body }) => /go on in \d+ seconds\.$/.test(body.value));
  expect(slowed.length).toBeGreaterThan(100);
  expect(answers.every(({ status }) => status === 200)).toBe(true);
  const { body } = await stage.click('ada', 'soc', acknowledge!);
  expect(cardText(body.value)).toContain('Ada Moreno');
});
