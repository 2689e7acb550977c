/** What an attacker writes is shown and never acts. */
import { describe, expect, test } from '@jest/globals';
import type { Person } from '../../bot/incidents/events.ts';
import { groupsOf } from '../../bot/incidents/grouping.ts';
import type { Incident } from '../../bot/incidents/incident.ts';
import type { IncidentState, RouteState } from '../../bot/incidents/state.ts';
import { backlogCard } from '../../cards/backlog/backlog.ts';
import { healthCard } from '../../cards/health/health.ts';
import { historyCard } from '../../cards/history/history.ts';
import { socCard } from '../../cards/incident/incident.ts';
import { portalUrl } from '../../cards/links.ts';
import { listCard } from '../../cards/list/list.ts';
import { noticeCard } from '../../cards/notice/notice.ts';
import { questionCard } from '../../cards/question/question.ts';
import { statusCard } from '../../cards/status/status.ts';
import { stormCard } from '../../cards/storm/storm.ts';
import { teamCard } from '../../cards/team-incident/team-incident.ts';
import type { Card } from '../../cards/template.ts';
import { stormList } from '../../dialogs/storm/storm.ts';
import {
  anHourLater,
  brief,
  closedState,
  context,
  figures,
  health,
  incident,
  newButtons,
  question,
  remark,
  state,
  stormContent,
  stormPage,
  troubles,
} from './samples.ts';
import { ofType, readable, stringsOf } from './walk.ts';

const evil =
  'EVIL [Approve](https://evil.example/a) <at>everyone</at> **bold** ${title} ${$root.data} {{name}} $t(cards:owner) \u202Egnp.exe\u202C a\u200Bb \uD800';
const mallory: Person = { oid: 'oid-m', name: evil };
const look = context({ now: anHourLater });

const route: RouteState = {
  channel: '19:team@thread.tacv2',
  audience: 'team',
  name: evil,
  reasons: [
    { field: 'host', pattern: evil },
    { field: 'tag', pattern: evil },
  ],
  entities: ['e1'],
  active: true,
};

const hostileIncident: Incident = incident({
  title: evil,
  description: evil,
  status: 'Active',
  owner: { name: evil },
  labels: [{ name: evil, type: 'User' }],
  products: [evil],
  tactics: [evil],
  techniques: [evil],
  url: 'https://portal.azure.com.evil.example/',
  defenderUrl: 'javascript:alert(1)',
});

const hostile: IncidentState = state({
  seen: hostileIncident,
  routes: [
    route,
    {
      ...route,
      channel: '19:b@thread.tacv2',
      handedBack: { by: mallory, at: '2026-11-24T20:12:00Z', reason: evil },
    },
  ],
  acks: [{ channel: route.channel, at: '2026-11-24T20:02:00Z', by: mallory }],
  remarks: [
    remark('r1', mallory, route.channel, evil),
    { ...remark('r2', mallory, undefined, evil), kind: 'share' },
  ],
  questions: [question({ channel: route.channel, by: mallory, people: [mallory], text: evil })],
  entities: [
    { id: 'e1', kind: 'Host', name: evil, aliases: [] },
    { id: 'e2', kind: evil, name: 'https://evil.example/x', aliases: [] },
  ],
  trouble: {
    ...troubles(evil, evil),
    e: { where: 'sentinel', since: '2026-11-24T20:42:00Z', error: evil, of: evil },
  },
});

const asked = question({
  by: mallory,
  people: [mallory],
  text: evil,
  answers: [{ id: 'a', at: '2026-11-24T20:42:00Z', by: mallory, text: evil }],
});

