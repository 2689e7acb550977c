/**
 * Who sees what, whatever they ask for an overview with and wherever they do: each answer holds what its readers may know,
 * all of it and nothing else. Each text that only some may know is a word that is nowhere else.
 */
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Reply } from '../../bot/actions/asked.ts';
import type { View } from '../../bot/incidents/audience.ts';
import type { IncidentEvent, Person, Route } from '../../bot/incidents/events.ts';
import { incidentLogKey } from '../../bot/incidents/state.ts';
import { type IncidentDraft, incidents } from '../../bot/log/kinds.ts';
import {
  entity,
  incident,
  paymentsId,
  paymentsRoute,
  socId,
  socRoute,
  webshopId,
  webshopRoute,
} from '../build.ts';
import {
  administrator,
  analyst,
  analystOutside,
  analystToo,
  channelManager,
  guest,
  manager,
  nobody,
  otherMember,
  type PlaceName,
  type Premises,
  places,
  premises,
  type Somebody,
  teamMember,
} from './company.ts';

/** Each word, and the channels whose people may read it besides the SOC. */
const knownTo: Record<string, string[]> = {
  SOCTITLE: [],
  HELDTITLE: [],
  PAYTITLE: [paymentsId],
  WEBTITLE: [webshopId],
  BOTHTITLE: [paymentsId, webshopId],
  SOCMINE: [],
  PAYMINE: [paymentsId],
  WEBMINE: [webshopId],
  PAYQUESTION: [paymentsId],
  WEBQUESTION: [webshopId],
  BOTHPAYQUESTION: [paymentsId],
  BOTHWEBQUESTION: [webshopId],
  PAYNAME: [paymentsId],
  WEBNAME: [webshopId],
  SUSPECT: [],
  SOCOWNER: [],
  SOCWORD: [],
  PAYWORD: [paymentsId],
  WEBWORD: [webshopId],
  SOCNOTE: [],
  PAYNOTE: [paymentsId],
  WEBNOTE: [webshopId],
};
const mayRead = (view: View, word: string): boolean =>
  view === 'all' || knownTo[word]!.some((channel) => view.includes(channel));
const readIn = (text: string): string[] =>
  Object.keys(knownTo).filter((word) => new RegExp(`\\b${word}\\b`).test(text));

const titles = ['SOCTITLE', 'HELDTITLE', 'PAYTITLE', 'WEBTITLE', 'BOTHTITLE'];
const mines = ['SOCMINE', 'PAYMINE', 'WEBMINE'];
const questions = ['PAYQUESTION', 'WEBQUESTION', 'BOTHPAYQUESTION', 'BOTHWEBQUESTION'];
const notes = ['SOCNOTE', 'PAYNOTE', 'WEBNOTE'];

/** What is typed, and which words its answer holds of those that its readers may know: no fewer. */
const asked: [text: string, holds: string[]][] = [
  ['status', []],
  ['open', [...titles, ...mines]],
  ['open high', titles],
  ['overdue', [...titles, ...questions]],
  ['unanswered', questions],
  ['questions overdue', questions],
  ['mine', mines],
  ['handover', titles],
  ['handover since yesterday', titles],
  ['export', [...titles, ...mines]],
  ['find TITLE', []],
];

const person = (number: number, name: string): Person => ({
  oid: `0000000${number}-ffff-4000-8000-000000000000`,
  name,
});
const piet = person(1, 'Piet PAYNAME');
const wim = person(2, 'Wim WEBNAME');
const sam = { objectId: 'sam', name: 'Sam SOCOWNER' };

let made = 0;
/** An incident with a question to each of its teams, and a word from each of its sides. */
function happens(
  world: Premises,
  title: string,
  routes: Route[],
  more: { owner?: { objectId?: string; name: string }; events?: IncidentEvent[]; plain?: true } = {},
): Promise<unknown> {
  const id = `${String(++made).padStart(8, '0')}-2222-4333-8444-555555555555`;
  const logKey = incidentLogKey('sub~rg-soc~ws-soc', id);
  const severity = more.plain ? 'Low' : 'High';
  const { owner } = more;
  const seen = incident({ id, number: made, title, severity, ...(owner && { owner }) });
  const concerned = routes.map(({ channel }) => channel);
  const both = concerned.includes(paymentsId) && concerned.includes(webshopId) ? 'BOTH' : '';
  const texts: Record<string, string> = {};
  const entries: { events: IncidentEvent[]; texts: Record<string, string> }[] = [
    {
      events: [
        { kind: 'arrived', incident: seen, backlog: false },
        { kind: 'routed', routes },
      ],
      texts,
    },
    { events: more.events ?? [], texts },
  ];
  for (const [channel, side, to] of [
    [paymentsId, 'PAY', piet],
    [webshopId, 'WEB', wim],
  ] as const) {
    if (more.plain || !concerned.includes(channel)) continue;
    const question: IncidentEvent = {
      ...{ kind: 'asked', id: `q${side}`, by: analyst, channel, people: [to] },
      due: '2026-03-02T10:30:00.000Z',
    };
    entries.push(
      { events: [question], texts: { question: `${both}${side}QUESTION` } },
      { events: [{ kind: 'commented', id: `c${side}`, by: to, channel }], texts: { comment: `${side}WORD` } },
    );
  }
  if (!more.plain)
    entries.push({
      events: [{ kind: 'commented', id: 'cSOC', by: analyst, channel: socId }],
      texts: { comment: 'SOCWORD' },
    });
  return entries.reduce<Promise<unknown>>(
    (before, entry, i) =>
      before.then(() =>
        world.core.journal.append(
          incidents,
          logKey,
          (): IncidentDraft => ({
            actor: { kind: 'sentinel' },
            action: 'happened',
            key: `${i}`,
            effects: [],
            ...entry,
          }),
        ),
      ),
    Promise.resolve(),
  );
}

