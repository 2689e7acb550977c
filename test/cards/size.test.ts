/** A card stays under 25 KB whatever is in it. */
import { expect, test } from '@jest/globals';
import { groupsOf } from '../../bot/incidents/grouping.ts';
import type { IncidentState } from '../../bot/incidents/state.ts';
import { backlogCard } from '../../cards/backlog/backlog.ts';
import { rulesCard, teamsCard } from '../../cards/breakdown/breakdown.ts';
import { checkCard } from '../../cards/check/check.ts';
import { handoverCard } from '../../cards/handover/handover.ts';
import { healthCard } from '../../cards/health/health.ts';
import { helpCard } from '../../cards/help/help.ts';
import { historyCard } from '../../cards/history/history.ts';
import { socCard } from '../../cards/incident/incident.ts';
import { listCard } from '../../cards/list/list.ts';
import { noticeCard } from '../../cards/notice/notice.ts';
import { questionCard } from '../../cards/question/question.ts';
import { statusCard } from '../../cards/status/status.ts';
import { stormCard } from '../../cards/storm/storm.ts';
import { teamCard } from '../../cards/team-incident/team-incident.ts';
import type { Card } from '../../cards/template.ts';
import { trendCard } from '../../cards/trend/trend.ts';
import { stormList } from '../../dialogs/storm/storm.ts';
import { handoverContent } from './handover-sample.ts';
import {
  ada,
  anHourLater,
  brief,
  button,
  check,
  choiceQuestion,
  context,
  entity,
  figures,
  health,
  incident,
  payments,
  question,
  remark,
  rulesFigures,
  scoped,
  soc,
  state,
  stormContent,
  stormPage,
  teamsFigures,
  trendDays,
  troubles,
} from './samples.ts';
import { readable } from './walk.ts';

const times = <T>(n: number, build: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => build(i));
// Four bytes a character, and as long as it gets.
const long = '\u{1F9E8}'.repeat(5000);
const lines = 'a\n'.repeat(2500);
const kinds = [
  'Account',
  'Host',
  'Ip',
  'Url',
  'File',
  'FileHash',
  'Process',
  'MailMessage',
  'Mailbox',
  'RegistryKey',
  'Odd',
  'Odder',
];
const manyButtons = {
  front: times(3, () => button('Acknowledge')),
  more: times(14, (i) => button(`Verb ${i}`, { dialog: i % 2 === 0 })),
};

const many = times(200, (i) => ({ ...entity(kinds[i % kinds.length]!, `${long}${i}`), id: `e${i}` }));
const route = {
  ...payments,
  name: long,
  entities: many.map(({ id }) => id),
  reasons: times(30, (i) => ({ field: 'host' as const, pattern: `${long}${i}` })),
};
const huge: IncidentState = state({
  seen: incident({
    title: long,
    description: long,
    owner: { name: long },
    alertsCount: 150,
    products: times(30, () => long),
    tactics: times(30, () => long),
    techniques: times(30, () => long),
    labels: times(60, (i) => ({ name: `${long}${i}`, type: 'User' as const })),
  }),
  entities: many,
  routes: [soc, route, ...times(40, (i) => ({ ...route, channel: `19:${i}@thread.tacv2` }))],
  remarks: times(60, (i) => remark(`r${i}`, { ...ada, name: long }, payments.channel, long)),
  trouble: Object.fromEntries(
    times(30, (i) => Object.entries(troubles(long, long)).map(([id, one]) => [`${i}.${id}`, one])).flat(),
  ),
  checks: times(30, (i) =>
    check({
      id: `c${i}`,
      entities: many.map(({ id }) => id),
      why: long,
      lifting: long,
      doing: long,
      note: long,
      impacts: times(30, (n) => ({
        id: `i${n}`,
        at: '2026-11-24T20:42:00Z',
        by: ada,
        breaks: long,
        whom: long,
        safe: long,
      })),
      votes: times(30, (n) => ({
        id: `v${n}`,
        at: '2026-11-24T20:42:00Z',
        by: { oid: `o${n}`, name: long },
        as: 'team' as const,
        go: true,
        reason: lines,
      })),
      health: times(30, (n) => ({
        id: `h${n}`,
        at: '2026-11-24T20:42:00Z',
        by: ada,
        healthy: false,
        words: lines,
      })),
      overridden: { by: { ...ada, name: long }, at: '2026-11-24T20:42:00Z', reason: long },
    }),
  ),
  questions: times(30, (i) =>
    question({
      id: `q${i}`,
      text: long,
      answers: times(30, (n) => ({ id: `a${n}`, at: '2026-11-24T20:42:00Z', by: ada, text: long })),
    }),
  ),
});
const look = context({ now: anHourLater });
const overgrown = question({
  text: lines,
  people: times(50, () => ({ ...ada, name: long })),
  answers: times(200, (i) => ({
    id: `a${i}`,
    at: '2026-11-24T20:42:00Z',
    by: { ...ada, name: long },
    text: i % 2 ? lines : long,
  })),
});