const cards: Record<string, Card> = {
  soc: socCard(hostile, { ...look, workspaces: { [hostileIncident.workspace]: evil } }, newButtons),
  'soc, closed': socCard(
    { ...closedState(), seen: { ...hostileIncident, status: 'Closed', classificationComment: evil } },
    look,
    newButtons,
  ),
  team: teamCard(hostile, route, look, newButtons),
  'team, handed back': teamCard(hostile, hostile.routes[1]!, look, newButtons),
  question: questionCard(hostile, asked, look, { front: [], more: [] }, { question: 'q1' }),
  backlog: backlogCard({ incidents: [hostileIncident], workspaceName: evil }, look),
  health: healthCard(
    health(
      {
        workspaces: [{ name: evil, doubted: 1, late: true }],
        unreachable: [{ name: evil, why: 'archived', since: '' }],
        unreadable: [{ log: evil, since: '2026-11-24T20:42:00Z' }],
        troubled: [{ name: evil, trouble: hostile.trouble, channel: () => evil, buttons: () => [] }],
      },
      evil,
    ),
    look,
  ),
  status: statusCard(
    figures({ scope: evil, oldest: [{ ...figures().oldest[0]!, title: evil, owner: evil }] }),
    look,
  ),
  list: listCard(
    { title: '1 open incident', rows: [{ text: evil, detail: evil, severity: 'High' }], more: evil },
    look,
  ),
  history: historyCard(
    {
      number: 1042,
      title: evil,
      lines: [{ at: '2026-11-24T20:42:00Z', who: evil, what: 'wrote', text: evil }],
      page: 1,
      pages: 1,
      buttons: [],
    },
    look,
  ),
  notice: noticeCard({ text: evil, detail: evil, tone: 'warning' }, look),
};

const evilBriefs = [
  brief({ title: evil, entities: [evil] }),
  brief({ number: 7, ruleName: evil, group: 'g' }),
];
cards.storm = stormCard(
  stormContent({
    briefs: evilBriefs,
    groups: groupsOf(evilBriefs, anHourLater).map((group) => ({
      ...group,
      list: newButtons.front[0]!,
      verbs: newButtons.front,
    })),
    acts: [evil],
  }),
  look,
);
cards['storm list'] = stormList(stormPage({ title: evil, rows: evilBriefs }), look);

const named = Object.entries(cards).map(([name, card]) => ({ name, card }));

test.each(named)('hostile text on the $name card stands in text runs and nowhere else', ({ card }) => {
  const found = stringsOf(card).filter(({ text }) => text.includes('EVIL'));
  expect(found.length).toBeGreaterThan(0);
  for (const { holder, property } of found) expect([holder.type, property]).toEqual(['TextRun', 'text']);
});

test.each(named)('the $name card evaluates nothing that hostile text says', ({ card }) => {
  const shown = readable(card);
  expect(shown).toContain('${title}');
  expect(shown).toContain('{{name}}');
  expect(shown).toContain('$t(cards:owner)');
});

test.each(named)('the $name card shows no hidden or turned-around characters', ({ card }) => {
  for (const { text } of stringsOf(card)) {
    expect(text).not.toMatch(/[\u200B-\u200F\u202A-\u202E\u2060-\u206F]/);
    expect(text.isWellFormed()).toBe(true);
  }
});

test.each(named)('the $name card opens nothing but the two portals', ({ card }) => {
  for (const { url } of ofType(card, 'Action.OpenUrl'))
    expect(['portal.azure.com', 'security.microsoft.com']).toContain(new URL(String(url)).hostname);
});

test('titles, descriptions and entities hold no address that a client could make into a link', () => {
  const quiet: IncidentState = { ...hostile, remarks: [], questions: [], acks: [], routes: [] };
  const shown = readable(
    socCard(
      { ...quiet, seen: { ...hostileIncident, labels: [], products: [], tactics: [], techniques: [] } },
      look,
      newButtons,
    ),
  );
  expect(shown).toContain('hxxps://evil[.]example/x');
  expect(shown).toContain('[Approve](hxxps://evil[.]example/a)');
  expect(shown).not.toContain('https://');
});

describe('a link', () => {
  test.each(['https://portal.azure.com/#asset/x', 'https://security.microsoft.com/incidents/1?tid=2'])(
    'to %s is kept',
    (url) => {
      expect(portalUrl(url)).toBe(url);
    },
  );

  test.each([
    undefined,
    '',
    'not a url',
    'http://portal.azure.com/',
    'https://portal.azure.com.evil.example/',
    'https://portal.azure.com@evil.example/',
    'https://user:pass@portal.azure.com/',
    'https://portal.azure.com:8443/',
    'https://evil.example/portal.azure.com',
    'javascript:alert(1)//portal.azure.com',
    `https://portal.azure.com/${'a'.repeat(2000)}`,
  ])('to %s is dropped', (url) => {
    expect(portalUrl(url)).toBeUndefined();
  });
});
