/** The SOC's card says how an incident stands. */
import { expect, test } from '@jest/globals';
import type { IncidentState } from '../../bot/incidents/state.ts';
import { socCard } from '../../cards/incident/incident.ts';
import {
  absorbingState,
  ada,
  anHourLater,
  busyState,
  button,
  closedButtons,
  closedState,
  context,
  fiveMinutesLater,
  incident,
  intoOther,
  mergedState,
  newButtons,
  noButtons,
  payments,
  question,
  remark,
  soc,
  state,
} from './samples.ts';
import { nodesOf, ofType, readable } from './walk.ts';

const shown = (of: IncidentState, look = context()): string => readable(socCard(of, look, newButtons));
const later = context({ now: anHourLater });

test('a new incident says what it is and by when to acknowledge it', () => {
  const text = shown(state());
  expect(text).toContain('High');
  expect(text).toContain('Incident 1042');
  expect(text).toContain('Acknowledge by 24 Nov 2026, 21:13 CET');
  expect(text).toContain('Nobody yet');
  expect(text).toContain('Initial Access, Credential Access (T1110, T1078)');
  expect(text).toContain('3 from Azure Sentinel and Microsoft Entra ID Protection');
});

test('times are in the zone of the place, and in UTC where that zone is unknown', () => {
  expect(shown(state(), context({ zone: 'America/New_York' }))).toContain('24 Nov 2026, 15:13 GMT-5');
  expect(shown(state(), context({ zone: 'Nowhere/Land' }))).toContain('24 Nov 2026, 20:13 UTC');
});

test('what nobody acknowledged in time is overdue, in the colour of the worst', () => {
  const card = socCard(
    state({}, { severity: 'Low' }),
    context({ now: new Date('2026-11-26T00:00:00Z') }),
    newButtons,
  );
  expect(readable(card)).toContain('Overdue since 25 Nov 2026, 04:58 CET: nobody has acknowledged it');
  expect(ofType(card, 'Container')[0]).toMatchObject({ style: 'attention' });
});

test('severity is a badge, and a word where a client has no badges', () => {
  const badge = ofType(socCard(state(), context(), newButtons), 'Badge')[0];
  expect(badge).toMatchObject({ text: 'High', fallback: { type: 'TextBlock', text: 'High' } });
});

test('each channel says who acknowledged there, and why one handed it back', () => {
  const text = shown(busyState(), later);
  expect(text).toContain('SOC\nAcknowledged by Ada Brunner, 24 Nov 2026, 21:02 CET');
  expect(text).toContain('Payments\nAcknowledged by Ben Okafor, 24 Nov 2026, 21:09 CET');
  expect(text).toContain('Webshop\nHanded back by Cléo Rochat, saying: vm-web-04 was retired in October.');
});

test('an owner counts as somebody who sees to it', () => {
  expect(shown(state({}, { owner: { name: 'Ada Brunner' } }))).toContain('Ada Brunner is on it');
  expect(shown(state({}, { status: 'Active' }))).toContain('Being worked on in Sentinel');
});

test('an owner without a name is shown by what there is', () => {
  expect(shown(state({}, { owner: { userPrincipalName: 'ada@contoso.example' } }))).toContain(
    'ada[@]contoso[.]example',
  );
});

test('what is on its way to Sentinel already shows', () => {
  const change = { severity: 'Low', owner: { name: 'Cléo Rochat' } } as const;
  const intent = { id: 'i', change, before: {}, at: fiveMinutesLater.toISOString(), by: ada };
  const text = shown(state({ pending: [intent] }));
  expect(text).toContain('Low');
  expect(text).toContain('Owner\nCléo Rochat');
  expect(text).not.toContain('Not yet in Sentinel');
});

test('what has not reached Sentinel for a minute says since when it is tried', () => {
  const intent = {
    id: 'i',
    change: { status: 'Active' as const },
    before: {},
    at: '2026-11-24T20:01:30Z',
    by: ada,
  };
  expect(shown(state({ pending: [intent] }))).toContain('Not yet in Sentinel, trying since 21:01 CET.');
});

test('trouble with Sentinel or Teams shows while it lasts, and its error stays in the log', () => {
  const trouble = {
    a: { where: 'sentinel' as const, since: '2026-11-24T20:42:00Z', error: 'ECONNREFUSED' },
    b: { where: 'teams' as const, since: '2026-11-24T20:50:00Z', error: 'ECONNREFUSED' },
  };
  const text = shown(state({ trouble }), later);
  expect(text).toContain(
    'Not yet in Sentinel, trying since 21:42 CET.\nNot yet in every channel, trying since 21:50 CET.',
  );
  expect(text).not.toContain('ECONNREFUSED');
});

