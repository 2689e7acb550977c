/** What the tests of cards show: one incident and its people, changed by each test as it needs. */

import type { RuleInFull } from '../../bot/incidents/by-rule.ts';
import type { TeamFigures } from '../../bot/incidents/by-team.ts';
import type { ChannelState } from '../../bot/incidents/channel.ts';
import type { Check } from '../../bot/incidents/containment.ts';
import type { Person } from '../../bot/incidents/events.ts';
import { type Brief, byUrgency, groupsOf } from '../../bot/incidents/grouping.ts';
import type { Entity, Incident, Severity } from '../../bot/incidents/incident.ts';
import { defaultTargets } from '../../bot/incidents/levels.ts';
import type { Compared, Lengths } from '../../bot/incidents/percentiles.ts';
import {
  emptyIncident,
  type IncidentState,
  type Question,
  type RouteState,
} from '../../bot/incidents/state.ts';
import type { TrendDay } from '../../bot/incidents/trend.ts';
import type { Trouble, Troubles } from '../../bot/incidents/trouble.ts';
import { hasWords, type Words, wordsOf } from '../../bot/words/words.ts';
import type { Button, Buttons } from '../../cards/button.ts';
import type { CardContext } from '../../cards/context.ts';
import type { HealthContent } from '../../cards/health/health.ts';
import type { Scoped } from '../../cards/scope.ts';
import type { StatusFigures } from '../../cards/status/status.ts';
import type { StormContent } from '../../cards/storm/storm.ts';
import type { StormList } from '../../dialogs/storm/storm.ts';

export const ada: Person = { oid: 'oid-ada', name: 'Ada Brunner' };
export const ben: Person = { oid: 'oid-ben', name: 'Ben Okafor' };
export const cleo: Person = { oid: 'oid-cleo', name: 'Cléo Rochat' };

const arrived = '2026-11-24T19:58:12.345Z';
export const fiveMinutesLater = new Date('2026-11-24T20:03:00Z');
export const anHourLater = new Date('2026-11-24T20:58:00Z');

/** Words that throw where a language lacks a key, instead of showing the key to people. */
function strictWords(language: string): Words {
  const words = wordsOf(language);
  return (key, params) => {
    if (!hasWords(key, language) && !hasWords(`${key}_other`, language))
      throw new Error(`There are no ${language} words for ${key}.`);
    return words(key, params);
  };
}

export function context(change: Partial<CardContext> = {}): CardContext {
  const language = change.language ?? 'en';
  return {
    words: strictWords(language),
    language,
    zone: 'Europe/Zurich',
    now: fiveMinutesLater,
    targets: defaultTargets,
    hearsAll: false,
    ...change,
  };
}

export function incident(change: Partial<Incident> = {}): Incident {
  return {
    workspace: 'sub~rg-soc~ws-soc',
    id: '11111111-2222-4333-8444-555555555555',
    number: 1042,
    etag: '"1"',
    title: 'Password spray against payment accounts, then a sign-in that worked',
    description:
      'Many failed sign-ins from one address to several accounts were followed by a successful one. The account then read secrets from a key vault that it had not read before.',
    severity: 'High',
    status: 'New',
    labels: [{ name: 'payments', type: 'User' }],
    createdAt: '2026-11-24T19:57:40.1234567Z',
    modifiedAt: '2026-11-24T19:57:40.1234567Z',
    provider: 'Azure Sentinel',
    url: 'https://portal.azure.com/#asset/Microsoft_Azure_Security_Insights/Incident/1042',
    defenderUrl: 'https://security.microsoft.com/incidents/77?tid=00000000-0000-4000-8000-000000000002',
    ruleIds: [],
    alertsCount: 3,
    bookmarksCount: 0,
    commentsCount: 0,
    products: ['Azure Sentinel', 'Microsoft Entra ID Protection'],
    tactics: ['InitialAccess', 'CredentialAccess'],
    techniques: ['T1110', 'T1078'],
    ...change,
  };
}

export function entity(kind: string, name: string): Entity {
  return { id: `${kind}:${name}`, kind, name, aliases: [] };
}