/** A company in which each side has something of its own, and whoever asks owns something of each. */
async function company(asking: Somebody): Promise<Premises> {
  const world = await premises();
  await happens(world, 'SOCTITLE', [socRoute]);
  await happens(world, 'HELDTITLE', [socRoute], {
    events: [
      { kind: 'detailed', entities: [entity('Account', 'SUSPECT')], alerts: [] },
      { kind: 'routed', routes: [socRoute], held: [{ ...paymentsRoute, suspects: [piet] }] },
    ],
  });
  await happens(world, 'PAYTITLE', [socRoute, paymentsRoute]);
  await happens(world, 'WEBTITLE', [socRoute, webshopRoute]);
  await happens(world, 'BOTHTITLE', [socRoute, paymentsRoute, webshopRoute]);
  const own = { owner: { objectId: asking.oid, name: asking.name }, plain: true as const };
  await happens(world, 'SOCMINE', [socRoute], own);
  await happens(world, 'PAYMINE', [socRoute, paymentsRoute], own);
  await happens(world, 'WEBMINE', [socRoute, webshopRoute], own);
  await happens(world, 'Odd', [socRoute], { owner: sam, plain: true });
  await world.does(analystToo, places.SOC, 'typed', {}, 'handover note: SOCNOTE');
  await world.does(teamMember, places.team, 'typed', {}, 'handover note: PAYNOTE');
  await world.does(otherMember, places['other team'], 'typed', {}, 'handover note: WEBNOTE');
  await world.clock.pass(50 * 60_000);
  return world;
}

const none: View = [];
const pay: View = [paymentsId];
const web: View = [webshopId];

/** Who asks where, what everybody there may read, and what goes to their own chat besides. */
const rows: [who: string, Somebody, PlaceName, here: View, alone?: View][] = [
  ['an analyst in the SOC’s channel', analyst, 'SOC', 'all'],
  ['an analyst in their own chat', analyst, 'chat', 'all'],
  ['an analyst in a team’s channel', analystToo, 'team', pay, 'all'],
  ['an analyst in a channel that is nobody’s', analyst, 'elsewhere', none, 'all'],
  ['an analyst who is not in the SOC’s channel, in their own chat', analystOutside, 'chat', none],
  ['an analyst who is not in the SOC’s channel, in a team’s', analystOutside, 'team', pay],
  ['a team’s member in its channel', teamMember, 'team', pay],
  ['a team’s member in their own chat', teamMember, 'chat', pay],
  ['a team’s member in a channel that is nobody’s', teamMember, 'elsewhere', none],
  ['another team’s member in its channel', otherMember, 'other team', web],
  ['whom one route names as its manager, in their own chat', channelManager, 'chat', pay],
  ['whom one route names as its manager, elsewhere', channelManager, 'elsewhere', none, pay],
  ['a manager in their own chat', manager, 'chat', 'all'],
  ['a manager in a team’s channel', manager, 'other team', web, 'all'],
  ['a manager elsewhere', manager, 'elsewhere', none, 'all'],
  ['an administrator in their own chat', administrator, 'chat', none],
  ['an administrator elsewhere', administrator, 'elsewhere', none],
];

/** Asks, and gives what stands in the place, what goes to the asker's own chat, and what is in the files. */
async function ask(world: Premises, who: Somebody, where: PlaceName, text: string) {
  const before = world.taken.length;
  const reply: Reply = await world.does(who, places[where], 'typed', {}, text);
  const card = 'card' in reply ? JSON.stringify(reply.card) : '';
  const alone = 'alone' in reply && reply.alone ? JSON.stringify(reply.alone) : '';
  for (const { id } of ('offers' in reply && reply.offers) || [])
    await world.does(who, places.chat, 'consent', {
      ...{ action: 'accept', offer: id, uploadUrl: 'https://x', contentUrl: 'https://x' },
    });
  return { card, alone, files: world.taken.slice(before).join('\n') };
}

