/** Comments both ways between Teams and Sentinel, without an echo, and within what Sentinel takes. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { host } from '../../sandbox/sentinel/entities.ts';
import { cardText, eventually, type Json, type Stage, startStage, type Where } from './stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await startStage({ sentinelLimits: false });
  await stage.settle();
}, 30_000);
afterEach(() => {
  Object.assign(stage.world.faults, { down: false, refuse: undefined, dropAfterCommit: 0, latencyMs: 0 });
});
afterAll(() => stage.stop());

/** An incident with a card in the SOC's channel and in the payments team's. */
async function incident(): Promise<number> {
  const number = await stage.arrive({ title: 'Odd sign-in', entities: [host('pay-web-01', 'rg-payments')] });
  await stage.card('payments', number);
  return number;
}

/** What stands in an incident's thread below its card. */
function replies(where: Where, number: number): string[] {
  const thread = stage.cardNow(where, number)?.thread;
  return stage
    .messages(where)
    .filter((m) => m.operation === 'post' && m.conversationId === thread)
    .map(cardText);
}
const reply = (where: Where, number: number, text: string) =>
  eventually(`“${text}” in the thread of #${number} in ${where}`, () =>
    replies(where, number).find((one) => one.includes(text)),
  );
const inSentinel = (number: number, text: string) =>
  eventually(`a comment in Sentinel with “${text}”`, () =>
    stage.comments(number).find((comment) => comment.includes(text)),
  );
const events = async (number: number, kind: string): Promise<Json[]> =>
  (await stage.log(number)).flatMap((entry) => entry.events.filter((event) => event.kind === kind));

/** Writes in the incident's thread, mentioning Muster, and returns Teams' id of the message. */
async function write(key: string, where: Where, number: number, text: string): Promise<string> {
  const { thread } = await stage.card(where, number);
  const activity = stage.activity(key, where, { type: 'message', text: `<at>Muster</at> ${text}` }, thread);
  expect((await stage.send(activity)).status).toBe(200);
  return activity.id;
}

/** Its author, or somebody else, edits or deletes a message in Teams. */
async function change(
  key: string,
  where: Where,
  number: number,
  id: string,
  eventType: string,
  text?: string,
) {
  const { thread } = await stage.card(where, number);
  const type = eventType === 'softDeleteMessage' ? 'messageDelete' : 'messageUpdate';
  const activity = stage.activity(key, where, { type, id, ...(text && { text }) }, thread);
  activity.channelData.eventType = eventType;
  expect((await stage.send(activity)).status).toBe(200);
}

test('what an analyst comments in Sentinel comes as one reply in the SOC’s thread, and not in the team’s', async () => {
  const number = await incident();
  stage.world.comment(number, 'Looks like a VPN exit node.', 'Ada Moreno');
  const told = await reply('soc', number, 'Looks like a VPN exit node.');
  expect(told).toMatch(/^Ada Moreno commented in Sentinel, \d{1,2} \w+ \d{4}, \d\d:\d\d UTC$/m);
  await eventually('the SOC’s card shows it', () =>
    /in Sentinel[\s\S]*VPN exit node/.test(stage.cardNow('soc', number)?.text ?? ''),
  );
  const [history] = await stage.ask('ada', 'soc', `history ${number}`);
  expect(cardText(history)).toMatch(/commented in Sentinel[\s\S]*VPN exit node/);
  const [theirs] = await stage.ask('piet', 'payments', `history ${number}`);
  expect(cardText(theirs)).not.toContain('VPN exit node');
  expect(replies('payments', number).join()).not.toContain('VPN exit node');
  expect(stage.cardNow('payments', number)?.text).not.toContain('VPN exit node');
});

test('several at once are one reply, and a comment read twice is one', async () => {
  const number = await incident();
  for (const text of ['First.', 'Second.', 'Third.']) stage.world.comment(number, text, 'Ada Moreno');
  const told = await reply('soc', number, 'Third.');
  expect(told).toMatch(/First\.[\s\S]*Second\.[\s\S]*Third\./);
  stage.world.comment(number, 'Fourth.', 'Ada Moreno');
  expect(await reply('soc', number, 'Fourth.')).not.toContain('First.');
  expect(await events(number, 'heard')).toHaveLength(4);
});

test('what a playbook comments in HTML is plain text, and hostile text stays text', async () => {
  const number = await incident();
  stage.world.comment(
    number,
    '<h3>Triage</h3><p>Risk: <b>high</b> &amp; rising</p><script>alert(1)</script>' +
      '<a href="https://evil.example/x">click here</a> see <host-01> [link](https://evil.example)\u202E',
    'Playbook',
  );
  const told = await reply('soc', number, 'Risk: high & rising');
  expect(told).toContain('see <host-01>');
  expect(told).not.toMatch(/<h3>|<b>|alert\(1\)|https:\/\/|\u202E/);
  expect(told).toContain('https[:]//evil[.]example/x');
});

