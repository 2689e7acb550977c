/** What somebody finds while they write a message, what they put into it, and what others see of that. */
import { describe, expect, test } from '@jest/globals';
import type { Found, Reply } from '../../bot/actions/asked.ts';
import type { IncidentEvent } from '../../bot/incidents/events.ts';
import type { Place } from '../../bot/ports.ts';
import { arrived, entity, logKey, paymentsRoute, socRoute } from '../build.ts';
import { nodesOf, readable } from '../cards/walk.ts';
import {
  administrator,
  analyst,
  type Company,
  channelManager,
  company,
  foreign,
  foreigner,
  guest,
  manager,
  nobody,
  otherMember,
  places,
  premises,
  type Somebody,
  teamColleague,
  teamMember,
} from './company.ts';

const title = 'Suspicious sign-in';
const entities = [entity('Host', 'pay-01', { id: 'Host:pay-01' }), entity('Account', 'mallory')];
const known: IncidentEvent[] = [
  ...arrived({ severity: 'High', title }, [socRoute, paymentsRoute]),
  { kind: 'detailed', entities, alerts: [] },
];

const world = () => company({ events: known, texts: {} });

async function found(there: Company, who: Somebody, where: Place, text = ''): Promise<Found[]> {
  const reply = await there.does(who, where, 'find', { text });
  return reply.kind === 'found' ? reply.found : [];
}

const said = (reply: Reply): string => (reply.kind === 'tell' ? reply.text : '');
/** What the one button of a reference sends. */
const shows = ({ card }: Found) =>
  nodesOf(card).flatMap(({ data }) => (data ? [data as Record<string, unknown>] : []));
const pressed = async (there: Company, who: Somebody, where: Place, data: Record<string, unknown>) => {
  const reply = await there.does(who, where, 'look', data);
  return reply.kind === 'dialog' ? reply.card : {};
};

describe('who may see an incident finds it anywhere', () => {
  test.each<[string, Somebody]>([
    ['an analyst', analyst],
    ['a member of its team', teamMember],
    ['the manager of its channel', channelManager],
    ['a manager', manager],
  ])('%s', async (_who, who) => {
    const there = await world();
    for (const where of [places.chat, places.group, places.elsewhere]) {
      const [only, ...more] = await found(there, who, where, 'suspicious');
      expect([where.id, only?.title, more.length]).toEqual([where.id, `#1042 ${title}`, 0]);
    }
  });
});

describe('who may not see it finds nothing, by no word, and is answered as where there is none', () => {
  test.each<[string, Somebody, Place]>([
    ['another team’s member in their chat', otherMember, places.chat],
    ['another team’s member in their channel', otherMember, places['other team']],
    ['another team’s member where Muster is not', otherMember, foreign['a group chat that Muster is not in']],
    ['an administrator who is in no channel', administrator, places.chat],
  ])('%s', async (_who, who, where) => {
    const [full, empty] = [await world(), await premises()];
    for (const text of ['', '1042', '#1042', 'suspicious', 'pay-01', 'mallory', 'high', 'open']) {
      const [reply, asIfNone] = [
        await full.does(who, where, 'find', { text }),
        await empty.does(who, where, 'find', { text }),
      ];
      expect([text, reply]).toEqual([text, asIfNone]);
      expect(reply.kind).toBe('tell');
    }
  });

  test('somebody with no part in Muster, a guest and somebody of another tenant, in a sentence', async () => {
    const there = await world();
    expect(said(await there.does(nobody, places.chat, 'find', { text: '1042' }))).toMatch(
      /members of an application team/,
    );
    for (const who of [guest, foreigner])
      for (const where of [places.team, foreign['a channel that Muster is not in']])
        expect(said(await there.does(who, where, 'find', { text: '1042' }))).toMatch(/guests can’t use it/);
  });
});

describe('what is put into a conversation', () => {
  const isFull = async (who: Somebody, where: Place): Promise<boolean> => {
    const [only] = await found(await world(), who, where, '1042');
    const text = readable(only!.card);
    expect(text).toContain('Incident 1042');
    const told = ['Suspicious', 'High', 'Not acknowledged'].filter((word) => text.includes(word));
    // All of it, or nothing but the number.
    expect([[], ['Suspicious', 'High', 'Not acknowledged']]).toContainEqual(told);
    return told.length > 0;
  };

  test.each<[string, Somebody, Place]>([
    ['the SOC’s channel, by an analyst', analyst, places.SOC],
    ['its team’s channel, by an analyst', analyst, places.team],
    ['its team’s channel, by a member', teamMember, places.team],
    ['one’s own chat with Muster', teamMember, places.chat],
  ])('holds the incident in %s', async (_where, who, where) => {
    expect(await isFull(who, where)).toBe(true);
  });

  test.each<[string, Somebody, Place]>([
    ['another team’s channel', analyst, places['other team']],
    ['a channel that is connected to nothing', analyst, places.elsewhere],
    ...Object.entries(foreign).map(([name, where]): [string, Somebody, Place] => [name, analyst, where]),
    ...Object.entries(foreign).map(([name, where]): [string, Somebody, Place] => [
      `${name}, by a member`,
      teamMember,
      where,
    ]),
  ])('holds no more than its number in %s', async (_where, who, where) => {
    expect(await isFull(who, where)).toBe(false);
  });

  test('holds in a group chat what everybody there may see', async () => {
    const both = await withGroup(teamMember, teamColleague);
    expect(readable((await found(both, teamMember, places.group, '1042'))[0]!.card)).toContain(title);
    for (const third of [otherMember, nobody, guest]) {
      const three = await withGroup(teamMember, teamColleague, third);
      const [only] = await found(three, teamMember, places.group, '1042');
      expect([third.name, readable(only!.card).includes(title)]).toEqual([third.name, false]);
    }
  });

  test('holds in a chat of two that Muster was added to what both may see', async () => {
    const two = { ...places.group, kind: 'personal' as const };
    const [only] = await found(await withGroup(teamMember, otherMember), teamMember, two, '1042');
    expect(readable(only!.card)).not.toContain(title);
    const [both] = await found(await withGroup(teamMember, teamColleague), teamMember, two, '1042');
    expect(readable(both!.card)).toContain(title);
  });

  test('names, where it holds no more than its number, neither workspace nor log', async () => {
    const [only] = await found(await world(), analyst, foreign['a chat with somebody else'], '1042');
    expect(shows(only!)).toEqual([
      { from: 'reference', number: '1042', verb: 'show', msteams: { type: 'task/fetch' } },
    ]);
    expect(JSON.stringify(only!.card)).not.toMatch(/sub~|ws-soc|11111111/);
  });

  test('has one button, which shows, and nothing that acts', async () => {
    for (const where of [places.SOC, places.team, places.chat, ...Object.values(foreign)]) {
      const [only] = await found(await world(), analyst, where, '1042');
      expect(shows(only!)).toMatchObject([
        { verb: 'show', from: 'reference', msteams: { type: 'task/fetch' } },
      ]);
      expect(JSON.stringify(only!.card)).not.toContain('Action.Execute');
    }
  });

  test('is told to whoever puts it in, where it is without its title', async () => {
    const there = await world();
    const [bare] = await found(there, analyst, foreign['a chat with somebody else'], '1042');
    const [full] = await found(there, analyst, places.SOC, '1042');
    expect([bare!.text, full!.text].map((text) => text.startsWith('only its number goes in'))).toEqual([
      true,
      false,
    ]);
  });
});

