/** An application team's card says why they see it and what is asked of them, and nothing that is not for them. */
import { expect, test } from '@jest/globals';
import type { Reason } from '../../bot/incidents/events.ts';
import type { IncidentState, RouteState } from '../../bot/incidents/state.ts';
import { teamCard } from '../../cards/team-incident/team-incident.ts';
import {
  absorbingState,
  ada,
  anHourLater,
  ben,
  busyState,
  closedState,
  context,
  intoOther,
  mergedState,
  payments,
  question,
  remark,
  soc,
  state,
  teamButtons,
  webshop,
} from './samples.ts';
import { ofType, readable } from './walk.ts';

const later = context({ now: anHourLater });
const shown = (of: IncidentState, route: RouteState = payments, look = context()): string =>
  readable(teamCard(of, route, look, teamButtons));
const why = (reasons: Reason[], language = 'en'): string =>
  shown(state(), { ...payments, reasons }, context({ language })).split('\n')[0]!;

test('the first line says why they see it, the second what is asked by when', () => {
  const [first, second] = shown(state()).split('\n');
  expect(first).toBe('You see this because it touches resource group rg-payments, which your team owns.');
  expect(second).toBe('Please have a look and acknowledge it by 24 Nov 2026, 21:13 CET.');
});

test('several reasons are one sentence', () => {
  expect(
    why([
      { field: 'resourceGroup', pattern: 'rg-payments' },
      { field: 'host', pattern: 'vm-pay-*' },
      { field: 'rule', pattern: 'Password spray' },
      { field: 'tag', pattern: 'payments' },
    ]),
  ).toBe(
    'You see this because it touches resource group rg-payments and host vm-pay-*, which your team owns, comes from the analytics rule “Password spray” and carries the tag “payments”.',
  );
});

test('what a team follows rather than owns says so', () => {
  expect(why([{ field: 'product', pattern: 'Azure Firewall' }])).toBe(
    'You see this because it comes from Azure Firewall, which your team follows.',
  );
});

test('more than three owned things are counted', () => {
  const reasons = ['a', 'b', 'c', 'd', 'e'].map((pattern) => ({ field: 'host' as const, pattern }));
  expect(why(reasons)).toBe(
    'You see this because it touches host a, host b, host c and 2 more, which your team owns.',
  );
});

test('the German sentence agrees in number', () => {
  const one: Reason = { field: 'resourceGroup', pattern: 'rg-payments' };
  expect(why([one], 'de')).toBe(
    'Sie sehen dies, weil die Ressourcengruppe rg-payments Ihrem Team gehört und betroffen ist.',
  );
  expect(why([one, { field: 'host', pattern: 'vm-1' }], 'de')).toBe(
    'Sie sehen dies, weil die Ressourcengruppe rg-payments und der Host vm-1 Ihrem Team gehören und betroffen sind.',
  );
});

test('a reason that is lost still gives a sentence', () => {
  expect(why([])).toBe('You see this because it matches what your team owns.');
});