const crowd = times(3000, (i) =>
  brief({
    number: i,
    title: long,
    group: `7b0f3d1c-0000-5000-8000-0000000000${String(i % 60).padStart(2, '0')}`,
    entities: [`${long}${i}`, long],
  }),
);

/** A shift in which everything happened, in endless words. */
function longShift() {
  const name = long;
  const states = times(60, (i) =>
    state(
      {
        routes: [{ ...route, name: long }],
        entities: many,
        questions: [question({ answers: [], people: times(30, () => ({ ...ada, name: long })) })],
        checks: [
          check({ entities: many.map(({ id }) => id), doing: long, measure: 'other', lifting: long }),
          check({
            id: '9',
            entities: many.map(({ id }) => id),
            measure: 'other',
            doing: long,
            standing: 'done',
          }),
        ],
        held: [{ ...route, name: long }],
      },
      { number: i, title: long, severity: 'High', owner: { name: `${i} ${long}` } },
    ),
  );
  const { pressing } = handoverContent({}, states);
  return handoverContent(
    {
      scope: long,
      notes: times(30, () => ({
        id: 'n',
        at: '2026-11-24T20:50:00.000Z',
        by: { ...ada, name: long },
        text: long,
      })),
      pressing: pressing.map((row) => ({
        ...row,
        next: long,
        last: { at: '2026-11-24T20:50:00.000Z', by: { name: long }, text: long },
      })),
      storms: times(30, () => ({ channel: name, since: '2026-11-24T20:40:00.000Z', count: 31 })),
      drills: times(30, () => ({ channel: name, since: '2026-11-24T20:40:00.000Z' })),
      late: times(9, () => ({ workspace: long })),
    },
    states,
  );
}