test('a long comment is shortened in the thread', async () => {
  const number = await incident();
  stage.world.comment(number, 'word '.repeat(5000), 'Ada Moreno');
  const told = await reply('soc', number, '… (whole in Sentinel)');
  expect(told.length).toBeLessThan(2000);
});

test('what Muster wrote never comes back, whatever becomes of the answer, and after a restart', async () => {
  const number = await incident();
  await stage.press('piet', 'payments', number, 'comment', { text: 'We know of it' });
  await inSentinel(number, 'We know of it');
  stage.world.faults.dropAfterCommit = 1;
  await stage.press('piet', 'payments', number, 'comment', { text: 'Its answer is lost' });
  await inSentinel(number, 'Its answer is lost');
  await stage.sandbox.restart();
  await stage.ready();
  stage.world.comment(number, 'Somebody else', 'Ada Moreno');
  await reply('soc', number, 'Somebody else');
  expect(await events(number, 'heard')).toHaveLength(1);
  const all = replies('soc', number).filter((one) => /commented in Sentinel|comments in Sentinel/.test(one));
  expect(all).toHaveLength(1);
  await eventually('both are known to be written', async () => {
    const written = await events(number, 'commentWritten');
    return written.length === 2;
  });
  expect(stage.comments(number)).toHaveLength(3);
}, 40_000);

test('a team’s words reach the SOC’s thread; the SOC’s reach the team only when they are shared', async () => {
  const number = await incident();
  await write('piet', 'payments', number, 'We are on it');
  await reply('soc', number, 'We are on it');
  await write('ada', 'soc', number, 'Between us: keep an eye on them');
  await inSentinel(number, 'Between us');
  await stage.press('ada', 'soc', number, 'share', { text: 'Thank you, team' });
  await reply('payments', number, 'Thank you, team');
  expect(JSON.stringify(stage.messages('payments').map((m) => m.activity))).not.toContain('Between us');
});

test('each card says once what is kept, and that all is kept once Teams tells of every message', async () => {
  const number = await incident();
  expect(stage.cardNow('soc', number)?.text).toContain('replies in its thread that mention @Muster');
  expect(stage.cardNow('payments', number)?.text).toMatch(/mention @Muster\. The SOC sees them too/);
  const { thread } = await stage.card('payments', number);
  await stage.send(stage.activity('piet', 'payments', { type: 'message', text: 'No mention' }, thread));
  await eventually('the card says so', () =>
    /every reply in its thread/.test(stage.cardNow('payments', number)?.text ?? ''),
  );
  // The consent is the team's, so its other channels have it too.
  const other = await incident();
  expect(stage.cardNow('soc', other)?.text).toContain('every reply in its thread');
});

test('a message edited before it is in Sentinel goes there as it is now; deleted, it does not', async () => {
  const number = await incident();
  // Near Sentinel's limit what is said waits longer, and goes at once when it is much.
  for (let i = 0; i < 90; i++) stage.world.comment(number, `Other ${i}`, 'Ada Moreno');
  await eventually('they are heard', async () => (await events(number, 'heard')).length === 90);
  const edited = await write('piet', 'payments', number, 'It was hostt A');
  const deleted = await write('piet', 'payments', number, 'Wrong thread, sorry');
  await change('piet', 'payments', number, edited, 'editMessage', '<at>Muster</at> It was host A');
  await change('piet', 'payments', number, deleted, 'softDeleteMessage');
  await write('piet', 'payments', number, `That is all. ${'&'.repeat(19_000)}`);
  expect(await inSentinel(number, 'It was host A')).toMatch(/\(Payments, Teams\): It was host A/);
  await inSentinel(number, 'That is all');
  expect(stage.comments(number).join()).not.toMatch(/hostt|Wrong thread/);
  for (const where of ['soc', 'payments'] as const)
    await eventually(`the card in ${where} shows it no more`, () => {
      const shown = stage.cardNow(where, number)?.text ?? '';
      return shown.includes('It was host A') && !/hostt|Wrong thread/.test(shown);
    });
});

