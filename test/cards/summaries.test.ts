/** The cards that tell of many incidents, and those that answer. */
import { expect, test } from '@jest/globals';
import type { Compared } from '../../bot/incidents/percentiles.ts';
import { backlogCard } from '../../cards/backlog/backlog.ts';
import { rulesCard, teamsCard } from '../../cards/breakdown/breakdown.ts';
import { helpCard } from '../../cards/help/help.ts';
import { historyCard } from '../../cards/history/history.ts';
import { listCard } from '../../cards/list/list.ts';
import { noticeCard } from '../../cards/notice/notice.ts';
import { statusCard } from '../../cards/status/status.ts';
import { trendCard } from '../../cards/trend/trend.ts';
import { welcomeCard } from '../../cards/welcome/welcome.ts';
import {
  anHourLater,
  button,
  context,
  figures,
  incident,
  noFigures,
  rulesFigures,
  scoped,
  teamsFigures,
  trendDays,
} from './samples.ts';
import { ofType, readable } from './walk.ts';

const later = context({ now: anHourLater });
const many = (count: number, change: object = {}) =>
  Array.from({ length: count }, (_, i) =>
    incident({ number: i + 1, createdAt: `2026-11-${10 + i}T08:00:00.0000000Z`, ...change }),
  );

test('the status card counts at a glance', () => {
  const text = readable(statusCard(figures(), later));
  expect(text).toContain('15\nopen\n4\nnot acknowledged\n1\noverdue');
  expect(text).toContain('High 3 · Medium 7 · Low 4 · Info 1');
  expect(text).toContain('To acknowledge\n11 min\n  ↓ was 14 min\n90 % within 48 min, n = 23');
  expect(text).toContain('To resolve\n1 h – 1 d 2 h\nn = 4: 1 h, 1 h 30 min, 2 h 5 min, 1 d 2 h');
  expect(text).toContain('3 more incidents are not shown');
  expect(text).toContain('As of 24 Nov 2026, 21:58 CET, with what Sentinel held at 21:57 CET');
  expect(readable(statusCard(figures({ readAt: undefined }), later))).toMatch(
    /As of 24 Nov 2026, 21:58 CET\n/,
  );
});

test('the status card tells apart who was waited for, and what was in time', () => {
  const text = readable(statusCard(figures(), later));
  expect(text).toContain('the SOC: median 9 min, 90 % within 41 min, n = 21; Teams: 25 min, 48 min (n = 2)');
  expect(text).toContain('waiting for teams: 0 min, 0 min, 30 min, 21 h (n = 4)');
  expect(text).toContain('High 78 % of 9 · Medium 92 % of 13 · Low 100 % of 5');
  expect(text).toContain('34 arrived (before: 29) · 31 closed (before: 33) · 4 by itself · 1 opened again');
  expect(text).toContain('median 1 h 30 min, 90 % within 1 d 12 h, n = 15 · longest 2 d');
  expect(text).toContain('To contain\n38 min, 1 h 11 min (n = 2)');
  expect(text).toContain('35 % (9 of 26 judged) · 5 undetermined');
  expect(text).toContain('Rare sign-in from a new country (6 of 8) · Mass download (2 of 3)');
  expect(text).toContain('2 wait: #987 Ben Okafor (Payments), 12 h, overdue, #991 Web shop, 30 min');
});

test('the status card says whose figures they are, and of when', () => {
  const window = { from: new Date('2026-11-23T23:00:00Z'), to: new Date('2026-11-24T23:00:00Z') };
  const card = statusCard(figures({ scope: 'Payments', severities: ['High', 'Low'], window }), later);
  expect(readable(card)).toContain('Payments · High, Low · 24 Nov 2026, 00:00 CET – 25 Nov 2026, 00:00 CET');
});

test('a median has an arrow only where the window before has one too', () => {
  const median = (now: number, before?: number) => ({
    now: { n: 9, median: now * 60_000, p90: 60_000_000 },
    before: before === undefined ? { n: 1, values: [1] } : { n: 5, median: before * 60_000, p90: 60_000_000 },
  });
  const says = (acknowledge: Compared) => readable(statusCard(figures({ acknowledge }), later));
  expect(says(median(9, 5))).toContain('↑ was 5 min');
  expect(says(median(9, 9))).toContain('→ as before');
  expect(says(median(9))).not.toMatch(/[↑↓→]/);
});

test('the status card says which workspace’s data are old, and which was never read', () => {
  const late = [{ workspace: 'ws-2', readAt: new Date('2026-11-24T13:02:00Z') }, { workspace: 'ws-3' }];
  const text = readable(statusCard(figures({ late }), later));
  expect(text).toMatch(/workspace ws-2 was last read 24 Nov 2026, 14:02 CET.*ws-3 has not been read yet/);
  expect(readable(statusCard(figures(), later))).not.toMatch(/workspace/);
});

