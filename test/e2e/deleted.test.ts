/** Incidents that somebody deletes in Sentinel: Muster finds out, says so, and lets nobody work on what is not there. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { host } from '../../sandbox/sentinel/entities.ts';
import { buttonsOf, cardText, eventually, type Stage, startStage } from './stage.ts';

let stage: Stage;
const entities = [host('pay-web-01', 'rg-payments')];
const sweep = async () => {
  // What Muster holds to be open is read from snapshots, which follow the logs.
  await stage.sandbox.app.idle();
  await stage.sandbox.app.sweep();
};
const saysDeleted = (where: 'soc' | 'payments', number: number) =>
  eventually(`the card of #${number} in ${where} says that it was deleted`, () =>
    /Deleted in Sentinel/.test(stage.cardNow(where, number)!.text),
  );
const metric = async (name: string): Promise<number> => {
  const text = await (await fetch(`${stage.sandbox.ready.bot}/metrics`)).text();
  return Number(new RegExp(`^${name}\\{workspace="ws-soc"\\} (\\S+)$`, 'm').exec(text)?.[1]);
};

beforeAll(async () => {
  stage = await startStage();
  await stage.settle();
}, 30_000);
afterEach(() => {
  stage.world.faults.down = false;
});
afterAll(() => stage.stop());

test('a deleted incident says so on each of its cards, leaves the lists, and nobody can act on it', async () => {
  const number = await stage.arrive({ title: 'To be deleted', entities });
  const { card, thread } = await stage.card('payments', number);
  const data = buttonsOf(card);
  stage.world.remove(number);
  await sweep();
  await saysDeleted('soc', number);
  await saysDeleted('payments', number);
  expect(Object.keys(buttonsOf(stage.cardNow('soc', number)!.card))).toEqual(['history', 'report']);
  const { body } = await stage.click('piet', 'payments', data.acknowledge!, thread);
  expect(JSON.stringify(body)).toMatch(new RegExp(`#${number} was deleted in Sentinel`));
  const open = cardText((await stage.open('piet', 'payments', data.comment!)).body);
  expect(open).toMatch(/was deleted in Sentinel/);
  expect(cardText((await stage.ask('ada', 'soc', 'open'))[0])).not.toContain('To be deleted');
  expect(cardText((await stage.ask('ada', 'soc', `history ${number}`))[0])).toMatch(/it was deleted there/);
});

test('words in its thread are kept, and it is said that Sentinel doesn’t get them', async () => {
  const { thread } = await stage.card('soc', 1);
  expect(cardText((await stage.ask('ada', 'soc', 'that was the drill', thread))[0])).toMatch(/Kept/);
  expect(cardText((await stage.ask('ada', 'soc', 'history 1'))[0])).toContain('that was the drill');
});

test('a change that meets a deleted incident is dropped, and whoever wanted it is told once', async () => {
  const number = await stage.arrive({ title: 'Deleted while it was written', entities });
  stage.world.faults.down = true;
  await stage.press('ada', 'soc', number, 'acknowledge');
  await stage.press('ada', 'soc', number, 'severity', { severity: 'High' });
  stage.world.remove(number);
  stage.world.faults.down = false;
  await saysDeleted('soc', number);
  const told = () =>
    stage
      .messages('soc')
      .filter((m) => new RegExp(`Ada Moreno.*#${number} was deleted`).test(String(m.activity?.text)));
  await eventually('Ada is told', () => told().length === 1);
  await sweep();
  expect(told()).toHaveLength(1);
  const history = cardText((await stage.ask('ada', 'soc', `history ${number}`))[0]);
  expect(history.match(/it was deleted there/g)).toHaveLength(1);
  expect(stage.cardNow('soc', number)!.text).not.toMatch(/Not yet in Sentinel/);
});

test('one that a poll missed is found by the sweep, and one that was closed meanwhile is not taken as deleted', async () => {
  const number = await stage.arrive({ title: 'Closed meanwhile' });
  stage.world.change(number, { status: 'Closed', classification: 'Undetermined' });
  await sweep();
  await eventually('its card says closed', () => /Closed/.test(stage.cardNow('soc', number)!.text));
  expect(stage.cardNow('soc', number)!.text).not.toMatch(/Deleted/);
  expect(await metric('muster_last_sweep_seconds')).toBeLessThan(60);
});

test('when most of many open incidents are gone at once none is taken as deleted, and the metrics say so', async () => {
  const numbers: number[] = [];
  for (let i = 0; i < 12; i++)
    numbers.push(stage.world.create({ title: `Many ${i}` }).properties.incidentNumber);
  await stage.poll();
  for (const number of numbers) await stage.card('soc', number);
  await eventually('their snapshots', async () => {
    await stage.sandbox.app.idle();
    return /12 open/.test(cardText((await stage.ask('ada', 'soc', 'open'))[0]));
  });
  for (const number of numbers.slice(0, 8)) stage.world.remove(number);
  await sweep();
  expect(await metric('muster_doubted_deletions')).toBe(8);
  expect(stage.logs.some(({ level, msg }) => level >= 50 && /most of the open incidents/.test(msg))).toBe(
    true,
  );
  expect(stage.cardNow('soc', numbers[0]!)!.text).not.toMatch(/Deleted/);

  // Closed in Teams, one of them is asked for by itself, and that is believed.
  await stage.press('ada', 'soc', numbers[0]!, 'acknowledge');
  await saysDeleted('soc', numbers[0]!);
});
