/** A bad day of Teams', and a restart in the middle of it: no card is lost, and none comes twice unmarked. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { host } from '../../sandbox/sentinel/entities.ts';
import { NO_FAULTS } from '../../sandbox/teams/faults.ts';
import { cardText, eventually, type Stage, startStage } from './stage.ts';

let stage: Stage;
const entities = [host('pay-web-01', 'rg-payments')];
const create = async (title: string): Promise<number> => {
  const { incidentNumber: number } = stage.world.create({ title, entities }).properties;
  await stage.poll();
  return number;
};
const refused = (text: string) =>
  eventually(`a failure that says ${text}`, () => stage.logs.some(({ err }) => String(err).includes(text)));

beforeAll(async () => {
  stage = await startStage();
  await stage.settle();
}, 30_000);
afterEach(() => {
  stage.gateway.setFaults(NO_FAULTS);
  stage.world.faults.down = false;
  stage.logs.length = 0;
});
afterAll(() => stage.stop());

test('a Teams that throttles gets the cards later, once each', async () => {
  stage.gateway.setFaults({ throttle: { retryAfterSeconds: 1 } });
  const number = await create('Throttled');
  await refused('429');
  stage.gateway.setFaults(NO_FAULTS);
  await stage.card('soc', number);
  await stage.card('payments', number);
  expect(stage.cardPosts('soc', number)).toHaveLength(1);
  // Nothing was accepted, so nothing is marked.
  expect(JSON.stringify(stage.cardPosts('soc', number))).not.toContain('twice');
});

test('a Teams that is down gets the cards once it is back', async () => {
  stage.gateway.setFaults({ down: true });
  const number = await create('Unreachable');
  await refused('Teams did not');
  expect(stage.cardNow('soc', number)).toBeUndefined();
  stage.gateway.setFaults(NO_FAULTS);
  await stage.card('soc', number);
  await stage.card('payments', number);
  expect(stage.cardPosts('soc', number)).toHaveLength(1);
});

test('while Teams takes no messages clicks are answered, and the cards catch up', async () => {
  const number = await stage.arrive({ title: 'Clicked meanwhile', entities });
  await stage.card('payments', number);
  // Who is here was asked before, and is kept for some minutes.
  await stage.ask('ada', 'soc', 'open');
  stage.gateway.setFaults({ down: true });
  const { body } = await stage.press('ada', 'soc', number, 'acknowledge');
  expect(cardText(body.value)).toContain('Ada Moreno');
  await refused('update the card');
  stage.gateway.setFaults(NO_FAULTS);
  await eventually('the team’s card', () => /Ada Moreno/.test(stage.cardNow('payments', number)!.text));
});

test('an update whose answer was lost is sent again, and posts nothing', async () => {
  const number = await stage.arrive({ title: 'Updated' });
  const posts = stage.messages('soc').filter((m) => m.operation === 'post').length;
  stage.gateway.setFaults({ loseAnswers: true });
  stage.world.change(number, { title: 'Updated twice' });
  await stage.poll();
  await refused('update the card');
  stage.gateway.setFaults(NO_FAULTS);
  await eventually('the update', () => stage.cardNow('soc', number)!.text.includes('Updated twice'));
  expect(stage.messages('soc').filter((m) => m.operation === 'post')).toHaveLength(posts);
});

test('a Muster that is started again carries on with what is open, and posts no second card', async () => {
  const before = await stage.arrive({ title: 'Before the restart', entities });
  await stage.card('payments', before);
  stage.gateway.setFaults({ throttle: { retryAfterSeconds: 1 } });
  stage.world.faults.down = false;
  const during = await create('During the restart');
  await refused('429');
  stage.world.faults.down = true;
  await stage.press('ada', 'soc', before, 'comment', { text: 'Said before the restart' });
  await eventually('a first try in vain', () =>
    stage.logs.some(({ effect }) => effect?.kind === 'sentinel.comment'),
  );

  await stage.sandbox.restart();
  stage.gateway.setFaults(NO_FAULTS);
  stage.world.faults.down = false;
  await stage.card('soc', during);
  await stage.card('payments', during);
  await eventually('the comment', () => stage.comments(before).length === 1);
  await stage.ready();

  const after = await stage.arrive({ title: 'After the restart', entities });
  await stage.card('payments', after);
  for (const number of [before, during, after])
    for (const where of ['soc', 'payments'] as const) expect(stage.cardPosts(where, number)).toHaveLength(1);
  expect(
    stage
      .messages('soc')
      .filter(
        (m) =>
          cardText(m).includes('open') &&
          m.operation === 'post' &&
          cardText(m).includes('Before the restart') &&
          !stage.cardPosts('soc', before).includes(m),
      ),
  ).toEqual([]);
}, 40_000);

test('after a restart a click on an old card works, and changes that same card', async () => {
  const number = await stage.arrive({ title: 'Old card', entities });
  const { messageId } = await stage.card('soc', number);
  await stage.sandbox.restart();
  const { body } = await stage.press('ada', 'soc', number, 'acknowledge');
  expect(cardText(body.value)).toContain('Ada Moreno');
  await eventually('the same message', () =>
    stage
      .messages('soc')
      .some((m) => m.messageId === messageId && m.operation === 'update' && /Ada Moreno/.test(cardText(m))),
  );
  await eventually('Sentinel is told', () => stage.held(number).incident.properties.status === 'Active');
  expect(stage.cardPosts('soc', number)).toHaveLength(1);
}, 20_000);
