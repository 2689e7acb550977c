/** What Muster sends by itself tells nobody what was not shared with them, whatever happens and whatever kind of message it is. */
import { expect, test } from '@jest/globals';
import type { Asked } from '../../bot/actions/asked.ts';
import { Upstream } from '../../bot/errors.ts';
import { channelLogKey } from '../../bot/incidents/channel.ts';
import type { IncidentRef } from '../../bot/incidents/incident.ts';
import { incidentLogKey } from '../../bot/incidents/state.ts';
import { channels, incidents } from '../../bot/log/kinds.ts';
import type { Place } from '../../bot/ports.ts';
import { alert, entity, paymentsId, socId, webshopId } from '../build.ts';
import {
  analyst,
  analystToo,
  type Data,
  teamMember as mia,
  otherColleague as olga,
  otherMember as otto,
  type Premises,
  teamColleague as paul,
  places,
  premises,
  type Somebody,
} from './company.ts';

const { SOC: desk, team, 'other team': other } = places;
/** More than a poll's time. */
const minute = 65_000;

/** Each stands in everything that only some may know: the SOC, or the SOC and one team. */
const [soc, payments, webshop] = ['SOCONLY', 'PAYONLY', 'WEBONLY'];
/**
 * What whoever is in a channel may not know; who is in none may know nothing, and the SOC may know everything. Who owns an
 * incident is said to everybody whom it concerns, so Olga and Paul do, and what Otto and Mia do stays within their teams.
 */
const secretFrom: Record<string, string[]> = {
  [socId]: [],
  [paymentsId]: [soc, webshop, otto.name, 'Webshop'],
  [webshopId]: [soc, payments, mia.name, 'Payments'],
};
const everything = [soc, payments, webshop];

/** A company that is alive: Muster polls and sends by itself, and time passes with everything that is done. */
async function life(options: Parameters<typeof premises>[0] = {}) {
  const world = await premises({ present: false, ...options });
  const { core, clock, messenger } = world;
  await core.start();
  await clock.pass(minute);
  const answers: { to: string; message: object }[] = [];
  let said = 0;

  async function act(who: Somebody, where: Place, kind: Asked['kind'], data: Data, text = ''): Promise<void> {
    const message = await world.does(who, where, kind, data, text);
    answers.push({ to: where.id, message });
    await clock.pass(3000);
  }
  const on = ({ workspace, id }: IncidentRef): Data => ({
    incident: incidentLogKey(workspace, id),
    from: 'card',
  });
  const nonce = (): string => `n${++said}`;

  return {
    ...world,
    /** Presses a button. */
    presses: (who: Somebody, where: Place, verb: string, ref: IncidentRef, data: Data = {}) =>
      act(who, where, 'click', { ...on(ref), rev: '0', ...data, verb }),
    /** Fills in the dialog of a button. */
    fills: (who: Somebody, where: Place, verb: string, ref: IncidentRef, data: Data) =>
      act(who, where, 'submit', { ...on(ref), nonce: nonce(), ...data, verb }),
    types: (who: Somebody, where: Place, text: string) => act(who, where, 'typed', {}, text),
    /** Presses a button of the only group on the storm's card of a channel. */
    async group(who: Somebody, where: Place, verb: string, data?: Data): Promise<void> {
      const [storm] = (await core.journal.read(channels, channelLogKey(where.id))).storms ?? [];
      const card = messenger.there.find(({ id }) => id === storm?.posted?.message)?.message;
      const group = /"group":"([^"]+)"/.exec(JSON.stringify(card))?.[1];
      const pressed = { storm: storm?.id, group, rev: '0', nonce: nonce(), ...data, verb };
      await act(who, where, data ? 'submit' : 'click', pressed);
      await clock.pass(minute);
    },
    /** Ids of the questions that were asked, in order. */
    async questions({ workspace, id }: IncidentRef): Promise<string[]> {
      const state = await core.journal.read(incidents, incidentLogKey(workspace, id));
      return state.questions.map((question) => question.id);
    },
    /** What somebody was told whom it is kept from, with what stands around it. */
    leaks(): string[] {
      const sent = messenger.sent.map(({ to, message }) => ({ to: to.split(';')[0]!, message }));
      const found = [...sent, ...answers].flatMap(({ to, message }) =>
        (secretFrom[to] ?? everything).flatMap((secret) =>
          [...JSON.stringify(message).matchAll(new RegExp(`.{0,70}\\b${secret}\\b.{0,30}`, 'g'))].map(
            ([around]) => `${to}: ${around}`,
          ),
        ),
      );
      return [...new Set(found)];
    },
    /** Whether something was sent to a channel by itself. */
    told: (to: string, words: string): boolean =>
      messenger.sent.some((one) => one.to.startsWith(to) && JSON.stringify(one.message).includes(words)),
  };
}

