/** What was not shared with an application team is withheld from it, whatever is asked, by whomever and wherever. */
import { expect, test } from '@jest/globals';
import { actions } from '../../bot/actions/index.ts';
import { divisions } from '../../bot/actions/status-words.ts';
import type { IncidentEvent } from '../../bot/incidents/events.ts';
import {
  alert,
  arrived,
  entity,
  intended,
  logKey,
  paymentsId,
  paymentsRoute,
  socId,
  socRoute,
  webshopId,
  webshopRoute,
} from '../build.ts';
import {
  analyst,
  channelManager,
  company,
  type Happened,
  nobody,
  otherMember,
  places,
  type Somebody,
  teamMember,
} from './company.ts';

/** Everything that is none of the payments team's business has one of these in it. */
const secret = 'SECRET';
const said = (events: IncidentEvent[], by: Somebody, texts: Record<string, string>): Happened => ({
  events,
  texts,
  by,
});
const otto = { ...otherMember, name: `Otto ${secret}` };

const later: Happened[] = [
  {
    events: [
      {
        kind: 'detailed',
        entities: [
          entity('Host', 'pay-01'),
          entity('Host', `web-01-${secret}`, { id: 'Host:web-01' }),
          entity('Account', `suspect-${secret}`),
          entity('Ip', `203.0.113.7-${secret}`),
        ],
        alerts: [alert({ title: `Alert ${secret}`, ruleName: `Rule ${secret}` })],
      },
    ],
  },
  {
    events: [{ kind: 'heard', id: 'h1', author: { name: `Zoe ${secret}` }, at: '2026-03-02T10:05:00Z' }],
    texts: { 'heard:h1': `in Sentinel ${secret}` },
  },
  said([{ kind: 'commented', id: '3', by: analyst, channel: socId }], analyst, { comment: `SOC ${secret}` }),
  said([{ kind: 'commented', id: '4', by: otto, channel: webshopId }], otto, { comment: `web ${secret}` }),
  said([{ kind: 'asked', id: 'w', by: analyst, channel: webshopId, people: [otto] }], analyst, {
    question: `to the webshop ${secret}`,
  }),
  said([{ kind: 'answered', id: '6', question: 'w', by: otto, channel: webshopId }], otto, {
    answer: `from the webshop ${secret}`,
  }),
  said([{ kind: 'acknowledged', channel: webshopId, by: otto }], otto, {}),
  said([{ kind: 'handedBack', channel: webshopId, by: otto }], otto, { reason: `not ours ${secret}` }),
  said([{ kind: 'commanded', by: analyst, channel: socId }], analyst, { words: `command ${secret}` }),
  {
    events: [
      {
        kind: 'delayed',
        effect: '1.9',
        of: 'sentinel.write',
        where: 'sentinel',
        since: '2026-03-02T10:05:00Z',
        error: `503 ${secret}`,
      },
    ],
  },
  said(
    [
      {
        kind: 'proposed',
        id: 'w',
        by: analyst,
        channel: webshopId,
        measure: 'other',
        entities: ['Host:web-01'],
        due: '2026-03-02T11:00:00.000Z',
        onSilence: 'hold',
        rule: { who: ['team'], people: 1 },
      },
    ],
    analyst,
    { doing: `do ${secret}`, why: `since ${secret}`, lifting: `lift ${secret}` },
  ),
  said(
    [
      { kind: 'impactTold', id: 'i', check: 'w', by: otto, channel: webshopId },
      { kind: 'decided', id: 'i', check: 'w', by: otto, as: 'team', go: true, channel: webshopId },
      { kind: 'settled', check: 'w', as: 'agreed', channel: webshopId },
    ],
    otto,
    { breaks: `breaks ${secret}`, whom: secret, safe: secret, reason: `as ${secret}` },
  ),
  said([{ kind: 'overridden', check: 'w', by: analyst, channel: webshopId }], analyst, {
    reason: `overridden ${secret}`,
  }),
  said([{ kind: 'outcomeTold', check: 'w', by: analyst, as: 'done', channel: webshopId }], analyst, {
    reason: `done ${secret}`,
  }),
  said([{ kind: 'lifted', check: 'w', by: analyst, channel: webshopId }], analyst, {
    reason: `lifted ${secret}`,
  }),
  said([{ kind: 'healthTold', id: 'h', check: 'w', by: otto, healthy: false, channel: webshopId }], otto, {
    words: `ill ${secret}`,
  }),
  said([{ kind: 'shared', id: '11', by: analyst }], analyst, { share: 'shared with all' }),
  said([{ kind: 'commented', id: '12', by: teamMember, channel: paymentsId }], teamMember, {
    comment: 'our own words',
  }),
  said(
    [
      intended(
        {
          status: 'Closed',
          classification: 'Undetermined',
          classificationComment: `why it was closed ${secret}`,
          addLabels: [`tag-${secret}`],
        },
        {},
        { by: analyst },
      ),
    ],
    analyst,
    {},
  ),
];

