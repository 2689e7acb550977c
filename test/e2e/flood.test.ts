/** Five thousand incidents in a minute, over twenty channels, against a Teams and a Sentinel that keep their limits. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connectChannel } from '../../sandbox/connect-payments.ts';
import { fastClock } from '../fakes/clock.ts';
import { fakeStore } from '../fakes/store.ts';
import { cardText, eventually, type Stage, startStage } from './stage.ts';

const count = 5000;
const teams = Array.from({ length: 19 }, (_, i) => `app-${String(i + 1).padStart(2, '0')}`);
const idOf = (team: string): string => `19:sandbox-${team}@thread.tacv2`;
const every =
  (n: number) =>
  (i: number): boolean =>
    i % n === 0;
const isHigh = every(50);

let stage: Stage;

beforeAll(async () => {
  // The emulator's queries get slow beyond some thousand documents; its adapter is held to the same contract elsewhere.
  stage = await startStage({
    store: fakeStore(),
    clock: fastClock(10),
    tickMs: 5000,
    teamsLimits: true,
    env: { SENTINEL_POLL_SECONDS: '50', STORM_CARDS_PER_MINUTE: '12' },
  });
  await stage.install('soc');
  for (const team of teams) {
    stage.gateway.places.push({
      id: idOf(team),
      name: team,
      kind: 'channel',
      members: ['ada', 'alex', 'piet'],
    });
    await connectChannel(
      stage.gateway,
      stage.gateway.people,
      { id: idOf(team), name: team },
      { name: team, tags: team },
    );
  }
}, 60_000);
afterAll(() => stage.stop());

/** How many of a channel's incidents can be seen there: by their own cards, and by the storm's. */
function visible(place: string): { own: number; storm: number } {
  const sent = stage.gateway.sent.filter((m) => m.place === place && m.status < 300);
  const own = new Set(
    sent
      .filter((m) => m.operation === 'post' && !m.conversationId.includes(';'))
      .flatMap((m) => /^Incident (\d+)$/m.exec(cardText(m))?.[1] ?? []),
  );
  const storm = sent.findLast((m) => /^Storm/m.test(cardText(m)));
  return {
    own: own.size,
    storm: Number(/(\d[\d,.’']*) incidents?/.exec(cardText(storm))?.[1]?.replace(/\D/g, '') ?? 0),
  };
}

test('are all to be seen, each in its channels, with not one 429', async () => {
  for (let i = 0; i < count; i++)
    stage.world.create({
      title: `Rule ${i % 7} fired`,
      severity: isHigh(i) ? 'High' : 'Medium',
      labels: [teams[i % teams.length]!],
    });
  const expected = (team: number): number => Math.ceil((count - team) / teams.length);
  const missing = (): string[] =>
    [['General', count] as const, ...teams.map((team, i) => [team, expected(i)] as const)].flatMap(
      ([place, wanted]) => {
        const { own, storm } = visible(place);
        return own + storm === wanted
          ? []
          : [`${place}: ${own} cards and ${storm} in the storm of ${wanted}`];
      },
    );
  await eventually('every incident to be seen', () => missing().length === 0, 120_000).catch((error) => {
    throw new Error(`${error.message}\n${missing().join('\n')}`);
  });
  expect(stage.gateway.throttled()).toBe(0);
  expect(stage.sandbox.requests!.count({ status: 429 })).toBe(0);
}, 150_000);
