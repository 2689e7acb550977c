/** Teams takes a message and its answer gets lost, or comes too late: over the wire, with and without a look at Graph. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { createLocalApp } from '../../sandbox/local-app.ts';
import { noLimits } from '../../sandbox/no-limits.ts';
import { NO_FAULTS } from '../../sandbox/teams/faults.ts';
import { GRAPH_AS_USUAL } from '../../sandbox/teams/graph.ts';
import { fastClock } from '../fakes/clock.ts';
import { buttonsOf, cardText, eventually, type Stage, startStage } from './stage.ts';

let stage: Stage;
const clock = fastClock(5);
const leaseMs = 5000;
beforeAll(async () => {
  stage = await startStage({ clock, tickMs: 1000, leaseMs, env: { SENTINEL_POLL_SECONDS: '3600' } });
  await stage.settle();
}, 30_000);
afterEach(() => {
  stage.gateway.setFaults(NO_FAULTS);
  stage.gateway.setGraph(GRAPH_AS_USUAL);
});
afterAll(() => stage.stop());

/** An incident whose card in the SOC's channel Teams took, while the answer was lost. */
async function arriveUnanswered(title: string): Promise<number> {
  stage.gateway.setFaults({ loseAnswers: true });
  const { incidentNumber: number } = stage.world.create({ title }).properties;
  await stage.poll();
  await eventually('the card that Teams accepted', () => stage.cardPosts('soc', number).length === 1);
  stage.gateway.setFaults(NO_FAULTS);
  return number;
}
const posted = async (number: number) =>
  (await stage.log(number)).flatMap(({ events }) => events).find(({ kind }) => kind === 'posted');
/** What a message shows now. */
const shown = (messageId: string) => {
  const changes = stage.gateway.sent.filter((m) => m.messageId === messageId && m.status < 300);
  return changes.at(-1)?.operation === 'remove' ? undefined : cardText(changes.at(-1));
};

test('where the team’s owner consented it is found: one card, not marked, kept up to date', async () => {
  stage.gateway.setGraph({ lagMs: 2000 });
  const number = await arriveUnanswered('Found');
  const event = await eventually('the log knows it', () => posted(number));
  const [card, ...more] = stage.cardPosts('soc', number);
  expect(more).toEqual([]);
  expect(event).toMatchObject({ message: card?.messageId });
  expect(event).not.toHaveProperty('again');
  await stage.press('ada', 'soc', number, 'acknowledge');
  await eventually('it shows who acknowledged', () => /Ada Moreno/.test(shown(card!.messageId!) ?? ''));
  expect(JSON.stringify(stage.cardPosts('soc', number))).not.toContain('twice');
});

test('without consent a second comes, marked; a click on the first makes it known, and both show the same', async () => {
  stage.gateway.setGraph({ consent: false });
  const number = await arriveUnanswered('Sent again');
  const [orphan, second] = await eventually('one more', () => {
    const posts = stage.cardPosts('soc', number);
    return posts.length > 1 && posts;
  });
  expect(orphan?.activity?.summary).not.toMatch(/twice/);
  expect(second?.activity?.summary).toMatch(/twice/);
  await eventually('the log knows the second', () => posted(number));

  const data = buttonsOf((await stage.card('soc', number)).card).acknowledge!;
  const thread = `${orphan!.conversationId};messageid=${orphan!.messageId}`;
  const { body } = await stage.click('ada', 'soc', data, thread, orphan!.messageId);
  expect(cardText(body.value)).toContain('Ada Moreno');
  for (const { messageId } of [orphan!, second!])
    await eventually('each shows it', () =>
      /Ada Moreno[\s\S]*Posted here 2 times/.test(shown(messageId!) ?? ''),
    );
  await stage.type('ada', 'soc', 'I said this in the first one’s thread', thread);
  await eventually('its thread is the incident’s', () =>
    /first one’s thread/.test(shown(second!.messageId!) ?? ''),
  );
  expect(stage.cardPosts('soc', number)).toHaveLength(2);
});

test('a sender whose answer comes after another has taken over takes its own card back', async () => {
  // It looks for nothing and renews nothing, as one that is frozen.
  const frozen = await createLocalApp(
    { ...stage.sandbox.config, port: 0 },
    {
      signing: stage.gateway,
      graphUrl: stage.gateway.graphUrl,
      logger: pino({ level: 'silent' }),
      clock,
      tickMs: 3_600_000,
      leaseMs,
      limits: noLimits,
    },
  );
  try {
    await frozen.start('127.0.0.1');
    // Until nobody holds the channel.
    await clock.wait(1.5 * leaseMs);
    stage.gateway.setFaults({ latencyMs: 5000 });
    const { incidentNumber: number } = stage.world.create({ title: 'Too late' }).properties;
    const polled = frozen.poll();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    stage.gateway.setFaults(NO_FAULTS);
    const first = await eventually('the other sends it', () => stage.cardPosts('soc', number)[0]);
    const [, late] = await eventually('the late one', () => {
      const posts = stage.cardPosts('soc', number);
      return posts.length === 2 && posts;
    });
    await eventually('it is taken back', () => shown(late!.messageId!) === undefined);
    expect(shown(first.messageId!)).toContain('Too late');
    expect(await posted(number)).toMatchObject({ message: first.messageId });
    await polled;
  } finally {
    await frozen.stop();
  }
}, 30_000);