const asked: [string, IncidentState, RouteState, string, string][] = [
  [
    'is overdue',
    state(),
    payments,
    'Please have a look now: it was to be acknowledged by 24 Nov 2026, 21:13 CET.',
    'attention',
  ],
  ['has a question to them', busyState(), payments, 'Please answer the SOC’s question.', 'warning'],
  [
    'they acknowledged',
    busyState({ questions: [question()] }),
    payments,
    'Nothing more to do for now: Ben Okafor acknowledged it for your team, 24 Nov 2026, 21:09 CET.',
    'good',
  ],
  [
    'the SOC acknowledged',
    busyState({ acks: [{ channel: soc.channel, at: '2026-11-24T20:02:00Z', by: ada }] }),
    webshop,
    'Nothing to do for now: Ada Brunner (SOC) acknowledged it, 24 Nov 2026, 21:02 CET.',
    'good',
  ],
  ['has an owner', busyState({ acks: [] }), webshop, 'Nothing to do for now: Ada Brunner is on it.', 'good'],
  [
    'they handed back',
    busyState(),
    busyState().routes[2]!,
    'Nothing to do: Cléo Rochat handed it back to the SOC, saying: vm-web-04 was retired in October.',
    'emphasis',
  ],
  [
    'no longer matches',
    state(),
    { ...payments, active: false },
    'Nothing to do: it no longer matches what your team owns.',
    'emphasis',
  ],
  [
    'was merged away',
    mergedState(),
    payments,
    'Nothing to do here: Defender merged it into another incident.',
    'emphasis',
  ],
  [
    'lives on in another',
    mergedState(intoOther),
    payments,
    'Nothing to do here: it goes on as incident 1301.',
    'emphasis',
  ],
  ['is closed', closedState(), payments, 'Nothing to do: it is closed.', 'emphasis'],
  [
    'was deleted in Sentinel',
    state({ deletedAt: '2026-11-24T20:40:00.000Z' }),
    payments,
    'Nothing to do: it was deleted in Sentinel.',
    'emphasis',
  ],
];

test.each(asked)('a team whose incident %s is told what that asks of it', (_, of, route, sentence, style) => {
  const card = teamCard(of, route, later, teamButtons);
  expect(readable(card).split('\n')[1]).toBe(sentence);
  expect(ofType(card, 'Container')[0]).toMatchObject({ style });
});

test('no remark of the SOC is on a team’s card, only their own and what was shared', () => {
  const text = shown(busyState(), payments, later);
  expect(text).not.toContain('anonymising network');
  expect(text).toContain('it never signs in from outside');
  expect(text).toContain('We have reset the password of svc-pay.');
});

test('a remark of another team or of a personal chat is not on a team’s card', () => {
  const remarks = [
    remark('a', ben, payments.channel, 'said in Payments'),
    remark('b', ada, undefined, 'said in private'),
  ];
  expect(shown(state({ remarks }), webshop)).not.toMatch(/said in/);
});

test('a question to another team is not on a team’s card', () => {
  expect(shown(busyState(), webshop, later)).not.toContain('kv-payments');
});

test('a question to them is there with its answers, and says where one is missing', () => {
  const text = shown(busyState(), payments, later);
  expect(text).toContain('No, never. It runs in our subscription only.');
  expect(text).toContain('Who may read kv-payments?\nNot answered yet');
});

test('only the entities that their rule matched are on a team’s card', () => {
  const text = shown(state());
  expect(text).toContain('vm-pay-01');
  expect(text).toContain('kv-payments');
  expect(text).not.toMatch(/vm-web-04|203\[|svc-pay|Etna/);
});

test('neither description, tactics, tags nor links of the SOC are on a team’s card', () => {
  const card = teamCard(busyState(), payments, later, teamButtons);
  expect(readable(card)).not.toMatch(/failed sign-ins|T1110|Initial Access|Tags/);
  expect(ofType(card, 'Action.OpenUrl')).toEqual([]);
});

test('a team reads the number of the incident that one was merged into, and not its title', () => {
  const text = shown(mergedState(intoOther), payments, later);
  expect(text).toContain('Merged into #1301');
  expect(text).not.toContain('several endpoints');
});

test('a team reads of what was merged into its incident only what was with it', () => {
  expect(shown(absorbingState(), payments, later)).toMatch(/Includes\n#1038$/m);
  expect(shown(absorbingState(), webshop, later)).not.toContain('Includes');
});

test('a closed incident shrinks, and the SOC’s closing comment stays with the SOC', () => {
  const text = shown(closedState(), payments, later);
  expect(text).toContain('Closed as Benign positive – suspicious but expected · 24 Nov 2026, 21:40 CET');
  expect(text).not.toMatch(/settlement|vm-pay-01|Latest remarks|Owner/);
});

test('who acknowledged is said even while a question matters more', () => {
  expect(shown(busyState(), payments, later)).toContain('On it\nBen Okafor, 24 Nov 2026, 21:09 CET');
});
