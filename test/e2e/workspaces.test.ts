/** Two Sentinel workspaces: each is read by itself, cards say which, and a number that both have is asked about. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cardText, eventually, nodes, type Stage, startStage } from './stage.ts';

const second = '00000000-0000-4000-8000-000000000002/rg-soc-us/ws-us';
let stage: Stage;

beforeAll(async () => {
  stage = await startStage({ env: { SENTINEL_MORE_WORKSPACES: second } });
  await stage.install('soc');
  const [here, there] = stage.world.workspaces;
  here!.create({ title: 'Here' });
  there!.create({ title: 'There' });
  await stage.poll();
  await eventually('both cards', () => posts().length === 2);
}, 30_000);
afterAll(() => stage.stop());

const posts = () =>
  stage.messages('soc').filter((m) => m.operation === 'post' && /^Incident 1/m.test(cardText(m)));
const cardOfTitle = (title: string): string =>
  posts()
    .map(cardText)
    .find((text) => text.includes(title)) ?? '';

test('each incident’s card says which workspace it is from', () => {
  expect(cardOfTitle('Here')).toContain('ws-soc');
  expect(cardOfTitle('There')).toContain('ws-us');
});

test('a number that both have is asked about, and nothing is done until one is chosen', async () => {
  const [answer] = await stage.ask('ada', 'soc', 'severity 1 high');
  const text = cardText(answer);
  expect(text).toMatch(/ws-soc/);
  expect(text).toMatch(/ws-us/);
  const [here, there] = stage.world.workspaces;
  expect([here!.raw(1), there!.raw(1)].map((held) => held?.incident.properties.severity)).toEqual([
    'Medium',
    'Medium',
  ]);
  const buttons = nodes(answer?.activity).filter((n) => n.data?.verb === 'severity');
  const { incident } = there!.raw(1)!;
  const chosen = buttons.find((n) => n.data.incident?.includes(incident.name.toLowerCase()));
  await stage.click('ada', 'soc', chosen!.data);
  await eventually('the one that was chosen', () => there!.raw(1)?.incident.properties.severity === 'High');
  expect(here!.raw(1)?.incident.properties.severity).toBe('Medium');
});

test('how long ago each was read is measured under its name', async () => {
  const metrics = await (await fetch(`${stage.sandbox.ready.bot}/metrics`)).text();
  expect(metrics).toMatch(/muster_seconds_since_poll\{workspace="ws-us"\}/);
  expect(metrics).toMatch(/muster_seconds_since_poll\{workspace="ws-soc"\}/);
});
