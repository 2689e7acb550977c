/** How long a playbook waits for its 202, in store round trips. */
import { figure, type Measure, percentile } from './figure.ts';
import { sleep, startWorld } from './world.ts';

const incidents = 20;
const warmUpRounds = 2;
const rounds = 10;
const tripsEachRound = 15;
/** What a hint sets off (reading the incident, its log, its card) goes on while the next is answered. */
const everyMs = 200;

export const measure: Measure = async (progress) => {
  const world = await startWorld();
  const replica = await world.replica({ SENTINEL_POLL_SECONDS: '3600' });
  await world.install(replica);
  const raised = Array.from({ length: incidents }, (_, i) =>
    world.incidents.create({ title: `Impossible travel ${i + 1}`, alerts: [{ title: 'Impossible travel' }] }),
  );
  const trips: number[] = [];
  const waits: number[] = [];
  for (let round = 0; round < warmUpRounds + rounds; round++) {
    await replica.idle();
    const floor = await world.storeTrips(tripsEachRound);
    for (const incident of raised) {
      const [{ status, began, ended }] = await Promise.all([world.hint(replica, incident), sleep(everyMs)]);
      if (status !== 202) throw new Error(`The webhook answered ${status}.`);
      if (round >= warmUpRounds) waits.push(ended - began);
    }
    if (round >= warmUpRounds) trips.push(...floor);
    progress(round + 1, warmUpRounds + rounds);
  }
  const trip = percentile(trips, 0.5);
  return [
    figure('webhook → 202, p50', percentile(waits, 0.5) / trip, 'store trips', {
      goal: { atMost: 1.3 },
      note: `${waits.length} signed calls, ${1000 / everyMs} a second; a bare create takes ${trip.toFixed(1)} ms (p50 of ${trips.length})`,
    }),
    figure('webhook → 202, p99', percentile(waits, 0.99) / trip, 'store trips'),
  ];
};