type Life = Awaited<ReturnType<typeof life>>;

/** An incident of both teams', with everything in it that none or only one of them may know. */
function shared(sentinel: Premises['sentinel'], number: number, severity: 'High' | 'Medium' = 'High') {
  return sentinel.add(
    { number, title: 'Odd sign-in', severity, ruleIds: ['rule-1'] },
    {
      entities: [
        entity('Host', `pay-01-${payments}`),
        entity('Host', `web-01-${webshop}`),
        entity('Account', `suspect-${soc}`),
        entity('Ip', `203.0.113.7-${soc}`),
      ],
      alerts: [alert({ title: `Alert ${soc}`, ruleName: `Rule ${soc}` })],
    },
  );
}

/** Words of all kinds, from all sides. */
async function talk({ fills, sentinel, clock }: Life, ref: IncidentRef): Promise<void> {
  await fills(analyst, desk, 'comment', ref, { text: `comment ${soc}` });
  sentinel.say(ref, `in Sentinel ${soc}`, `Zoe ${soc}`);
  await clock.pass(minute);
  for (const words of ['again', 'and again']) sentinel.say(ref, `${words} ${soc}`, `Zoe ${soc}`);
  await clock.pass(minute);
  await fills(otto, other, 'comment', ref, { text: `comment ${webshop}` });
  await fills(mia, team, 'comment', ref, { text: `comment ${payments}` });
  await fills(analyst, desk, 'share', ref, { text: 'shared with all' });
}

/** What the form of a question says besides. */
const timely = { when: '1h', answers: 'text' };

/** Questions to both teams, what they answer, and what else they say to them. */
async function ask({ fills, presses, questions }: Life, ref: IncidentRef): Promise<void> {
  await fills(analyst, desk, 'ask', ref, {
    channel: webshopId,
    people: otto.oid,
    question: `to the webshop ${webshop}`,
    ...timely,
  });
  await fills(analyst, desk, 'ask', ref, {
    channel: paymentsId,
    people: '',
    question: `to payments ${payments}`,
    ...timely,
  });
  const [first, last] = await questions(ref);
  const of = (question: string | undefined) => ({ from: 'question', question: question! });
  await fills(otto, other, 'more time', ref, { ...of(first), when: 'tomorrow', reason: `time ${webshop}` });
  await fills(mia, team, 'question note', ref, { ...of(last), text: `note ${payments}` });
  await fills(mia, team, 'cannot say', ref, { ...of(last), reason: `cannot ${payments}` });
  await fills(mia, team, 'pass on', ref, { ...of(last), person: mia.oid, reason: `pass ${payments}` });
  await presses(otto, other, 'answer', ref, { from: 'question', question: first!, answer: `web ${webshop}` });
  await presses(mia, team, 'answer', ref, { from: 'question', question: last!, answer: `pay ${payments}` });
}

/** Acts that others are told of. */
async function act({ fills, presses, sentinel, clock }: Life, ref: IncidentRef): Promise<void> {
  await presses(otto, other, 'acknowledge', ref);
  await fills(analyst, desk, 'severity', ref, { severity: 'Low' });
  await fills(analyst, desk, 'tag', ref, { add: `tag-${soc}` });
  await fills(analyst, desk, 'severity', ref, { severity: 'High' });
  await fills(analyst, desk, 'assign', ref, { assignee: paul.oid });
  await fills(analyst, desk, 'assign', ref, { assignee: olga.oid });
  await presses(paul, team, 'take', ref);
  await fills(otto, other, 'not ours', ref, { reason: `not ours ${webshop}` });
  sentinel.edit(ref, { severity: 'Medium', addLabels: [`tag2-${soc}`] });
  await clock.pass(minute);
}

/** A containment of each team's, from its proposal to its end. */
async function contain({ fills, presses, types, core }: Life, ref: IncidentRef): Promise<void> {
  const checks = async () =>
    (await core.journal.read(incidents, incidentLogKey(ref.workspace, ref.id))).checks ?? [];
  const propose = (channel: string, secret: string) =>
    fills(analyst, desk, 'propose', ref, {
      ...{ channel, measure: 'other', doing: `do ${secret}`, why: `since ${secret}` },
      ...{ lifting: `lift ${secret}`, minutes: '15', silence: 'analyst' },
      entities: `Host:pay-01-${payments},Host:web-01-${webshop}`,
    });
  await propose(webshopId, webshop);
  await propose(paymentsId, payments);
  const [theirs, ours] = (await checks()).map(({ id }) => ({ from: 'check', check: id }));
  await fills(otto, other, 'impact', ref, { ...theirs!, breaks: `web ${webshop}` });
  await fills(otto, other, 'go ahead', ref, { ...theirs!, reason: `go ${webshop}` });
  await fills(mia, team, 'hold', ref, { ...ours!, reason: `hold ${payments}`, whom: `pay ${payments}` });
  await fills(analystToo, desk, 'override', ref, { ...ours!, reason: `override ${payments}` });
  await presses(analyst, desk, 'outcome', ref, { ...theirs!, as: 'done' });
  await fills(analyst, desk, 'lift', ref, { ...theirs!, reason: `lifted ${webshop}` });
  await fills(otto, other, 'healthy', ref, { ...theirs!, healthy: 'no', reason: `ill ${webshop}` });
  for (const [who, where] of [
    [otto, other],
    [mia, team],
  ] as const)
    await types(who, where, 'history 1');
}