const entities: Entity[] = [
  entity('Ip', '203.0.113.7'),
  entity('Account', 'svc-pay@contoso.example'),
  entity('Account', 'm.keller@contoso.example'),
  entity('Host', 'vm-pay-01'),
  entity('Host', 'vm-web-04'),
  entity('Url', 'https://login.evil.example/pay?x=1'),
  entity('AzureResource', 'kv-payments'),
  entity('Volcano', 'Etna'),
];

export const soc: RouteState = {
  channel: '19:soc@thread.tacv2',
  audience: 'soc',
  name: 'SOC',
  reasons: [{ field: 'soc', pattern: '' }],
  entities: [],
  active: true,
};

export const payments: RouteState = {
  channel: '19:payments@thread.tacv2',
  audience: 'team',
  name: 'Payments',
  reasons: [{ field: 'resourceGroup', pattern: 'rg-payments' }],
  entities: ['Host:vm-pay-01', 'AzureResource:kv-payments'],
  active: true,
};

export const webshop: RouteState = {
  channel: '19:webshop@thread.tacv2',
  audience: 'team',
  name: 'Webshop',
  reasons: [{ field: 'host', pattern: 'vm-web-*' }],
  entities: ['Host:vm-web-04'],
  active: true,
};

/** An incident as it is just after it arrived, with its entities, in the SOC's and two teams' channels. */
export function state(change: Partial<IncidentState> = {}, seen: Partial<Incident> = {}): IncidentState {
  return {
    ...emptyIncident('incident:sub~rg-soc~ws-soc:11111111-2222-4333-8444-555555555555'),
    seen: incident(seen),
    arrivedAt: arrived,
    routes: [soc, payments, webshop],
    entities,
    ...change,
  };
}

/** The same an hour on: acknowledged twice, talked about, one team handed it back. */
export function busyState(change: Partial<IncidentState> = {}): IncidentState {
  return state(
    {
      acks: [
        { channel: soc.channel, at: '2026-11-24T20:02:00.000Z', by: ada },
        { channel: payments.channel, at: '2026-11-24T20:09:00.000Z', by: ben },
      ],
      routes: [
        soc,
        payments,
        {
          ...webshop,
          handedBack: {
            by: cleo,
            at: '2026-11-24T20:12:00.000Z',
            reason: 'vm-web-04 was retired in October.',
          },
        },
      ],
      remarks: [
        remark('r1', ada, soc.channel, 'The address belongs to a known anonymising network.'),
        remark(
          'r2',
          ben,
          payments.channel,
          'svc-pay runs our nightly settlement; it never signs in from outside.',
        ),
        { ...remark('r3', ada, undefined, 'We have reset the password of svc-pay.'), kind: 'share' },
      ],
      questions: [question(), question({ id: 'q2', text: 'Who may read kv-payments?', answers: [] })],
      ...change,
    },
    { status: 'Active', owner: { objectId: ada.oid, name: ada.name } },
  );
}

export function closedState(): IncidentState {
  return {
    ...busyState({ closedAt: '2026-11-24T20:40:00.000Z' }),
    seen: incident({
      status: 'Closed',
      classification: 'BenignPositive',
      classificationReason: 'SuspiciousButExpected',
      classificationComment: 'The settlement job was moved to a new provider; agreed with Payments.',
    }),
  };
}

/** Ada wants to close it, and nobody else has agreed yet; with `declined`, Ben was against it. */
export function wantedState(declined = false): IncidentState {
  const wanted = {
    id: '9',
    at: '2026-11-24T20:40:00.000Z',
    classification: 'FalsePositive' as const,
    classificationReason: 'InaccurateData' as const,
    by: ada,
    channel: soc.channel,
  };
  const reason = 'vm-pay-01 has not been looked into yet.';
  return busyState(
    declined
      ? { declinedClosing: { wanted, by: ben, at: '2026-11-24T20:44:00.000Z', reason } }
      : { wantedClosing: { ...wanted, comment: 'The feed listed our own proxy; it is corrected.' } },
  );
}

/** Merged away by Defender; with `into`, it is known where it lives on. */
export function mergedState(into?: IncidentState['mergedInto']): IncidentState {
  return {
    ...busyState({ closedAt: '2026-11-24T20:40:00.000Z', ...(into && { mergedInto: into }) }),
    seen: incident({
      status: 'Closed',
      classification: 'Undetermined',
      alertsCount: 0,
      labels: [{ name: 'Redirected', type: 'AutoAssigned' }],
    }),
  };
}