test('edited or deleted later, a line follows in Sentinel and in the SOC’s thread, and the history has both', async () => {
  const number = await incident();
  const id = await write('piet', 'payments', number, 'It was Ann');
  await inSentinel(number, 'It was Ann');
  await change('piet', 'payments', number, id, 'editMessage', '<at>Muster</at> It was Ben');
  expect(await inSentinel(number, 'It was Ben')).toMatch(/Edited the message of .*: It was Ben/);
  expect(await reply('soc', number, 'It was Ben')).toContain('edited the message');
  const [history] = await stage.ask('piet', 'payments', `history ${number}`);
  expect(cardText(history)).toMatch(/edited a message in Payments[\s\S]*It was Ann → It was Ben/);
  await change('piet', 'payments', number, id, 'softDeleteMessage');
  await inSentinel(number, 'Deleted the message of');
  const [after] = await stage.ask('piet', 'payments', `history ${number}`);
  expect(cardText(after)).toContain('deleted a message in Payments');
  expect(cardText(after)).not.toMatch(/It was (?:Ann|Ben)/);
  await change('piet', 'payments', number, id, 'undeleteMessage', '<at>Muster</at> It was Ben');
  await inSentinel(number, 'Brought back the message of');
  const texts = (await stage.log(number)).map((entry) => JSON.stringify(entry.texts)).join();
  expect(texts).toMatch(/It was Ann[\s\S]*It was Ben/);
}, 40_000);

test('an edit never acts, counts for nobody else’s message, and is dropped for one that was not kept', async () => {
  const number = await incident();
  const id = await write('piet', 'payments', number, 'Just looking');
  await change('piet', 'payments', number, id, 'editMessage', '<at>Muster</at> acknowledge');
  await change('ada', 'payments', number, id, 'editMessage', '<at>Muster</at> Forged');
  await change('ada', 'payments', number, id, 'softDeleteMessage');
  await change('piet', 'payments', number, 'never-seen', 'editMessage', '<at>Muster</at> Unheard of');
  await inSentinel(number, 'acknowledge');
  const kinds = (await stage.log(number)).flatMap((entry) => entry.events.map((event) => event.kind));
  expect(kinds.filter((kind) => kind === 'edited')).toHaveLength(1);
  expect(kinds).not.toContain('acknowledged');
  expect(kinds).not.toContain('deleted');
  expect(JSON.stringify(await stage.log(number))).not.toMatch(/Forged|Unheard of/);
});

test('130 messages and 60 comments of others end within 100 comments, the last of which says where all of it is', async () => {
  const number = await incident();
  for (let i = 0; i < 60; i++) stage.world.comment(number, `Other ${i}`, 'Ada Moreno');
  await eventually('they are heard', async () => (await events(number, 'heard')).length === 60);
  const long = '&'.repeat(3900);
  for (let i = 0; i < 130; i++)
    await stage.press('ada', 'soc', number, 'comment', { text: `Message ${i}. ${i < 35 ? '' : long}` });
  await eventually('Sentinel gets no more', async () => (await events(number, 'commentsEnded')).length === 1);
  await reply('soc', number, 'Sentinel takes no more comments');
  await reply('payments', number, 'Sentinel takes no more comments');
  await eventually('all that was asked for is written', async () => {
    const asked = (await stage.log(number)).flatMap((e) =>
      e.effects.filter((f) => f.kind === 'sentinel.comment'),
    );
    return (await events(number, 'commentWritten')).length === asked.length;
  });
  const comments = stage.comments(number);
  expect(comments.length).toBeGreaterThan(90);
  expect(comments.length).toBeLessThanOrEqual(100);
  expect(comments.at(-1)).toContain(`history ${number}`);
  expect(comments.slice(0, -1).join()).not.toContain(`history ${number}`);
  expect(Math.max(...comments.map((c) => c.length))).toBeLessThanOrEqual(30_000);
  const kept = (await stage.log(number)).flatMap(({ texts }) => (texts.comment ? [texts.comment.text] : []));
  expect(kept.map((text) => Number(/^Message (\d+)/.exec(text)?.[1]))).toEqual(
    Array.from({ length: 130 }, (_, i) => i),
  );
  const [answer] = await stage.ask('ada', 'soc', `comment ${number} One more`);
  expect(cardText(answer)).toContain('Sentinel takes no more comments');
  expect(replies('soc', number).filter((one) => one.includes('takes no more comments'))).toHaveLength(1);
  expect(stage.cardNow('soc', number)?.text).toContain('is kept here only');
}, 120_000);

test('a comment that Sentinel refuses because others filled it up ends the same way', async () => {
  const number = await incident();
  // Nobody has seen yet that they are there.
  stage.world.faults.down = true;
  await stage.press('piet', 'payments', number, 'comment', { text: 'Too late' });
  for (let i = 0; i < 100; i++) stage.world.comment(number, `Other ${i}`, 'Ada Moreno');
  stage.world.faults.down = false;
  await reply('soc', number, 'Sentinel takes no more comments');
  expect(stage.comments(number)).toHaveLength(100);
  expect(JSON.stringify(await stage.log(number))).toContain('Too late');
}, 40_000);