/** Holds an answer to what its readers may know: nothing else is in it, and all that it is to hold is. */
function expectFor(view: View, text: string, holds: string[], about: string): void {
  const found = readIn(text);
  const leaked = found.filter((word) => !mayRead(view, word));
  const missing = holds.filter((word) => mayRead(view, word) && !found.includes(word));
  expect({ about, leaked, missing }).toEqual({ about, leaked: [], missing: [] });
}

/** Who was put into a place's roster for a test. */
const joined: { who: Somebody; place: string }[] = [];
function join(who: Somebody, where: PlaceName): void {
  const place = places[where].id;
  if (who.in.includes(place)) return;
  who.in.push(place);
  joined.push({ who, place });
}
afterEach(() => {
  for (const { who, place } of joined.splice(0)) who.in.splice(who.in.indexOf(place), 1);
});

async function holds(who: Somebody, where: PlaceName, here: View, alone: View | undefined): Promise<void> {
  join(who, where);
  const world = await company(who);
  for (const [text, words] of asked) {
    const told = await ask(world, who, where, text);
    if (text === 'export') {
      // The file goes to whoever asks, and nobody else.
      expectFor(none, told.card, [], text);
      expectFor(alone ?? here, told.files, words, `the file of ${text}`);
      continue;
    }
    expectFor(here, told.card, words, text);
    if (alone === undefined) expect({ text, alone: told.alone }).toEqual({ text, alone: '' });
    else expectFor(alone, told.alone, words, `${text}, alone`);
  }
}

// A row that is shorter than what the test takes would be given jest's `done`.
test.each(rows.map(([name, ...row]) => ({ name, row })))(
  '$name',
  async ({ row: [who, where, here, alone] }) => {
    await holds(who, where, here, alone);
  },
);

describe('a group chat', () => {
  const mixed: [of: string, people: Somebody[], here: View, alone?: View][] = [
    ['a manager and a team’s member', [manager, teamMember], pay, 'all'],
    ['two teams’ members', [teamMember, otherMember], none, pay],
    ['an analyst and a manager', [analyst, manager], 'all'],
    ['a team’s member and whom its route names', [teamMember, channelManager], pay],
    ['an analyst and an analyst who is not in the SOC’s channel', [analyst, analystOutside], none, 'all'],
    ['a manager and an administrator', [manager, administrator], none, 'all'],
    ['a manager and somebody who is in no channel', [manager, nobody], none, 'all'],
    ['a manager and a guest', [manager, guest], none, 'all'],
  ];

  const groups = mixed.map(([name, ...row]) => ({ name, row }));
  test.each(groups)('of $name holds what all of them may read', async ({ row: [people, here, alone] }) => {
    for (const one of people) join(one, 'group');
    await holds(people[0]!, 'group', here, alone);
  });
});

test('a guest is answered nothing, wherever they ask', async () => {
  const world = await company(guest);
  for (const where of ['SOC', 'team', 'group', 'chat'] as const)
    for (const [text] of asked) {
      const told = await ask(world, guest, where, text);
      expect([text, readIn(told.card + told.alone + told.files)]).toEqual([text, []]);
    }
});

test('a note for the next shift is read where it was left, and by the SOC not unasked', async () => {
  const notesIn = async (who: Somebody, where: PlaceName, text = 'handover') => {
    const { card } = await ask(await company(who), who, where, text);
    return notes.filter((word) => readIn(card).includes(word));
  };
  expect(await notesIn(analyst, 'SOC')).toEqual(['SOCNOTE']);
  expect(await notesIn(analyst, 'SOC', 'handover payments')).toEqual(['PAYNOTE']);
  expect(await notesIn(teamMember, 'team')).toEqual(['PAYNOTE']);
  expect(await notesIn(teamMember, 'chat')).toEqual(['PAYNOTE']);
  expect(await notesIn(channelManager, 'chat')).toEqual(['PAYNOTE']);
  expect(await notesIn(manager, 'chat')).toEqual(['SOCNOTE']);
});

test('a team that one may not know of can’t be asked for, by any of them', async () => {
  const world = await company(teamMember);
  for (const verb of ['status', 'open', 'overdue', 'unanswered', 'mine', 'handover', 'export']) {
    const told = await ask(world, teamMember, 'chat', `${verb} webshop`);
    expect([verb, readIn(told.card + told.files)]).toEqual([verb, []]);
    expect([verb, /I did not understand/.test(told.card)]).toEqual([verb, true]);
  }
});
