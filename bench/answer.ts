/** How long an application engineer waits for the new card after an answer to a question of the SOC's, in store round trips. */
import { host } from '../sandbox/sentinel/entities.ts';
import { PLACE_IDS } from '../sandbox/teams/people.ts';
import { figure, type Measure, percentile } from './figure.ts';
import { type Json, sleep, startWorld } from './world.ts';

const incidents = 15;
const warmUp = 1;
const rounds = 6;
const tripsEachRound = 15;
const everyMs = 200;
const of = warmUp + rounds + 1;

export const measure: Measure = async (progress) => {
  const world = await startWorld();
  const replica = await world.replica({ SENTINEL_POLL_SECONDS: '3600' });
  await world.install(replica);
  await world.connect(replica);
  for (let i = 1; i <= incidents; i++)
    world.incidents.create({
      title: `Rare process on pay-${i}`,
      severity: 'Medium',
      entities: [host(`pay-${i}`)],
    });
  await replica.poll();
  await replica.idle();
  const asking = world.buttons('General', 'ask');
  if (asking.size !== incidents)
    throw new Error(`Of ${incidents} incidents, ${asking.size} can be asked about.`);
  for (const [incident, { ask }] of asking)
    await world.submit(replica, {
      ...ask,
      msteams: undefined,
      nonce: `ask ${incident}`,
      channel: PLACE_IDS.payments,
      answers: 'yesNo',
      question: 'Was this deployment planned?',
      when: '1h',
    });
  await replica.idle();
  progress(1, of);

  const questions = world.buttons('Payments', 'answer');
  if (questions.size !== incidents)
    throw new Error(`Of ${incidents} questions, ${questions.size} can be answered.`);
  const trips: number[] = [];
  const answers: number[] = [];
  for (let round = 0; round < warmUp + rounds; round++) {
    await replica.idle();
    const floor = await world.storeTrips(tripsEachRound);
    for (const [, { answer }] of questions) {
      // Corrected each time after the first: the old answers are kept, so the log and the card grow.
      const data: Json = { ...answer, value: round % 2 === 0 ? 'yes' : 'no', answer: `Round ${round}` };
      const [answered] = await Promise.all([
        world.click(replica, data, world.engineer, PLACE_IDS.payments),
        sleep(everyMs),
      ]);
      if (round >= warmUp) answers.push(answered.ended - answered.began);
    }
    if (round >= warmUp) trips.push(...floor);
    progress(round + 2, of);
  }

  const trip = percentile(trips, 0.5);
  const over = (share: number, atMost: number) =>
    figure(
      `warm answer to a question → new card, p${share * 100}`,
      percentile(answers, share) / trip,
      'store trips',
      {
        goal: { atMost },
        note: `${answers.length} answers; a bare create takes ${trip.toFixed(1)} ms`,
      },
    );
  return [over(0.5, 1.5), over(0.99, 3)];
};