/** Everything that can be asked, as a button or in words. */
async function everythingAsked(who: Somebody, where: keyof typeof places, happened: Happened[]) {
  const world = await company({
    events: [...arrived({}, [socRoute, paymentsRoute, webshopRoute])],
    texts: {},
    later: happened,
  });
  const answers: string[] = [];
  const questions = actions.filter(({ on, verb }) => on === 'overview' && verb !== 'group');
  for (const { verb } of questions)
    for (const [i, by] of divisions.entries()) {
      const page = String(i + 1);
      answers.push(
        JSON.stringify(await world.does(who, places[where], 'click', { verb, incident: logKey, page, by })),
        JSON.stringify(await world.does(who, places[where], 'typed', {}, `${verb} 1042`)),
        JSON.stringify(await world.does(who, places[where], 'typed', {}, verb)),
      );
    }
  return answers.join('\n');
}

test.each<[string, Somebody, keyof typeof places]>([
  ['a member in the team’s channel', teamMember, 'team'],
  ['a member in their own chat', teamMember, 'chat'],
  ['the channel’s manager in their own chat', channelManager, 'chat'],
])('%s learns nothing that was not shared with the team', async (_who, who, where) => {
  for (const happened of [later.slice(0, -1), later]) {
    const told = await everythingAsked(who, where, happened);
    expect([...told.matchAll(new RegExp(`.{60}${secret}.{20}`, 'g'))].map(([found]) => found)).toEqual([]);
    expect(told).toContain('shared with all');
    expect(told).toContain('our own words');
    expect(told).toContain('Suspicious sign-in');
  }
});

/** The files that somebody is offered for what they ask, taken in their own chat. */
async function everythingTaken(who: Somebody, where: keyof typeof places, happened: Happened[]) {
  const world = await company({
    events: [...arrived({}, [socRoute, paymentsRoute, webshopRoute])],
    texts: {},
    later: happened,
  });
  for (const text of ['report 1042', 'export']) {
    const reply = await world.does(who, places[where], 'typed', {}, text);
    for (const { id } of ('offers' in reply && reply.offers) || []) {
      const data = { action: 'accept', offer: id, uploadUrl: 'https://x', contentUrl: 'https://x' };
      await world.does(who, places.chat, 'consent', data);
    }
  }
  return world.taken;
}

test('what a team’s member takes along holds nothing that was not shared with the team, and the SOC’s all of it', async () => {
  for (const happened of [later.slice(0, -1), later]) {
    const taken = await everythingTaken(teamMember, 'team', happened);
    expect(taken).toHaveLength(3);
    const told = taken.join('\n');
    expect([...told.matchAll(new RegExp(`.{60}${secret}.{20}`, 'g'))].map(([found]) => found)).toEqual([]);
    for (const what of ['shared with all', 'our own words', 'Suspicious sign-in'])
      expect(told).toContain(what);
  }
  const [page = ''] = await everythingTaken(analyst, 'SOC', later.slice(0, -1));
  for (const what of ['to the webshop', 'from the webshop', 'not ours'])
    expect(page).toContain(`${what} ${secret}`);
  expect((await everythingTaken(otherMember, 'chat', later)).join()).not.toContain('our own words');
  expect(await everythingTaken(nobody, 'chat', later)).toEqual([]);
});

test('the SOC learns all of it', async () => {
  const told = await everythingAsked(analyst, 'SOC', later.slice(0, -1));
  for (const what of ['in Sentinel', 'to the webshop', 'from the webshop', 'not ours', 'web-01', 'suspect'])
    expect(told).toContain(`${what}${what.includes('-') || what === 'suspect' ? '-' : ' '}${secret}`);
  expect(told).toContain(`"text":"Rule ${secret}"`);
});

test('another team’s member learns nothing at all of an incident that is not with them', async () => {
  const world = await company({ later: later.slice(0, 3) });
  for (const { verb } of actions.filter(({ on, verb: name }) => on === 'overview' && name !== 'group')) {
    const told = [
      JSON.stringify(
        await world.does(otherMember, places['other team'], 'click', { verb, incident: logKey }),
      ),
      JSON.stringify(await world.does(otherMember, places['other team'], 'typed', {}, `${verb} 1042`)),
    ].join();
    expect([verb, told.includes('Suspicious sign-in'), told.includes(secret)]).toEqual([verb, false, false]);
  }
});

test('what is told apart by a press takes the place of its card, for the one who pressed', async () => {
  const world = await company({ later: later.slice(0, 3) });
  const pressed = (by: string) =>
    world.does(analyst, places.SOC, 'click', { verb: 'status', of: 'high since monday', by, page: '1' });
  for (const by of divisions) expect(await pressed(by)).toMatchObject({ kind: 'replace' });
  expect(await pressed('severity')).toMatchObject({ kind: 'tell' });
});