test('the status card’s charts have numbers, and their fallbacks say the same', () => {
  const card = statusCard(figures(), later);
  const [chart = {}] = ofType(card, 'Chart.Donut');
  expect((chart.data as { value: number }[]).map(({ value }) => value)).toEqual([3, 7, 4, 1]);
  const { facts } = chart.fallback as Record<string, unknown>;
  expect(facts).toEqual([
    { title: 'High', value: '3' },
    { title: 'Medium', value: '7' },
    { title: 'Low', value: '4' },
    { title: 'Informational', value: '1' },
  ]);
  const [bar = {}] = ofType(card, 'Chart.HorizontalBar.Stacked');
  expect(bar.data).toMatchObject([{ title: 'High 3 · Medium 7 · Low 4 · Info 1', data: chart.data }]);
  expect(readable(bar.fallback as Record<string, unknown>)).toBe('High 3 · Medium 7 · Low 4 · Info 1');
});

test('the status of a team with nothing open has no chart and says so in words', () => {
  const card = statusCard(figures({ ...noFigures(), scope: 'Payments', hidden: undefined }), later);
  expect(ofType(card, 'Chart.')).toEqual([]);
  expect(readable(card)).toContain('Payments');
  expect(readable(card)).toMatch(/To acknowledge\nNone\nTo resolve\nNone\nQuestions {2}\nAll answered/);
  expect(readable(card)).not.toContain('not shown');
});

test('the status card’s oldest say who has it, for how long, and what is next', () => {
  const text = readable(statusCard(figures(), later));
  expect(text).toContain(
    'Unusual amount of data read from a storage account\nMedium\n · Ada Brunner · 1 d 12 h · Payments to answer',
  );
});

test('what the status folds away is one press off, and is not there where there is none of it', () => {
  const card = statusCard(figures(), later);
  const [details] = ofType(card, 'Container').filter(({ id }) => id === 'details');
  expect(details).toMatchObject({ isVisible: false });
  expect(readable(details as Record<string, unknown>)).toContain('To notify\nmedian 1 min');
  expect(
    ofType(card, 'ActionSet').map(({ actions }) => (actions as { title: string }[]).map((a) => a.title)),
  ).toEqual([['Details', 'By team', 'By rule', 'Trend', 'Export']]);
  const nothing = figures({ ...noFigures(), containment: undefined, buttons: [] });
  expect(ofType(statusCard(nothing, later), 'ActionSet')).toEqual([]);
});

test('a team’s row says how it stands, with what wants doing in bold', () => {
  const card = teamsCard(scoped(), teamsFigures(), later);
  expect(readable(card)).toContain(
    'Payments\n1 overdue · 3 not acknowledged · 1 question waits\n' +
      'to acknowledge 11 min · to resolve 1 h – 1 d 2 h · in time 88 % (14 of 16)\n7\nopen',
  );
  expect(readable(card)).toContain('No application team\n3\nopen');
  const weights = ofType(card, 'TextRun').filter(({ text }) => /acknowledged/.test(String(text)));
  expect(weights.map(({ weight }) => weight)).toEqual(['Bolder', 'Default']);
});

test('a rule’s row says how its incidents were judged', () => {
  const text = readable(rulesCard(scoped(), rulesFigures(), later));
  expect(text).toContain(
    'Rare sign-in from a new country\n6 of 7 false positives · 1 open\nto resolve 1 h – 1 d 2 h\n8\nclosed',
  );
  expect(text).toContain('Mass download\n1 of 3 a false positive\n');
  expect(text).toContain('Credential dumping tool run\n2\nopen');
});

test('rows that a card has no room for are counted, and none are said in words', () => {
  const many = Array.from({ length: 20 }, () => rulesFigures()[0]!);
  expect(readable(rulesCard(scoped(), many, later))).toContain('and 8 more');
  expect(readable(rulesCard(scoped(), [], later))).toContain('nothing was closed that a rule raised');
});

test('a trend has bars and a line, and says the same where there are no charts', () => {
  const card = trendCard(scoped(), trendDays(3), later);
  expect(readable(card)).toContain('6\narrived\n5\nclosed\n13\nopen');
  const [bars = {}] = ofType(card, 'Chart.VerticalBar.Grouped');
  expect(bars).toMatchObject({
    data: [
      {
        legend: 'New',
        values: [
          { x: '22', y: 0 },
          { x: '23', y: 5 },
          { x: '24', y: 1 },
        ],
      },
      {
        legend: 'Closed',
        values: [
          { x: '22', y: 0 },
          { x: '23', y: 4 },
          { x: '24', y: 1 },
        ],
      },
    ],
  });
  const { facts } = bars.fallback as { facts: object[] };
  expect(facts[1]).toEqual({ title: '23 Nov', value: '5 arrived, 4 closed' });
  // Of the first day there is only a part, whose end is no day's.
  const [line = {}] = ofType(card, 'Chart.Line');
  expect(line).toMatchObject({
    yMax: 16,
    data: [
      {
        values: [
          { x: '23', y: 15 },
          { x: '24', y: 13 },
        ],
      },
    ],
  });
  expect(readable(line.fallback as Record<string, unknown>)).toBe('23 Nov: 15 · 24 Nov: 13');
});