describe('Show on what was put in', () => {
  const everywhere = [...Object.values(foreign), places.SOC, places.elsewhere, places.group, places.chat];
  const both = [
    { verb: 'show', from: 'reference', number: '1042' },
    { verb: 'show', from: 'reference', incident: logKey },
  ];

  test('shows each what they may see, in a dialog of their own, with no button', async () => {
    const there = await world();
    for (const where of everywhere)
      for (const data of both) {
        const soc = await pressed(there, analyst, where, data);
        expect([where.id, readable(soc).includes('mallory')]).toEqual([where.id, true]);
        expect(JSON.stringify(soc)).not.toMatch(/"verb"|Action\.Execute|Action\.Submit/);
      }
    for (const where of [...Object.values(foreign), places.chat]) {
      const team = readable(await pressed(there, teamMember, where, both[0]!));
      expect([team.includes('pay-01'), team.includes('mallory')]).toEqual([true, false]);
    }
  });

  test('tells whoever may not see it the same as where there is none', async () => {
    const [full, empty] = [await world(), await premises()];
    for (const where of [...Object.values(foreign), places.chat, places['other team']])
      for (const data of both)
        expect(await full.does(otherMember, where, 'look', data)).toEqual(
          await empty.does(otherMember, where, 'look', data),
        );
  });

  test.each<[string, Record<string, unknown>]>([
    ['with a number that is none', { number: 'x' }],
    ['with a list for a number', { number: ['1042'] }],
    ['with an incident that is none', { incident: '../../etc' }],
    ['with another verb', { verb: 'close', incident: logKey, comment: 'x' }],
    ['with nothing', {}],
  ])('that was forged %s does nothing but show', async (_how, data) => {
    const there = await world();
    for (const who of [analyst, otherMember]) {
      await pressed(there, who, foreign['a chat with somebody else'], { from: 'reference', ...data });
      expect(await there.entriesOf(who)).toEqual([]);
    }
    expect(there.shown()).not.toContain(title);
  });

  test('leaves no entry and no message', async () => {
    const there = await world();
    await found(there, analyst, foreign['a chat with somebody else'], '1042');
    await pressed(there, analyst, foreign['a chat with somebody else'], both[0]!);
    expect(await there.entriesOf(analyst)).toEqual([]);
    expect(there.shown()).toBe('[]');
  });
});

test('a chat of two that Teams calls personal is nobody’s own: what is asked there is answered for both', async () => {
  const two = { ...places.group, kind: 'personal' as const };
  const there = await withGroup(teamMember, otherMember);
  const reply = await there.does(teamMember, two, 'typed', {}, 'open');
  expect(
    reply.kind === 'post' && [readable(reply.card).includes(title), readable(reply.alone!).includes(title)],
  ).toEqual([false, true]);
});

test('a file that somebody was offered is not taken in a chat of two', async () => {
  const there = await withGroup(teamMember, otherMember);
  const offered = await there.does(teamMember, places.chat, 'typed', {}, 'report 1042');
  const [offer] = (offered.kind === 'post' && offered.offers) || [];
  const data = { action: 'accept', offer: offer!.id, uploadUrl: 'https://x', contentUrl: 'https://x' };
  const two = { ...places.group, kind: 'personal' as const };
  expect((await there.does(teamMember, two, 'consent', data)).kind).toBe('post');
  expect(there.taken).toEqual([]);
  expect((await there.does(teamMember, places.chat, 'consent', data)).kind).toBe('file');
});

/** A company whose group chat has these in it. */
async function withGroup(...who: Somebody[]): Promise<Company> {
  const there = await world();
  return {
    ...there,
    async does(...given) {
      const before = who.map((one) => one.in);
      for (const one of who) one.in = [...one.in, places.group.id];
      try {
        return await there.does(...given);
      } finally {
        who.forEach((one, i) => {
          one.in = before[i]!;
        });
      }
    },
  };
}