export const intoOther = {
  into: 'incident:sub~rg-soc~ws-soc:22222222-2222-4333-8444-555555555555',
  number: 1301,
  title: 'Multi-stage incident involving initial access on several endpoints',
  at: '2026-11-24T20:41:00.000Z',
};

/** It took in two others, one of which was with the payments team. */
export function absorbingState(): IncidentState {
  const at = '2026-11-24T20:41:00.000Z';
  return busyState({
    absorbed: [
      { from: 'incident:w:a', number: 1038, at, channels: [payments.channel] },
      { from: 'incident:w:b', number: 1040, at, channels: [] },
    ],
  });
}

export function remark(
  id: string,
  by: Person,
  channel: string | undefined,
  text: string,
): IncidentState['remarks'][number] {
  return { id, at: '2026-11-24T20:15:00.000Z', by, channel, text, kind: 'comment', thread: false };
}

/** Ada proposes to isolate the payments' host; the team has told what that breaks, and one of two has agreed. */
export function check(change: Partial<Check> = {}): Check {
  return {
    id: '7',
    at: '2026-11-24T20:05:00.000Z',
    by: ada,
    channel: payments.channel,
    measure: 'isolateHost',
    entities: payments.entities,
    doing: 'Only the web servers',
    why: 'It talks to a host that is known to be bad.',
    lifting: 'The SOC releases it once it is clean.',
    due: '2026-11-24T20:35:00.000Z',
    onSilence: 'analyst',
    rule: { who: ['team', 'contact'], people: 2 },
    impacts: [
      {
        id: '8',
        at: '2026-11-24T20:10:00.000Z',
        by: ben,
        breaks: 'Card payments',
        whom: 'The shops in Zurich',
        safe: 'After 22:00',
      },
    ],
    votes: [
      { id: '8', at: '2026-11-24T20:10:00.000Z', by: ben, as: 'team', go: true, reason: 'No batch runs.' },
    ],
    standing: 'open',
    rev: 8,
    since: '2026-11-24T20:05:00.000Z',
    note: '',
    runs: [],
    health: [],
    ...change,
  };
}

/** A check that was lifted after everything that can happen to one. */
export function liftedCheck(): Check {
  const at = '2026-11-24T20:50:00.000Z';
  return check({
    measure: 'playbook',
    playbook: {
      name: 'Isolate host with Defender',
      id: '/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg-soc/providers/Microsoft.Logic/workflows/x',
    },
    standing: 'lifted',
    since: at,
    lastBy: ada,
    note: 'The host was cleaned.',
    overridden: { by: cleo, at, reason: 'Ransomware spreads.' },
    health: [{ id: '9', at, by: ben, healthy: false, words: 'Payments are slow still.' }],
  });
}

/** A question with everything that one can have: choices, a due time, corrections, and what became of it besides. */
export function choiceQuestion(change: Partial<Question> = {}): Question {
  return question({
    id: 'q3',
    text: 'Which of these is this address?',
    kind: 'choice',
    options: ['Our proxy', 'A supplier', 'Unknown to us'],
    due: '2026-11-24T21:05:00.000Z',
    dueSince: '2026-11-24T20:05:00.000Z',
    standIn: cleo,
    answers: [
      { id: 'a1', at: '2026-11-24T20:10:00.000Z', by: ben, text: 'I think so.', value: '0' },
      {
        id: 'a2',
        at: '2026-11-24T20:12:00.000Z',
        by: ben,
        text: 'Sorry, it is theirs.',
        value: '1',
        corrects: 'a1',
        link: 'https://contoso.sharepoint.com/sites/pay/suppliers.docx',
      },
      { id: 'a3', at: '2026-11-24T20:13:00.000Z', by: cleo, text: '', cannot: true },
    ],
    moves: [
      { id: 'm1', at: '2026-11-24T20:06:00.000Z', by: cleo, kind: 'passed', text: 'He runs it.', to: ben },
      {
        id: 'm2',
        at: '2026-11-24T20:08:00.000Z',
        by: ben,
        kind: 'moreTime',
        text: '',
        due: '2026-11-24T21:05:00.000Z',
      },
      { id: 'm3', at: '2026-11-24T20:09:00.000Z', by: cleo, kind: 'note', text: 'It was new in October.' },
    ],
    ...change,
  });
}

