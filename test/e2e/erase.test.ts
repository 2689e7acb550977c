/** Words that are erased are nowhere any more: not in the store, on no card, in no message of Muster's; and the chain holds. */
import { CosmosClient } from '@azure/cosmos';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { verify } from '../../bot/audit.ts';
import { host } from '../../sandbox/sentinel/entities.ts';
import {
  buttonsOf,
  cardOf,
  cardText,
  eventually,
  formOf,
  type Json,
  type Stage,
  startStage,
  type Where,
} from './stage.ts';

let stage: Stage;
let first: number;
let second: number;

/** In every text that Piet writes, and Ada in hers: what is searched for afterwards. */
const canary = 'CANARY-piet';
const hers = 'CANARY-ada';

beforeAll(async () => {
  stage = await startStage();
  await stage.settle();
  [first, second] = [
    await stage.arrive({ title: 'Odd sign-in', entities: [host('pay-web-01', 'rg-payments')] }),
    await stage.arrive({ title: 'Odd process', entities: [host('pay-web-02', 'rg-payments')] }),
  ];
}, 40_000);
afterAll(() => stage.stop());

/** Everything that Cosmos DB holds. */
async function stored(): Promise<string> {
  const client = new CosmosClient({
    endpoint: stage.sandbox.ready.cosmos,
    key: 'c2FuZGJveA==',
    connectionPolicy: { enableEndpointDiscovery: false, enableBackgroundEndpointRefreshing: false },
  });
  const { resources } = await client.database('muster').container('log').items.readAll().fetchAll();
  return JSON.stringify(resources);
}

/** Every message of Muster's as people see it now, but for the histories that it showed to who asked. */
function shownNow(): string {
  const now = new Map<string, string>();
  for (const where of ['soc', 'payments'] as Where[])
    for (const message of stage.messages(where)) {
      const id = `${where} ${message.messageId}`;
      if (message.operation === 'remove') now.delete(id);
      else if (!cardText(message).startsWith('History of')) now.set(id, JSON.stringify(message.activity));
    }
  return [...now.values()].join('\n');
}

async function audited(): Promise<number> {
  const quiet = { log: () => undefined, error: () => undefined };
  return verify([], { COSMOS_ENDPOINT: stage.sandbox.ready.cosmos }, quiet);
}

/** Opens the dialog as an administrator, and gives the form. */
async function form(number: number): Promise<Json> {
  const [answer] = await stage.ask('alex', 'soc', `erase ${number}`);
  const { erase } = buttonsOf(cardOf(answer));
  return formOf((await stage.open('alex', 'soc', erase!)).body);
}

test('what a person wrote is there first, in many places', async () => {
  const { thread } = await stage.card('payments', first);
  const said = stage.activity(
    'piet',
    'payments',
    { type: 'message', text: `${canary} in the thread` },
    thread,
  );
  await stage.send(said);
  await stage.press('piet', 'payments', first, 'comment', { text: `${canary} as a comment` });
  await stage.press('ada', 'soc', first, 'ask', { question: `${hers} asks`, people: '' });
  await eventually('the question', () => shownNow().includes(`${hers} asks`));
  const question = stage.messages('payments').findLast((m) => buttonsOf(cardOf(m)).answer)!;
  const { answer, ...others } = buttonsOf(cardOf(question));
  await stage.fill('piet', 'payments', others['more time']!, {
    when: 'tomorrow',
    reason: `${canary} needs time`,
  });
  await stage.fill('piet', 'payments', others['question note']!, { text: `${canary} notes` });
  await stage.click(
    'piet',
    'payments',
    { ...answer!, answer: `${canary} answers`, link: `https://docs.example/${canary}` },
    thread,
    question.messageId,
  );
  await stage.press('piet', 'payments', second, 'not ours', { reason: `${canary} hands it back` });
  const outcome = 'FalsePositive.InaccurateData';
  await stage.press('ada', 'soc', second, 'close', { outcome, comment: `${hers} closes it` });
  await eventually('Sentinel holds it closed, and Muster knows', async () =>
    (await stage.log(second)).some(({ events }) => events.some(({ kind }) => kind === 'synced')),
  );
  await eventually('the SOC has all of it', () =>
    ['in the thread', 'as a comment', 'answers', 'needs time', 'notes', 'hands it back'].every((words) =>
      shownNow().includes(`${canary} ${words}`),
    ),
  );
  await eventually('Sentinel has it', () =>
    stage.comments(first).some((comment) => comment.includes(`${canary} in the thread`)),
  );
  expect((await stored()).includes(`${canary} hands it back`)).toBe(true);
  expect(await audited()).toBe(0);
}, 30_000);