test('the latest three remarks are shown, with who, where and when', () => {
  const remarks = ['first', 'second', 'third', 'fourth'].map((text, i) =>
    remark(`r${i}`, ada, payments.channel, text),
  );
  const text = shown(state({ remarks }));
  expect(text).not.toContain('first');
  expect(text).toContain('Ada Brunner\n  Payments · 24 Nov 2026, 21:15 CET\nfourth');
});

test('a shared remark says that the teams have it, and an erased one that it is erased', () => {
  const remarks = [
    { ...remark('r1', ada, undefined, 'We reset it.'), kind: 'share' as const },
    remark('r2', ada, undefined, ''),
  ];
  const text = shown(state({ remarks }));
  expect(text).toContain('shared with the teams');
  expect(text).toContain('in a personal chat');
  expect(text).toContain('(erased)');
});

test('questions are counted, and those without an answer stand out', () => {
  expect(shown(busyState(), later)).toContain('1 open');
  expect(shown(state({ questions: [question()] }))).toContain('1 question, all answered');
});

test('entities are grouped by kind, people and machines first, unknown kinds by their own name', () => {
  const text = shown(state());
  const order = ['Accounts', 'Hosts', 'Addresses', 'URLs', 'Azure', 'Volcano'].map((label) =>
    text.indexOf(`${label}\n`),
  );
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(order[0]).toBeGreaterThan(0);
  expect(text).toContain('svc-pay[@]contoso[.]example, m[.]keller[@]contoso[.]example');
});

test('entities that Sentinel has not given yet are announced, and none at all say nothing', () => {
  expect(shown(state({ entities: undefined }))).toContain('Entities follow');
  expect(shown(state({ entities: [] }))).not.toMatch(/Entities follow|What it touches/);
});

test('the description is hidden under More, and cut to 280 characters', () => {
  const card = socCard(state({}, { description: 'x'.repeat(5000) }), context(), noButtons);
  const more = nodesOf(card).find((node) => node.id === 'more');
  expect(more).toMatchObject({ isVisible: false });
  expect(readable(more as Record<string, unknown>)).toContain(`${'x'.repeat(279)}…`);
  expect(readable(card)).not.toContain('x'.repeat(280));
});

test('at most three buttons are in front, and More has the rest', () => {
  const front = ['One', 'Two', 'Three', 'Four'].map((title) => button(title));
  const card = socCard(state({}, { description: undefined }), context(), { front, more: [button('Five')] });
  const [first, second] = ofType(card, 'ActionSet').map((set) =>
    (set.actions as { title: string }[]).map((a) => a.title),
  );
  expect(first).toEqual(['One', 'Two', 'Three', 'More']);
  expect(second).toEqual(['Four', 'Five']);
});

test('a button that opens a dialog is a submit that fetches a task, one that acts is an execute', () => {
  const front = [button('Acknowledge', { style: 'positive' }), button('Close', { dialog: true })];
  const card = socCard(state(), context(), { front, more: [] });
  expect(ofType(card, 'Action.Execute')[0]).toMatchObject({
    title: 'Acknowledge',
    verb: 'acknowledge',
    style: 'positive',
  });
  const [close] = ofType(card, 'Action.Submit').filter(({ title }) => title === 'Close');
  expect(close).toMatchObject({ data: { verb: 'close', rev: '7', msteams: { type: 'task/fetch' } } });
});

test('links lead to both portals, and one that leads elsewhere is gone', () => {
  const links = (change: object) =>
    ofType(socCard(state({}, change), context(), noButtons), 'Action.OpenUrl').map((a) => a.title);
  expect(links({})).toEqual(['View in Sentinel', 'View in Defender']);
  expect(links({ url: 'https://evil.example/' })).toEqual(['View in Defender']);
  expect(links({ url: undefined, defenderUrl: undefined })).toEqual([]);
});

test('a closed incident shrinks to what it was closed as, when, and the way back', () => {
  const card = socCard(closedState(), later, closedButtons);
  const text = readable(card);
  expect(text).toContain('Closed as Benign positive – suspicious but expected');
  expect(text).toContain('The settlement job was moved to a new provider');
  expect(text).toContain('24 Nov 2026, 21:40 CET');
  expect(text).toContain('Reopen');
  expect(text).not.toMatch(/svc-pay|Latest remarks|Tactics|Description/);
});