const cards: Record<string, Card> = {
  storm: stormCard(
    stormContent({
      briefs: crowd,
      groups: groupsOf(crowd, anHourLater).map((group) => ({
        ...group,
        list: stormContent().groups[0]!.list,
        verbs: stormContent().groups[0]!.verbs,
      })),
      acts: times(3, () => long),
    }),
    look,
  ),
  'storm list': stormList(stormPage({ title: long, rows: crowd.slice(0, 10) }), look),
  soc: socCard(huge, { ...look, workspaces: { [huge.seen!.workspace]: long } }, manyButtons),
  team: teamCard(huge, route, look, manyButtons),
  check: checkCard(
    huge,
    huge.checks![0]!,
    { audience: 'soc', entities: many.map(({ id }) => id) },
    look,
    manyButtons,
  ),
  'question, with choices': questionCard(
    huge,
    choiceQuestion({
      ...overgrown,
      kind: 'choice',
      options: times(10, (i) => `${i} ${long}`.slice(0, 100)),
      moves: times(60, (i) => ({
        id: `m${i}`,
        at: '2026-11-24T20:42:00Z',
        by: { ...ada, name: long },
        kind: 'passed' as const,
        text: lines,
        to: { ...ada, name: long },
      })),
    }),
    look,
    { front: [], more: [] },
    { question: 'q1' },
  ),
  question: questionCard(huge, overgrown, look, { front: [], more: [] }, { question: 'q1' }),
  backlog: backlogCard(
    {
      incidents: times(900, (i) => incident({ number: i, title: long, owner: { name: long } })),
      workspaceName: long,
    },
    look,
  ),
  health: healthCard(
    health({
      workspaces: times(30, (i) => ({ name: `${long}${i}`, doubted: i, late: true })),
      unreachable: times(30, () => ({ name: long, why: 'archived' as const, since: '' })),
      unreadable: times(30, () => ({ log: long, since: '2026-11-24T20:42:00Z' })),
      troubled: times(60, () => ({ ...health().troubled[0]!, name: long, channel: () => long })),
    }),
    look,
  ),
  handover: handoverCard(longShift(), look),
  status: statusCard(
    figures({
      scope: long,
      oldest: times(50, () => ({ ...figures().oldest[0]!, title: long, owner: long, next: long })),
      noisiest: times(3, () => ({ name: long, closed: 9, falsePositives: 9 })),
      waiting: times(500, () => ({ ...figures().waiting[0]!, channel: long, people: times(30, () => long) })),
    }),
    look,
  ),
  'by team': teamsCard(
    scoped({ scope: long }),
    times(300, () => ({ ...teamsFigures()[0]!, team: { channel: '19:x', name: long } })),
    look,
  ),
  'by rule': rulesCard(
    scoped({ scope: long }),
    times(300, () => ({ ...rulesFigures()[0]!, name: long })),
    look,
  ),
  trend: trendCard(scoped({ scope: long }), trendDays(100), look),
  list: listCard(
    {
      title: long,
      more: long,
      rows: times(200, () => ({
        text: long,
        detail: long,
        severity: 'High' as const,
        button: button('Show'),
      })),
    },
    look,
  ),
  history: historyCard(
    {
      number: 1,
      title: long,
      page: 1,
      pages: 9,
      buttons: [button('Newer'), button('Older')],
      lines: times(15, () => ({ at: '2026-11-24T20:42:00Z', who: long, what: long, text: long })),
    },
    look,
  ),
  help: helpCard(
    {
      sections: times(6, () => ({
        title: 'Verbs',
        lines: times(6, () => ({ say: 'say this', does: long })),
      })),
    },
    look,
  ),
  notice: noticeCard({ text: long, detail: lines, tone: 'warning' }, look),
};

test.each(Object.entries(cards))(
  'the %s card stays under 25 KB with 150 alerts, 200 entities and endless texts',
  (_, card) => {
    expect(Buffer.byteLength(JSON.stringify(card))).toBeLessThan(25_000);
  },
);

test('the SOC card says how many entities it leaves out, and how many alerts there are', () => {
  const entities = times(150, (i) => entity('Ip', `198.51.100.${i}`));
  const shown = readable(socCard(state({ entities }, { alertsCount: 150 }), look, manyButtons));
  expect(shown).toContain('198[.]51[.]100[.]7 and 142 more');
  expect(shown).not.toContain('198[.]51[.]100[.]8');
  expect(shown).toContain('150 from');
});

test('a question card that leaves out answers says where they are', () => {
  expect(readable(cards.question!)).toMatch(/\d+ earlier answers are in the history: say “history 1042”\./);
});

test('a list says how many rows it leaves out', () => {
  const rows = times(25, (i) => ({ text: `Row ${i}` }));
  expect(readable(listCard({ title: 'Rows', rows }, look))).toContain('and 5 more');
});

test('a storm of more groups than a card takes sums the rest, and leaves out no incident', () => {
  const groups = groupsOf(crowd, anHourLater);
  const shown = readable(cards.storm!);
  const named = groups.filter(({ count }) => count === 50);
  expect(named).toHaveLength(60);
  const [, more, incidents] = /^(\d+) more groups, with incidents: (\d+)$/m.exec(shown) ?? [];
  expect(Number(more)).toBeGreaterThanOrEqual(52);
  expect(Number(incidents)).toBe(Number(more) * 50);
});