export function question(change: Partial<Question> = {}): Question {
  return {
    id: 'q1',
    at: '2026-11-24T20:05:00.000Z',
    by: ada,
    channel: payments.channel,
    people: [ben],
    text: 'Does svc-pay have any reason to sign in from outside?\nSince when?',
    answers: [
      {
        id: 'a1',
        at: '2026-11-24T20:10:00.000Z',
        by: ben,
        text: 'No, never. It runs in our subscription only.',
      },
    ],
    ...change,
  };
}

export function button(title: string, change: Partial<Button> = {}): Button {
  const verb = title.toLowerCase().replaceAll(' ', '-');
  const data = { incident: '11111111-2222-4333-8444-555555555555', workspace: 'sub~rg-soc~ws-soc', rev: '7' };
  return { title, verb, data, dialog: false, style: 'default', ...change };
}

export const newButtons: Buttons = {
  front: [
    button('Acknowledge', { style: 'positive' }),
    button('Assign', { dialog: true }),
    button('Comment', { dialog: true }),
  ],
  more: [
    button('Take'),
    button('Ask', { dialog: true }),
    button('Share', { dialog: true }),
    button('Severity', { dialog: true }),
    button('Tag', { dialog: true }),
    button('Close', { dialog: true }),
    button('History'),
  ],
};

export const teamButtons: Buttons = {
  front: [button('Acknowledge', { style: 'positive' }), button('Comment', { dialog: true })],
  more: [button('Take'), button('Not ours', { dialog: true })],
};

export const wantedButtons: Buttons = {
  front: [
    button('Agree and close', { verb: 'agree closing' }),
    button('Decline …', { verb: 'decline closing', dialog: true }),
    button('Acknowledge'),
  ],
  more: newButtons.more,
};
export const closedButtons: Buttons = { front: [button('Reopen')], more: [button('History')] };
export const mergedButtons: Buttons = {
  front: [button('Merged into …', { verb: 'merged', dialog: true })],
  more: [button('History')],
};
export const survivorButtons: Buttons = {
  front: [button('Show #1301', { verb: 'show' })],
  more: [button('History')],
};
export const noButtons: Buttons = { front: [], more: [] };

/** Lengths with nothing in the window before. */
export const compared = (now: Lengths): Compared => ({ now, before: { n: 0, values: [] } });

/** Where nothing happened. */
export function noFigures(): Partial<StatusFigures> {
  const none = compared({ n: 0, values: [] });
  const neither = { met: 0, breached: 0 };
  return {
    open: { High: 0, Medium: 0, Low: 0, Informational: 0 },
    unacknowledged: 0,
    overdue: 0,
    oldest: [],
    age: { n: 0, values: [] },
    flow: { created: { now: 0, before: 0 }, closed: { now: 0, before: 0 } },
    detect: none,
    notify: none,
    contain: none,
    acknowledge: none,
    bySoc: none,
    byTeams: none,
    resolve: none,
    waitedForTeams: none,
    withSoc: none,
    compliance: { High: neither, Medium: neither, Low: neither, Informational: neither },
    closed: { all: 0, automated: 0, reopened: 0, judged: 0, falsePositives: 0, unclear: 0 },
    noisiest: [],
    waiting: [],
  };
}