test('a merged incident says where it lives on instead of how it was closed, and who said so', () => {
  const text = (of: IncidentState) => shown(of, later);
  expect(text(mergedState())).toContain('Merged into another incident by Defender');
  expect(text(mergedState(intoOther))).toContain('Merged into #1301: Multi-stage incident');
  expect(text(mergedState({ ...intoOther, by: ada }))).toContain('(said by Ada Brunner)');
  for (const one of [mergedState(), mergedState(intoOther)]) expect(text(one)).not.toMatch(/Closed as/);
});

test('it says what was merged into it', () => {
  expect(shown(absorbingState(), later)).toMatch(/Includes\n#1038, #1040$/m);
});

test('Defender’s number stands beside Sentinel’s where it is another', () => {
  expect(shown(state({}, { providerIncidentId: '88' }), later)).toMatch(/Incident 1042\n ?\(Defender 88\)/);
  expect(shown(state({}, { providerIncidentId: '1042' }), later)).not.toContain('(Defender');
});

test('who closed it is named while it is known, and nobody is blamed while it is not', () => {
  const change = { status: 'Closed', classification: 'Undetermined' } as const;
  const intent = { id: 'i', change, before: {}, at: '2026-11-24T20:57:30Z', by: ada };
  expect(shown(state({ pending: [intent], closedBy: ada }), later)).toContain(
    'Closed as Undetermined by Ada Brunner',
  );
  const unknown = socCard(state({}, { status: 'Closed' }), later, noButtons);
  expect(readable(unknown)).toContain('Closed');
  for (const { text } of ofType(unknown, 'TextBlock')) expect(text).not.toBe('');
  expect(shown(closedState(), later)).not.toContain('by Ada');
});

test('the workspace is named where there are several', () => {
  const workspaces = { [state().seen!.workspace]: 'ws-soc' };
  expect(readable(socCard(state(), context({ workspaces }), noButtons))).toContain('ws-soc');
  expect(readable(socCard(state(), context(), noButtons))).not.toContain('ws-soc');
});

test('a team that the incident no longer matches says so', () => {
  const text = shown(state({ routes: [soc, { ...payments, active: false }] }));
  expect(text).toContain('Payments\nNo longer matches what they own');
});

test('an incident without title, labels, tactics or products still has a card', () => {
  const bare = {
    title: '',
    labels: [],
    tactics: [],
    techniques: [],
    products: [],
    alertsCount: 0,
    description: undefined,
  };
  const text = shown(state({ seen: incident(bare) }));
  expect(text).toContain('(no title)');
  expect(text).toContain('Alerts\n0');
});

test('a deleted incident says so, with when, shrinks like a closed one, and links to no portal', () => {
  const card = socCard(busyState({ deletedAt: '2026-11-24T20:40:00.000Z' }), later, closedButtons);
  const text = readable(card);
  expect(text).toContain('Deleted in Sentinel');
  expect(text).toContain('24 Nov 2026, 21:40 CET');
  expect(text).not.toMatch(/Closed|View in/);
  expect(JSON.stringify(card).length).toBeLessThan(
    JSON.stringify(socCard(busyState(), later, closedButtons)).length,
  );
});

test('a team whose channel can’t be reached stands on the SOC’s card as that, not as no longer concerned', () => {
  const unreached = { ...payments, active: false, unreached: true as const };
  const text = shown(busyState({ routes: [soc, unreached], acks: [] }), later);
  expect(text).toContain('Can’t be reached: with the SOC meanwhile');
  expect(text).not.toContain('No longer matches');
});

test('a team that it is held back from stands first among the channels, with why', () => {
  const held = { channel: 'c', audience: 'team' as const, name: 'Orders', reasons: [], entities: [] };
  const known = shown(busyState({ held: [{ ...held, suspects: [ada] }] }), later);
  expect(known).toMatch(/Orders\s+Not shown there: Ada[^:]* is in that channel, and in this incident/);
  expect(known.indexOf('Orders')).toBeLessThan(known.indexOf('Payments'));
  expect(shown(busyState({ held: [held] }), later)).toContain('who is in that channel is not known yet');
  const { entities: _none, ...unread } = busyState({ held: [held] });
  expect(shown(unread, later)).toContain('whose accounts are in it is not known yet');
});