test('a trend of many days puts several into one bar, and loses none', () => {
  const days = trendDays(100);
  const card = trendCard(scoped(), days, later);
  const [bars = {}] = ofType(card, 'Chart.VerticalBar.Grouped');
  const [arrived, closed] = bars.data as { values: { x: string; y: number }[] }[];
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
  expect(readable(card)).toContain('Per 14 days');
  expect(arrived!.values.map(({ x }) => x)).toEqual(['17', '19', '2', '16', '30', '14', '28', '11']);
  expect(sum(arrived!.values.map(({ y }) => y))).toBe(sum(days.map(({ created }) => created)));
  expect(sum(closed!.values.map(({ y }) => y))).toBe(sum(days.map(({ closed }) => closed)));
});

test('a day of the month that comes twice says of which month it is', () => {
  const days = trendDays().map((day, i) => (i === 0 ? { ...day, date: '2026-10-24' } : day));
  const [bars = {}] = ofType(trendCard(scoped(), days, later), 'Chart.VerticalBar.Grouped');
  const [arrived] = bars.data as { values: { x: string }[] }[];
  expect(arrived!.values.map(({ x }) => x)).toEqual(['24', '18', '19', '20', '21', '22', '23', '24 Nov']);
});

test('the backlog counts by severity, shows eight High and the five oldest others', () => {
  const incidents = [
    ...many(12),
    ...many(9, { severity: 'Low' }).map((i) => ({ ...i, number: i.number + 100 })),
  ];
  const text = readable(backlogCard({ incidents, workspaceName: 'ws-soc' }, context()));
  expect(text).toContain('21 incidents were already open.');
  expect(text).toContain('12\nHigh\n0\nMedium\n9\nLow\n0\nInfo');
  const numbers = text.split('\n').filter((line, i) => i > 11 && /^\d+$/.test(line));
  expect(numbers).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '101', '102', '103', '104', '105']);
  expect(text).toContain('say “open” for the list, or “show 1”');
});

test('a backlog of nothing says so', () => {
  const text = readable(backlogCard({ incidents: [], workspaceName: 'ws-soc' }, context()));
  expect(text).toContain('0 incidents were already open.');
  expect(text).not.toContain('Open for longest');
});

test('the welcome says the next step of the place', () => {
  const says = (place: 'channel' | 'groupChat' | 'personal', socNamed: boolean) =>
    ofType(welcomeCard({ place, socNamed }, context()), 'TextRun')
      .filter(({ fontType }) => fontType === 'Monospace')
      .map(({ text }) => text);
  expect(says('channel', false)[0]).toBe('@Muster soc here');
  expect(says('channel', true)[0]).toBe('@Muster connect');
  expect(says('groupChat', true)).toContain('@Muster status');
  expect(says('personal', true)).toEqual(['status', 'mine', 'help']);
});

test('a list’s rows have their severity, detail and button', () => {
  const rows = [
    { text: '1 · One', detail: 'Nobody yet', severity: 'High' as const, button: button('Show') },
    { text: '2 · Two', severity: 'Low' as const },
    { text: '3 · Three' },
  ];
  const card = listCard({ title: 'Open', rows, more: 'That is all.' }, context());
  expect(readable(card)).toContain('1 · One\nHigh\n · Nobody yet\nShow');
  expect(readable(card)).toContain('2 · Two\nLow');
  expect(readable(card)).toContain('That is all.');
  expect(ofType(card, 'Action.Execute').map(({ title }) => title)).toEqual(['Show']);
});

test('a history page says which page it is, and a single one doesn’t', () => {
  const line = { at: '2026-11-24T20:02:00Z', who: 'Ada Brunner', what: 'acknowledged it', text: 'I look.' };
  const page = (pages: number, lines = [line]) =>
    readable(historyCard({ number: 1042, title: 'A title', lines, page: 1, pages, buttons: [] }, later));
  expect(page(3)).toContain('24 Nov 2026, 21:02 CET\nAda Brunner\n acknowledged it\nI look.\nPage 1 of 3');
  expect(page(1)).not.toContain('Page');
  expect(page(1, [])).toContain('Nothing has happened yet.');
});

test('help shows what to say as it is written', () => {
  const sections = [{ title: 'An incident', lines: [{ say: 'close <number>', does: 'closes it' }] }];
  const text = readable(helpCard({ sections }, context()));
  expect(text).toContain('An incident\nclose <number>\ncloses it');
});

test('a notice has the colour of its tone, keeps lines, and may lead on with a button', () => {
  const card = noticeCard(
    { text: 'No.', detail: 'One\nTwo', tone: 'refused', buttons: [button('Close 1042', { dialog: true })] },
    context(),
  );
  expect(ofType(card, 'Container')[0]).toMatchObject({ style: 'attention' });
  expect(readable(card)).toBe('No.\nOne\nTwo\nClose 1042');
});
