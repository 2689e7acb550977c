/** Every verb, tried by everybody everywhere, through the same door as Teams' activities. What is found is the table in docs. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { actions } from '../../bot/actions/index.ts';
import { attempt } from './attempt.ts';
import {
  administrator,
  analyst,
  analystOutside,
  channelManager,
  company,
  foreigner,
  guest,
  manager,
  nobody,
  otherMember,
  type PlaceName,
  places,
  type Somebody,
  teamMember,
} from './company.ts';

const document = fileURLToPath(new URL('../../docs/SECURITY.md', import.meta.url));

const roles: [heading: string, Somebody][] = [
  ['analyst', analyst],
  ['analyst outside the SOC’s channel', analystOutside],
  ['the team’s member', teamMember],
  ['the channel’s manager', channelManager],
  ['manager', manager],
  ['administrator', administrator],
  ['anybody else', nobody],
];
const everywhere = Object.keys(places) as PlaceName[];
/** The verbs that take a thread, which a chat has none of, are told apart by their refusal in the others. */
const verbs = actions;

/** Where somebody may do it: the places' names. */
async function where(verb: string, who: Somebody): Promise<PlaceName[]> {
  const action = verbs.find((one) => one.verb === verb)!;
  const may: PlaceName[] = [];
  for (const name of everywhere)
    if ((await attempt(await company(), action, who, places[name])) === undefined) may.push(name);
  return may;
}

async function table(): Promise<string> {
  const lines = [
    `| verb | ${roles.map(([heading]) => heading).join(' | ')} |`,
    `| --- |${' --- |'.repeat(roles.length)}`,
  ];
  for (const { verb } of verbs) {
    const cells = [];
    for (const [, who] of roles) {
      const may = await where(verb, who);
      cells.push(may.length === 0 ? '–' : may.length === everywhere.length ? 'everywhere' : may.join(', '));
    }
    lines.push(`| ${verb} | ${cells.join(' | ')} |`);
  }
  return lines.join('\n');
}

const mark = (name: string) => `<!-- rights: ${name} -->`;

test('who may do what and where is what docs/SECURITY.md says', async () => {
  const text = readFileSync(document, 'utf8');
  const [begin, end] = [text.indexOf(mark('begin')), text.indexOf(mark('end'))];
  expect(begin).toBeGreaterThan(0);
  const found = await table();
  const written = text.slice(begin + mark('begin').length, end).trim();
  if (process.env.UPDATE_RIGHTS) {
    const changed = `${text.slice(0, begin + mark('begin').length)}\n${found}\n${text.slice(end)}`;
    writeFileSync(document, changed);
  } else expect(found).toBe(written);
});

/** Acts that would leave an entry in somebody's name. */
const acts = actions.filter(({ on }) => on !== 'overview');
const onIncidents = actions.filter(({ on }) => on === 'incident');

describe('nobody of these may do anything, anywhere', () => {
  test.each<[string, Somebody, Parameters<typeof company>[0], string]>([
    ['a guest', guest, {}, 'guest'],
    ['somebody of another tenant, in a shared channel', foreigner, {}, 'guest'],
    ['a member who was removed', nobody, { present: false }, 'notHere'],
    ['an analyst who was removed from the channel', analystOutside, { present: false }, 'notHere'],
  ])('%s', async (_who, who, given, word) => {
    for (const action of actions) {
      const world = await company(given);
      for (const name of ['SOC', 'team', 'chat'] as const) {
        expect([action.verb, name, await attempt(world, action, who, places[name])]).toEqual([
          action.verb,
          name,
          word,
        ]);
      }
      expect(await world.entriesOf(who)).toEqual([]);
    }
  });
});

test('what is refused leaves no trace in any log but words that were said in a thread', async () => {
  for (const action of acts)
    for (const who of [otherMember, nobody, manager, administrator]) {
      const world = await company();
      const word = await attempt(world, action, who, places['other team']);
      if (word)
        expect([action.verb, who.name, await world.entriesOf(who)]).toEqual([action.verb, who.name, []]);
    }
});

describe('a card that was forwarded', () => {
  test.each<[string, Somebody, PlaceName, string[]]>([
    ['by an analyst to another team’s channel', analyst, 'other team', ['notForHere']],
    ['by an analyst to a channel that is nobody’s', analyst, 'elsewhere', ['notForHere']],
    ['to another team’s member', otherMember, 'other team', ['notYourChannel', 'needs.analyst']],
    ['to somebody’s own chat', nobody, 'chat', ['notMember', 'needs.analyst']],
  ])('%s does nothing', async (_how, who, name, words) => {
    for (const action of onIncidents) {
      if (action.verb === 'say') continue;
      const world = await company();
      const word = await attempt(world, action, who, places[name]);
      const may = action.who.some((one) => one === 'analyst' || one === 'member');
      expect([action.verb, word !== undefined]).toEqual([action.verb, true]);
      if (may && who !== analyst) expect(words).toContain(word);
      expect(await world.entriesOf(who)).toEqual([]);
      expect(world.shown()).not.toContain('Suspicious sign-in');
    }
  });
});

describe('a card that was forged', () => {
  test.each<[string, Record<string, unknown>]>([
    ['with a revision that was never there', { rev: '99' }],
    ['with a revision that is none', { rev: 'x' }],
    ['with a revision of another type', { rev: { $gt: 0 } }],
    ['with an incident that is none', { incident: '../../etc' }],
    ['with an incident that nobody knows', { incident: 'incident:sub~rg-soc~ws-soc:0000' }],
    ['with a list for an incident', { incident: ['a', 'b'] }],
  ])('%s does nothing, whoever sends it', async (_how, change) => {
    for (const action of onIncidents) {
      if (action.verb === 'say') continue;
      const world = await company();
      await attempt(world, action, analyst, places.SOC, change);
      await attempt(world, action, teamMember, places.team, change);
      expect([action.verb, await world.entriesOf(analyst), await world.entriesOf(teamMember)]).toEqual([
        action.verb,
        [],
        [],
      ]);
    }
  });

  test('with another channel, actor or role in its data counts for nothing', async () => {
    const claims = {
      channel: places.SOC.id,
      actor: analyst,
      oid: analyst.oid,
      roles: ['analyst'],
      from: 'card',
    };
    for (const action of onIncidents.filter(
      ({ who }) => !who.includes('member') && !who.includes('anybody'),
    )) {
      const world = await company();
      expect([action.verb, await attempt(world, action, teamMember, places.team, claims)]).toEqual([
        action.verb,
        `needs.${action.who[0]}`,
      ]);
      expect(await world.entriesOf(analyst)).toEqual([]);
    }
  });
});