describe('what is asked of an administrator', () => {
  test('is whose words, how many there are, where, why, and that they are sure', async () => {
    const opened = await form(first);
    const id = stage.person('piet').aadObjectId;
    const choices = JSON.stringify(opened);
    expect(choices).toContain(id);
    expect(choices).toContain('6 texts');
    expect(choices).toContain('can’t erase their own messages in Teams');
    const sent = { ...Object.assign({}, ...hidden(opened)), person: id, where: 'here', reason: 'request 17' };
    const again = await stage.submit('alex', 'soc', { ...sent, sure: 'no' });
    expect(cardText(formOf(again.body))).toContain('Please confirm');
    expect((await stored()).includes(`${canary} as a comment`)).toBe(true);
  });

  test('and of nobody else', async () => {
    const [answer] = await stage.ask('ada', 'soc', `erase ${first}`);
    expect(cardText(answer)).toMatch(/administrator/i);
  });
});

test('erased, it is nowhere in the store, on no card and in no message of Muster’s; the others’ words stay', async () => {
  const opened = await form(first);
  const person = stage.person('piet').aadObjectId;
  const done = await stage.submit('alex', 'soc', {
    ...Object.assign({}, ...hidden(opened)),
    person,
    where: 'everywhere',
    reason: 'request 17',
    sure: 'yes',
  });
  expect(cardText(done.body.task.value.card.content)).toMatch(
    /texts: 6\. Everywhere else .* Sentinel that hold “Piet/,
  );
  await eventually('the store has forgotten', async () => !(await stored()).includes(canary));
  await eventually('the cards have forgotten', () => !shownNow().includes(canary));
  expect((await stored()).includes(`${hers} asks`)).toBe(true);
  await eventually('it is said how much that was', async () =>
    (await stage.log(first)).some(({ events }) =>
      events.some((event) => event.kind === 'erasedElsewhere' && event.logs === 1 && event.texts === 1),
    ),
  );
  await eventually('nothing is under way', async () => (await audited()) === 0);
}, 30_000);

test('the history says that something was written and erased, why, and by whom', async () => {
  const [answer] = await stage.ask('ada', 'soc', `history ${first}`);
  const text = cardText(answer);
  expect(text).not.toContain(canary);
  expect(text).toContain('(erased)');
  expect(text).toMatch(/erased what Piet[^\n]* wrote here, on request; texts: 6/);
  expect(text).toContain('request 17');
});

test('a card that is drawn anew says so as well', async () => {
  await stage.press('ada', 'soc', first, 'take');
  await eventually('the card', () => stage.cardNow('soc', first)?.text.includes('(erased)'));
  expect(shownNow().includes(canary)).toBe(false);
});

function hidden(opened: Json): Json[] {
  return (opened.actions as Json[]).map((action) => action.data as Json);
}

test('why somebody closed an incident is erased as well, though it stands in the middle of what Sentinel says', async () => {
  expect((await stored()).includes(`${hers} closes it`)).toBe(true);
  expect(stage.cardNow('soc', second)?.text).toContain(`${hers} closes it`);
  const opened = await form(second);
  const inputs = {
    person: stage.person('ada').aadObjectId,
    where: 'everywhere',
    reason: 'request 18',
    sure: 'yes',
  };
  await stage.submit('alex', 'soc', { ...Object.assign({}, ...hidden(opened)), ...inputs });
  await eventually('the store has forgotten', async () => !(await stored()).includes(hers));
  await eventually('the cards have forgotten', () => !shownNow().includes(hers));
  const [answer] = await stage.ask('mona', 'soc', `history ${second}`);
  expect(cardText(answer)).toContain('(erased)');
  expect(cardText(answer)).not.toContain(hers);
  await eventually('nothing is under way', async () => (await audited()) === 0);
}, 30_000);
