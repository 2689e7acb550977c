/** How long after a change in Sentinel its card is on its way to Teams, where no playbook calls. */
import { figure, type Measure, percentile } from './figure.ts';
import { latencyMs, sleep, startWorld, type World } from './world.ts';

/** The shorter the interval, the more everything else counts; in production it is 30 s unless set. */
const pollSeconds = 2;
const worst = 15;
const spread = 15;

export const measure: Measure = async (progress) => {
  const world = await startWorld();
  const replica = await world.replica({ SENTINEL_POLL_SECONDS: String(pollSeconds) });
  await world.install(replica);
  await arrival(world, 0);

  const trips: number[] = [];
  const reads: number[] = [];
  const late: number[] = [];
  const any: number[] = [];
  for (let i = 0; i < worst + spread; i++) {
    // Nothing of the one before is under way any more, such as its details and the update of its card.
    await replica.idle();
    trips.push(...(await world.storeTrips(5)));
    reads.push(...(await world.sentinelReads(1)));
    // Just missed by a poll, and so the longest before the next; or evenly spread over the interval.
    if (i < worst) late.push(await arrival(world, 0));
    else any.push(await arrival(world, ((i - worst) / spread) * pollSeconds * 1000));
    progress(i + 1, worst + spread);
  }

  const [trip, read] = [percentile(trips, 0.5), percentile(reads, 0.5)];
  const least = pollSeconds * 1000 + read + trip;
  const floor = `poll interval ${pollSeconds} s, one bare read ${read.toFixed(0)} ms, one bare create ${trip.toFixed(1)} ms`;
  return [
    figure(
      'change in Sentinel → card POST begun, just missed by a poll, p50',
      percentile(late, 0.5) / least,
      'x',
      {
        goal: { atMost: 1.2 },
        note: `${worst} incidents raised right after Sentinel had answered a poll; over ${floor}`,
      },
    ),
    figure(
      'change in Sentinel → card POST begun, just missed by a poll, longest',
      Math.max(...late) / least,
      'x',
    ),
    figure('change in Sentinel → card POST begun, at any time, p50', percentile(any, 0.5) / least, 'x', {
      note: `${spread} incidents, evenly spread over the interval`,
    }),
  ];
};

/** Raises an incident so long after Sentinel has looked up what a poll asked for; gives the time until its card's POST arrives. */
async function arrival(world: World, afterMs: number): Promise<number> {
  await world.nextCall(({ service, path }) => service === 'sentinel' && /\/incidents\?/.test(path));
  // Half of the way to Sentinel is still before that call, and a little for the look-up itself.
  await sleep(latencyMs.sentinel / 2 + 10 + afterMs);
  const posted = world.nextCall(({ service, method }) => service === 'teams' && method === 'POST');
  world.incidents.create({ title: 'Mass download', alerts: [{ title: 'Mass download' }] });
  const raised = performance.now();
  return (await posted).at - raised;
}