export function figures(change: Partial<StatusFigures> = {}): StatusFigures {
  const row = (
    number: number,
    severity: Severity,
    title: string,
    owner: string | undefined,
    next: string,
  ) => ({
    number,
    title,
    severity,
    owner,
    createdAt: `2026-11-${22 + (number % 2)}T08:15:00.0000000Z`,
    next,
  });
  return {
    scope: '',
    open: { High: 3, Medium: 7, Low: 4, Informational: 1 },
    unacknowledged: 4,
    overdue: 1,
    oldest: [
      row(
        987,
        'Medium',
        'Unusual amount of data read from a storage account',
        'Ada Brunner',
        'Payments to answer',
      ),
      row(991, 'High', 'Malware found on vm-web-04', 'Cléo Rochat', 'to be closed'),
      row(1003, 'Low', 'Rare sign-in from a new country', undefined, 'to be acknowledged'),
      row(1010, 'High', 'Credential dumping tool run', 'Ben Okafor', 'waits for containment'),
      row(1024, 'Informational', 'New admin consent granted', undefined, 'to be acknowledged'),
    ],
    age: { n: 15, median: 5_400_000, p90: 129_600_000, longest: 172_800_000 },
    flow: { created: { now: 34, before: 29 }, closed: { now: 31, before: 33 } },
    detect: compared({ n: 34, median: 6 * 60_000, p90: 95 * 60_000 }),
    notify: compared({ n: 33, median: 40_000, p90: 95_000 }),
    contain: compared({ n: 2, values: [38 * 60_000, 71 * 60_000] }),
    acknowledge: {
      now: { n: 23, median: 11 * 60_000, p90: 48 * 60_000 },
      before: { n: 19, median: 14 * 60_000, p90: 50 * 60_000 },
    },
    bySoc: compared({ n: 21, median: 9 * 60_000, p90: 41 * 60_000 }),
    byTeams: compared({ n: 2, values: [25 * 60_000, 48 * 60_000] }),
    resolve: compared({ n: 4, values: [3_600_000, 5_400_000, 7_500_000, 93_600_000] }),
    waitedForTeams: compared({ n: 4, values: [0, 0, 1_800_000, 75_600_000] }),
    withSoc: compared({ n: 4, values: [3_600_000, 5_400_000, 5_700_000, 18_000_000] }),
    compliance: {
      High: { met: 7, breached: 2 },
      Medium: { met: 12, breached: 1 },
      Low: { met: 5, breached: 0 },
      Informational: { met: 0, breached: 0 },
    },
    closed: { all: 31, automated: 4, reopened: 1, judged: 26, falsePositives: 9, unclear: 5 },
    noisiest: [
      { name: 'Rare sign-in from a new country', closed: 8, falsePositives: 6 },
      { name: 'Mass download', closed: 3, falsePositives: 2 },
    ],
    window: { from: new Date(anHourLater.getTime() - 7 * 86_400_000), to: anHourLater },
    asOf: anHourLater,
    readAt: new Date('2026-11-24T20:57:30Z'),
    waiting: [
      {
        number: 987,
        channel: 'Payments',
        people: ['Ben Okafor'],
        askedAt: '2026-11-24T08:58:00.000Z',
        overdue: true,
      },
      { number: 991, channel: 'Web shop', people: [], askedAt: '2026-11-24T20:28:00.000Z', overdue: false },
    ],
    containment: { open: 1, inForce: 2, overrides: 1 },
    hidden: 3,
    buttons: ['By team', 'By rule', 'Trend', 'Export'].map((title) => button(title)),
    ...change,
  };
}

/** Of what the cards of figures are, beside their figures. */
export function scoped(change: Partial<Scoped> = {}): Scoped {
  const { scope, window, asOf, readAt } = figures();
  return {
    scope,
    window,
    asOf,
    ...(readAt && { readAt }),
    buttons: ['Summary', 'By rule', 'Trend', 'Export'].map((title) => button(title)),
    ...change,
  };
}

export function teamsFigures(): TeamFigures[] {
  const { acknowledge, resolve } = figures();
  const none = compared({ n: 0, values: [] });
  return [
    {
      team: { channel: payments.channel, name: payments.name },
      open: 7,
      unacknowledged: 3,
      overdue: 1,
      openQuestions: 1,
      acknowledge,
      resolve,
      compliance: { met: 14, breached: 2 },
    },
    {
      team: { channel: webshop.channel, name: webshop.name },
      open: 5,
      unacknowledged: 1,
      overdue: 0,
      openQuestions: 0,
      acknowledge: compared({ n: 1, values: [25 * 60_000] }),
      resolve: none,
      compliance: { met: 0, breached: 0 },
    },
    { open: 3, unacknowledged: 0, overdue: 0, openQuestions: 0, acknowledge: none, resolve: none },
  ];
}