/** Closing, which takes two people, and opening again, by a person and in Sentinel. */
async function close({ fills, presses, types, sentinel, clock }: Life, ref: IncidentRef): Promise<void> {
  await fills(analyst, desk, 'severity', ref, { severity: 'High' });
  const outcome = { outcome: 'Undetermined', comment: `closed ${soc}` };
  await fills(analyst, desk, 'close', ref, outcome);
  await fills(analystToo, desk, 'decline closing', ref, { reason: `declined ${soc}` });
  await fills(analyst, desk, 'close', ref, outcome);
  await presses(analystToo, desk, 'agree closing', ref);
  await clock.pass(minute);
  await types(analyst, desk, `reopen 1 reopened ${soc}`);
  await clock.pass(minute);
  sentinel.edit(ref, {
    status: 'Closed',
    classification: 'Undetermined',
    classificationComment: `closed there ${soc}`,
  });
  await clock.pass(minute);
  sentinel.edit(ref, { status: 'Active' });
  await clock.pass(minute);
}

/** Nobody sees to it: its deadlines pass, and those who should are mentioned. Then it is gone from Sentinel, and comes back. */
async function neglect({ sentinel, clock, core }: Life): Promise<void> {
  const ref = shared(sentinel, 2);
  await clock.pass(40 * minute);
  sentinel.remove(ref);
  await core.sweep();
  await clock.pass(minute);
}

/** Defender merges: what only the webshop has into what both have, what both have into what only the SOC has. */
async function merge({ sentinel, clock, presses, fills, types }: Life): Promise<void> {
  const theirs = sentinel.add(
    { number: 31, title: `Theirs ${webshop}`, severity: 'Medium' },
    { entities: [entity('Host', `web-02-${webshop}`)], alerts: [alert({ id: 'a31' })] },
  );
  const both = shared(sentinel, 32);
  const ours = sentinel.add(
    { number: 33, title: `SOC’s ${soc}`, severity: 'Medium' },
    { entities: [entity('Host', `dc-01-${soc}`)], alerts: [alert({ id: 'a33' })] },
  );
  await clock.pass(minute);
  await fills(analyst, desk, 'ask', theirs, {
    channel: webshopId,
    people: otto.oid,
    question: `before ${webshop}`,
    ...timely,
  });
  await presses(otto, other, 'acknowledge', theirs);
  for (const [from, into, number] of [
    [theirs, 32, 31],
    [both, 33, 32],
  ] as const) {
    sentinel.edit(from, { status: 'Closed', classification: 'Undetermined', addLabels: ['Redirected'] });
    await clock.pass(minute);
    await types(analyst, desk, `merged ${number} into ${into}`);
    await clock.pass(minute);
  }
  await fills(mia, team, 'comment', both, { text: `after it was merged ${payments}` });
  await fills(analyst, desk, 'comment', ours, { text: `after it was merged ${soc}` });
  await clock.pass(minute);
}

/** Sentinel refuses and is late, with words of its own; a channel is gone, and comes back. */
async function fail({ sentinel, messenger, clock, fills, presses }: Life): Promise<void> {
  const ref = shared(sentinel, 4);
  await clock.pass(minute);
  const refused = () =>
    new Upstream(`refused ${soc}`, {
      service: 'sentinel',
      operation: `PUT ${soc}`,
      outcome: 'never',
      status: 403,
      code: 'AuthorizationFailed',
    });
  sentinel.failNext('change', refused());
  await fills(analyst, desk, 'severity', ref, { severity: 'Low' });
  sentinel.failNext('comment', refused());
  await fills(mia, team, 'comment', ref, { text: `refused ${payments}` });
  const late = () =>
    new Upstream(`late ${soc}`, {
      service: 'sentinel',
      operation: `PUT ${soc}`,
      outcome: 'retry',
      status: 503,
      code: 'ServiceUnavailable',
    });
  for (let i = 0; i < 12; i++) sentinel.failNext('change', late());
  await presses(paul, team, 'take', ref);
  await clock.pass(3 * minute);
  const lost = (place: string) =>
    new Upstream(`gone ${webshop}`, {
      service: 'teams',
      operation: 'reply',
      outcome: 'never',
      status: 403,
      code: 'BotNotInConversationRoster',
      gone: 'removed',
      place,
    });
  messenger.failNext('reply', lost(webshopId));
  await fills(analyst, desk, 'ask', ref, {
    channel: webshopId,
    people: '',
    question: `lost ${webshop}`,
    ...timely,
  });
  await clock.pass(minute);
}

