/** How long a person waits for the new card after a click, in store round trips. */
import { type Figure, figure, type Measure, percentile } from './figure.ts';
import {
  type Answered,
  buttonsOf,
  type Json,
  latencyMs,
  type Replica,
  sleep,
  startWorld,
  type World,
} from './world.ts';

const incidents = 20;
const warmUpRounds = 2;
const rounds = 15;
const tripsEachRound = 15;
/** A busy SOC: while one is answered, Sentinel and the cards follow what was clicked before. */
const everyMs = 200;
const of = warmUpRounds + rounds + 4;

export const measure: Measure = async (progress) => {
  const world = await startWorld();
  // Nothing but the clicks themselves is to ask Sentinel for anything.
  const quiet = { SENTINEL_POLL_SECONDS: '3600' };
  const replica = await world.replica(quiet);
  await world.install(replica);
  for (let i = 1; i <= incidents; i++) {
    const alerts = [{ title: `Rare process on host ${i}`, severity: 'Medium' }];
    world.incidents.create({ title: `Rare process on host ${i}`, severity: 'Medium', alerts });
  }
  await replica.poll();
  await replica.idle();
  const desk = createDesk(world);

  const trips: number[] = [];
  const warm: number[] = [];
  let calls = 0;
  for (let round = 0; round < warmUpRounds + rounds; round++) {
    await replica.idle();
    const floor = await world.storeTrips(tripsEachRound);
    for (const incident of desk.all()) {
      const [answered] = await Promise.all([desk.press(replica, incident), sleep(everyMs)]);
      if (round < warmUpRounds) continue;
      warm.push(took(answered));
      calls += during(world, answered, incident).length;
    }
    if (round >= warmUpRounds) trips.push(...floor);
    progress(round + 1, of);
  }

  // One at a time, with nothing of earlier clicks under way: whatever is asked now, this click asks.
  const alone: number[] = [];
  for (const incident of desk.all()) {
    await replica.idle();
    const answered = await desk.press(replica, incident);
    alone.push(took(answered));
    calls += during(world, answered).length;
  }
  progress(of - 3, of);

  await replica.idle();
  const other = await world.replica(quiet);
  const [newcomer, ...strangers] = desk.all();
  const first = took(await desk.press(other, newcomer!));
  const cold: number[] = [];
  for (const incident of strangers) {
    await other.idle();
    cold.push(took(await desk.press(other, incident)));
  }
  progress(of - 2, of);

  // Only the race is to cost anything: who the other one is has been asked for before.
  await desk.press(other, newcomer!, world.colleague);
  const contended: number[] = [];
  for (const incident of desk.all()) {
    await Promise.all([replica.idle(), other.idle()]);
    const both = [desk.press(replica, incident), desk.press(other, incident, world.colleague)];
    contended.push(...(await Promise.all(both)).map(took));
  }
  progress(of - 1, of);

  const obvious = await world.obvious(await replica.card());
  const baseline: number[] = [];
  for (let round = 0; round < 2; round++)
    for (const incident of desk.all()) {
      const answered = await desk.press(obvious, incident);
      if (round > 0) baseline.push(took(answered));
    }
  progress(of, of);

  const trip = percentile(trips, 0.5);
  const over = (name: string, samples: number[], share: number, more: Pick<Figure, 'goal' | 'note'> = {}) =>
    figure(
      `${name}, ${share === 1 ? 'longest' : `p${share * 100}`}`,
      percentile(samples, share) / trip,
      'store trips',
      more,
    );
  const floor = `a bare create takes ${trip.toFixed(1)} ms (p50 of ${trips.length}; ${latencyMs.store} ms of it are the distance)`;
  return [
    over('warm click → new card', warm, 0.5, {
      goal: { atMost: 1.5 },
      note: `${warm.length} clicks, ${1000 / everyMs} a second, while the effects of earlier ones go on; ${floor}`,
    }),
    over('warm click → new card', warm, 0.99, { goal: { atMost: 3 } }),
    over('warm click, nothing else under way', alone, 0.5),
    over('warm click, nothing else under way', alone, 1),
    figure('calls of Sentinel, Graph or a roster within a warm click', calls, 'calls', {
      goal: { atMost: 0 },
      note: `${alone.length} clicks by themselves, and of the others what concerns their incident`,
    }),
    over('cold click: the incident is new to the replica', cold, 0.5),
    over('cold click: the incident is new to the replica', cold, 0.99),
    figure('cold click: the first after a start', first / trip, 'store trips', {
      note: 'it fetches keys, roster and roles once',
    }),
    over('contended click: two replicas at once', contended, 0.5),
    over('contended click: two replicas at once', contended, 0.99),
    over('beside it, the obvious stack: click → new card', baseline, 0.5, {
      note: 'Sentinel is asked in the click, the SDKs retry, each card is a new Template',
    }),
  ];
};

const took = ({ began, ended }: Answered): number => ended - began;

/** What was asked between a click and its answer, but for the store; with `incident` only what names that one, and rosters. */
function during(world: World, { began, ended }: Answered, incident?: string) {
  const name = incident?.split(':').at(-1) ?? '';
  return world.calls
    .filter(({ service, at }) => service !== 'store' && at >= began && at <= ended)
    .filter(({ service, path }) => /members/i.test(path) || service === 'directory' || path.includes(name))
    .filter(({ service, path }) => service !== 'teams' || /members/i.test(path));
}

/** Presses the buttons that the newest card of each incident has: acknowledges first, then takes and lets go in turn. */
function createDesk(world: World) {
  const cards = world.buttons();
  if (cards.size !== incidents) throw new Error(`Of ${incidents} incidents, ${cards.size} have a card.`);
  return {
    all: (): string[] => [...cards.keys()],
    async press(replica: Replica, incident: string, who?: World['colleague']): Promise<Answered> {
      const buttons = cards.get(incident)!;
      const [data] = ['acknowledge', 'release', 'take'].flatMap((verb) => buttons[verb] ?? []) as Json[];
      const answered = await world.click(replica, data!, who);
      cards.set(incident, buttonsOf(answered.body));
      return answered;
    },
  };
}