export function rulesFigures(): RuleInFull[] {
  const { resolve } = figures();
  const rule = (name: string, open: number, closed: number, judged: number, falsePositives: number) => ({
    name,
    open,
    closed,
    judged,
    falsePositives,
    resolve,
  });
  return [
    rule('Rare sign-in from a new country', 1, 8, 7, 6),
    rule('Mass download', 0, 3, 3, 1),
    { ...rule('Credential dumping tool run', 2, 0, 0, 0), resolve: compared({ n: 0, values: [] }) },
  ];
}

/** So many days, the last of which is the card's; of the first there are four hours. */
export function trendDays(count = 8): TrendDay[] {
  return Array.from({ length: count }, (_, i) => {
    const begins = new Date(Date.UTC(2026, 10, 24 - count + 1 + i));
    return {
      from: new Date(begins.getTime() + (i === 0 ? 20 * 3_600_000 : 0)),
      to: new Date(begins.getTime() + 86_400_000),
      date: begins.toISOString().slice(0, 10),
      created: (i * 5) % 9,
      closed: (i * 4) % 7,
      open: 12 + ((i * 3) % 5),
    };
  });
}

/** An incident in brief, as a storm holds it. */
export function brief(change: Partial<Brief> = {}): Brief {
  const number = change.number ?? 2001;
  return {
    logKey: `incident:sub~rg-soc~ws-soc:11111111-2222-4333-8444-${String(number).padStart(12, '0')}`,
    seq: 3,
    number,
    title: 'Sign-in from an unfamiliar location',
    group: '7b0f3d1c-0000-5000-8000-000000000001',
    severity: 'Medium',
    createdAt: '2026-11-24T20:00:00Z',
    joinedAt: '2026-11-24T20:05:30Z',
    closed: false,
    acknowledged: false,
    acknowledgedHere: false,
    deadline: '2026-11-24T21:30:00Z',
    carded: false,
    entities: ['pay-web-01'],
    ...change,
  };
}

const rules: [title: string, severity: Severity, count: number][] = [
  ['Sign-in from an unfamiliar location', 'Medium', 120],
  ['Rare process on a payment host', 'Medium', 48],
  ['Connection to a newly registered domain', 'Low', 31],
  ['Mass download from a storage account', 'Low', 9],
  ['Port scan', 'Informational', 6],
];

/** 214 incidents of five rules within six minutes; some overdue, some acknowledged, one raised to High. */
export function stormBriefs(): Brief[] {
  return rules.flatMap(([title, severity, count], rule) =>
    Array.from({ length: count }, (_, i) =>
      brief({
        number: 2001 + rule * 200 + i,
        title,
        group: `7b0f3d1c-0000-5000-8000-00000000000${rule + 1}`,
        severity: rule === 1 && i === 0 ? 'High' : severity,
        carded: rule === 1 && i === 0,
        acknowledged: rule === 2,
        acknowledgedHere: rule === 2,
        closed: rule === 4,
        deadline: rule === 0 && i < 3 ? '2026-11-24T20:30:00Z' : '2026-11-24T21:30:00Z',
        entities: rule < 2 ? [`pay-web-0${(i % 3) + 1}`, 'svc-pay-batch'] : [],
      }),
    ),
  );
}

export function stormContent(change: Partial<StormContent> = {}): StormContent {
  const briefs = change.briefs ?? stormBriefs();
  const on = (verb: string, title: string, group: string, dialog: boolean): Button => ({
    title,
    verb,
    data: { storm: '7', group, rev: '0.120' },
    dialog,
    style: 'default',
  });
  return {
    since: '2026-11-24T19:59:30Z',
    last: '2026-11-24T20:05:30Z',
    ended: false,
    briefs,
    groupCount: groupsOf(briefs, anHourLater).length,
    groups: groupsOf(briefs, anHourLater).map((group) => ({
      ...group,
      list: on('group', 'List', group.key, true),
      verbs: [
        ...(group.waiting > 0 ? [on('acknowledge group', 'Acknowledge all', group.key, false)] : []),
        ...(group.closed < group.count ? [on('close group', 'Close all…', group.key, true)] : []),
      ],
    })),
    acts: ['Ada Brunner acknowledged 31 incidents of “Connection to a newly registered domain”.'],
    all: on('group', 'List', '', true),
    ...change,
  };
}