/** More than people are refused, and more than people close. */
async function overdo({ sentinel, clock, presses, fills }: Life): Promise<void> {
  const refs = Array.from({ length: 16 }, (_, i) =>
    sentinel.add({ number: 500 + i, title: `Many ${soc}`, severity: 'Low' }),
  );
  await clock.pass(minute);
  for (const ref of refs) await presses(otto, other, 'acknowledge', ref);
  for (const ref of refs)
    await fills(analyst, desk, 'close', ref, { outcome: 'Undetermined', comment: `closed ${soc}` });
  await clock.pass(minute);
}

/** So many at once that each channel gets one card for all of them; somebody acts on a whole group. */
async function storm({ sentinel, clock, group }: Life): Promise<void> {
  for (let i = 0; i < 12; i++) shared(sentinel, 60 + i, 'Medium');
  await clock.pass(2 * minute);
  await group(otto, other, 'acknowledge group');
  await group(analyst, desk, 'close group', {
    outcome: 'Undetermined',
    comment: `all closed ${soc}`,
  });
  await clock.pass(11 * minute);
}

test('of one incident’s whole life, its merges and its troubles, no team hears what is none of its business', async () => {
  const world = await life({ twoPeople: [{ from: 'High' }] });
  const ref = shared(world.sentinel, 1);
  await world.clock.pass(minute);
  for (const part of [talk, ask, act, close]) await part(world, ref);
  for (const part of [neglect, merge, overdo, fail]) await part(world);
  expect(world.leaks()).toEqual([]);

  const toSoc = [
    ...[
      'in Sentinel',
      'again',
      'comment',
      `not ours ${webshop}`,
      `web ${webshop}`,
      `pay ${payments}`,
      `time ${webshop}`,
      `note ${payments}`,
      `cannot ${payments}`,
      `pass ${payments}`,
    ],
    ...['wants to close', `declined ${soc}`, `reopened ${soc}`, 'is overdue', 'is not in Sentinel'],
    ...['Please look at what somebody is doing', 'can’t write to a channel', 'Merged into #33: SOC’s'],
  ];
  expect(toSoc.filter((words) => !world.told(socId, words))).toEqual([]);
  const toTeams = ['shared with all', 'made you the owner', 'reopened incident #1'];
  for (const one of [paymentsId, webshopId])
    expect(toTeams.filter((words) => !world.told(one, words))).toEqual([]);
  expect(world.told(paymentsId, 'raised incident #1 to High')).toBe(true);
  expect(world.told(paymentsId, 'your comment on incident #4 is not in Sentinel')).toBe(true);
  expect(world.told(webshopId, 'A question about incident #32')).toBe(true);
});

test('of a storm, no team reads on its card what is none of its business', async () => {
  const world = await life({ cardsPerMinute: 3 });
  await storm(world);
  expect(world.leaks()).toEqual([]);
  expect(world.told(socId, `Rule ${soc}`)).toBe(true);
  expect(world.told(paymentsId, `pay-01-${payments}`)).toBe(true);
  expect(world.told(webshopId, 'Otto acknowledged')).toBe(true);
  expect(world.told(socId, 'Ann closed')).toBe(true);
});

test('a reason for reopening that an analyst gave in a team’s own channel is read there, and in no other team’s', async () => {
  const world = await life();
  const ref = shared(world.sentinel, 1);
  await world.clock.pass(minute);
  await world.fills(analyst, desk, 'close', ref, { outcome: 'Undetermined', comment: `closed ${soc}` });
  await world.types(analystToo, team, `reopen 1 because of ${payments}`);
  expect(world.told(paymentsId, `because of ${payments}`)).toBe(true);
  expect(world.leaks()).toEqual([]);
});

test('of a containment, each team hears what it is asked itself, on its own entities, and the SOC everything', async () => {
  const world = await life();
  const ref = shared(world.sentinel, 1);
  await world.clock.pass(minute);
  await contain(world, ref);
  await world.clock.pass(60 * minute);
  expect(world.leaks()).toEqual([]);
  for (const words of [`hold ${payments}`, `override ${payments}`, `pay ${payments}`, `pay-01-${payments}`])
    expect([world.told(paymentsId, words), world.told(socId, words)]).toEqual([true, true]);
  for (const words of [`web ${webshop}`, `lifted ${webshop}`, `ill ${webshop}`, `web-01-${webshop}`])
    expect([world.told(webshopId, words), world.told(socId, words)]).toEqual([true, true]);
});