export function stormPage(change: Partial<StormList> = {}): StormList {
  const briefs = stormBriefs().filter(({ title }) => title === rules[1]![0]);
  return {
    title: rules[1]![0],
    count: briefs.length,
    rows: briefs.sort(byUrgency).slice(0, 10),
    page: 2,
    pages: 5,
    hidden: { storm: '7', group: briefs[0]!.group },
    ...change,
  };
}

/** What Muster could not do: Ada's closing, which Sentinel refused, and the card of the payments team. */
export function troubles(name = ada.name, code = '400 BadRequest'): Troubles {
  const by = { ...ada, name };
  const parked = (id: string, kind: string, more: Partial<Trouble>, at: string): Troubles => ({
    [id]: {
      where: 'teams',
      since: at,
      error: 'the error’s own words',
      of: kind,
      parked: { at, effect: { id, kind }, why: 'refused', code },
      ...more,
    },
  });
  const change = { status: 'Closed', classification: 'TruePositive' } as const;
  const intents = [
    { id: '7', change, before: {}, at: '2026-11-24T20:20:00Z', by, channel: payments.channel },
    { id: '8', change: { owner: { name } }, before: {}, at: '2026-11-24T20:21:00Z', by },
  ];
  return {
    ...parked(
      '7.0',
      'sentinel.write',
      {
        where: 'sentinel',
        parked: {
          at: '2026-11-24T20:22:00Z',
          effect: { id: '7.0', kind: 'sentinel.write' },
          why: 'refused',
          code,
          intents,
        },
      },
      '2026-11-24T20:22:00Z',
    ),
    ...parked('9.1', 'card.post', { channel: payments.channel }, '2026-11-24T20:30:00Z'),
    '12.0': {
      where: 'teams',
      since: '2026-11-24T20:40:00Z',
      error: '502',
      of: 'relay',
      channel: webshop.channel,
    },
  };
}

/** What `health` says on a bad day. */
export function health(change: Partial<HealthContent> = {}, name = '#1042 Password spray'): HealthContent {
  const decide = ['Show', 'Try again', 'Drop …'].map((title) => button(title));
  return {
    asOf: anHourLater,
    workspaces: [
      {
        name: 'ws-soc',
        lastPoll: new Date('2026-11-24T20:56:00Z'),
        lastSweep: new Date('2026-11-24T20:45:00Z'),
        doubted: 0,
        late: false,
      },
      { name: 'ws-us', doubted: 3, late: true },
    ],
    services: [
      { name: 'teams', waiting: 12, throttled: 0 },
      { name: 'sentinel', waiting: 0, throttled: 2 },
    ],
    withoutContact: ['Treasury'],
    unreachable: [{ name: 'Webshop', why: 'archived', since: '2026-11-24T19:00:00Z' }],
    troubled: [
      {
        name,
        trouble: troubles(),
        channel: (id) => (id === payments.channel ? 'Payments' : 'Webshop'),
        buttons: (effect) => (effect ? decide : decide.slice(0, 1)),
      },
    ],
    buttons: [button('Try all again')],
    unreadable: [{ log: 'incident:sub~rg-soc~ws-soc:22222222', since: '2026-11-24T20:10:00Z' }],
    ...change,
  };
}

/** A connected channel that has named everybody; on a Tuesday evening, an hour after its working hours. */
export function contactsState(change: Partial<ChannelState> = {}): ChannelState {
  const office = [{ from: '08:00', to: '17:00' }];
  return {
    logKey: 'channel:19:payments@thread.tacv2',
    seq: 7,
    head: 'h',
    present: true,
    keys: {},
    connection: {
      name: 'Payments',
      owns: {
        subscriptions: [],
        resourceGroups: [],
        resources: [],
        hosts: ['pay-*'],
        accounts: [],
        rules: [],
        products: [],
        tags: [],
      },
      from: 'Low',
      language: 'en',
      zone: 'Europe/Zurich',
      by: ada,
      at: '2026-11-02T08:00:00.000Z',
    },
    contacts: {
      contact: ben,
      standIn: ada,
      hours: { 1: office, 2: office, 3: office, 4: office, 6: [{ from: '09:00', to: '12:00' }] },
      rota: [
        { week: '2026-11-16', person: ada },
        { week: '2026-11-23', person: cleo },
        { week: '2026-11-30', person: ben },
      ],
    },
    ...change,
  };
}
