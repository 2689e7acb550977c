/** Versions from Sentinel, its entities and alerts, and channels that change: what follows by itself. */
import { describe, expect, test } from '@jest/globals';
import { detailed, reroutedBy } from '../../bot/actions/automatic/detailed.ts';
import { type SeenContext, seen } from '../../bot/actions/automatic/seen.ts';
import type { ChannelState } from '../../bot/incidents/channel.ts';
import type { IncidentEvent, Notice } from '../../bot/incidents/events.ts';
import type { Incident } from '../../bot/incidents/incident.ts';
import { defaultTargets } from '../../bot/incidents/levels.ts';
import type { IncidentState } from '../../bot/incidents/state.ts';
import type { IncidentDraft } from '../../bot/log/kinds.ts';
import {
  ada,
  arrived,
  at,
  ben,
  entity,
  eve,
  incident,
  intended,
  later,
  paymentsId,
  socChannel,
  socId,
  socRoute,
  stateAfter,
  teamChannel,
} from '../build.ts';

const channels = [socChannel(), teamChannel(paymentsId, { hosts: ['pay-*'] }, { contact: ben })];
const adaOwns = { objectId: ada.oid, name: ada.name, userPrincipalName: ada.upn };

function see(state: IncidentState, version: Incident, change: Partial<SeenContext> = {}) {
  return seen(state, version, { now: at(10), channels, targets: defaultTargets, backlog: false, ...change });
}

function sounds(draft: IncidentDraft | undefined): [Notice['kind'], string, string[]][] {
  return (draft?.effects ?? []).flatMap((effect) =>
    effect.kind === 'notice' ? [[effect.notice.kind, effect.channel, effect.mention.map((p) => p.name)]] : [],
  );
}
const kinds = (draft: IncidentDraft | undefined) => draft?.effects.map((effect) => effect.kind);
const posted = (channel: string): IncidentEvent => ({
  kind: 'posted',
  about: 'card',
  channel,
  thread: 't',
  message: 'm',
  rev: 1,
});
const onSoc = (...more: IncidentEvent[][]) => stateAfter(arrived({}, [socRoute]), [posted(socId)], ...more);

describe('an incident that arrives', () => {
  test('is routed from the list page alone, gets its card and timers, and then its details', () => {
    const draft = see(stateAfter(), incident());
    expect(draft).toMatchObject({ actor: { kind: 'sentinel' }, action: 'arrived', key: 'version:"1"' });
    expect(draft?.events.map((event) => event.kind)).toEqual(['arrived', 'routed']);
    expect(kinds(draft)).toEqual(['card.post', 'timer', 'timer', 'details']);
  });

  test('asks for nothing to be written to Sentinel', () => {
    for (const severity of ['High', 'Low'] as const)
      expect(
        kinds(see(stateAfter(), incident({ severity })))?.filter((kind) => kind.startsWith('sentinel')),
      ).toEqual([]);
  });

  test('High makes a sound: to its owner, else to the channel’s contact', () => {
    expect(sounds(see(stateAfter(), incident({ severity: 'High' })))).toEqual([['high', socId, ['Ada']]]);
    const ofBen = incident({ severity: 'High', owner: { objectId: ben.oid, name: 'Ben' } });
    expect(sounds(see(stateAfter(), ofBen))).toEqual([['high', socId, ['Ben']]]);
    expect(sounds(see(stateAfter(), incident({ severity: 'Medium' })))).toEqual([]);
  });

  test('High makes a sound to whose week it is in the team’s channel', () => {
    const rota = [{ week: '2026-03-02', person: eve }];
    const theirs = incident({ severity: 'High', products: ['Pay'] });
    const owning = teamChannel(paymentsId, { products: ['Pay'] }, { contact: ben });
    const ofWeek = [socChannel(), { ...owning, contacts: { contact: ben, rota } }];
    expect(sounds(see(stateAfter(), theirs, { channels: ofWeek }))).toContainEqual([
      'high',
      paymentsId,
      ['Eve'],
    ]);
    const week = 7 * 24 * 60;
    expect(sounds(see(stateAfter(), theirs, { channels: ofWeek, now: at(week) }))).toContainEqual([
      'high',
      paymentsId,
      ['Ben'],
    ]);
  });

  test('High with nobody to mention makes none', () => {
    const nobody = [{ ...socChannel(), soc: { at: at().toISOString() } }];
    expect(sounds(see(stateAfter(), incident({ severity: 'High' }), { channels: nobody }))).toEqual([]);
  });

  test('before Muster first looked is kept and read slowly, without card, timer or sound', () => {
    const due = at(60).toISOString();
    const draft = see(stateAfter(), incident({ severity: 'High' }), { backlog: true, detailsDue: due });
    expect(draft?.effects).toEqual([{ kind: 'details', due }]);
  });

  test('closed is kept, and nothing else', () => {
    expect(see(stateAfter(), incident({ status: 'Closed' }))?.effects).toEqual([]);
  });

  test('with no SOC channel named, is kept and posted nowhere', () => {
    expect(kinds(see(stateAfter(), incident({ severity: 'High' }), { channels: [] }))).toEqual([
      'timer',
      'timer',
      'details',
    ]);
  });
});

describe('a version', () => {
  test('that was seen before says nothing new', () => {
    expect(see(stateAfter(arrived()), incident())).toBeUndefined();
  });

  test.each([
    ['2026-03-02T09:59:59.9999999Z', false],
    ['2026-03-02T10:00:00.1234566Z', false],
    ['2026-03-02T10:00:00.1234567Z', true],
    ['2026-03-02T10:00:00.1234568Z', true],
    ['2026-03-02T10:00:00Z', false],
    ['2026-03-02T10:00:01Z', true],
    ['2026-03-02T10:00:00.2Z', true],
  ])('of %s after one of 10:00:00.1234567 is taken: %s', (modifiedAt, taken) => {
    const state = stateAfter(arrived({ modifiedAt: '2026-03-02T10:00:00.1234567Z' }));
    expect(see(state, incident({ etag: '"2"', modifiedAt, title: 'new' })) !== undefined).toBe(taken);
  });

  test('that changes nothing on the card is kept, and moves nothing', () => {
    const draft = see(onSoc(), later({ bookmarksCount: 4 }));
    expect(draft?.events).toEqual([{ kind: 'changed', incident: later({ bookmarksCount: 4 }) }]);
    expect(draft?.effects).toEqual([]);
  });

  test('that changes what people see brings the cards up to date', () => {
    expect(see(onSoc(), later({ title: 'New' }))?.effects).toEqual([
      { kind: 'card.update', channel: socId, about: 'card' },
    ]);
  });

  test('with other alerts is looked into again', () => {
    expect(kinds(see(onSoc(), later({ alertsCount: 2 })))).toContain('details');
    expect(kinds(see(onSoc(), later({ alertsCount: 2, status: 'Closed' })))).not.toContain('details');
  });

  test('of what was closed when it was first seen, reopened, is looked into for the first time, and posted', () => {
    const state = stateAfter(arrived({ status: 'Closed' }, [socRoute]));
    const draft = see(state, later());
    expect(kinds(draft)).toEqual(['card.post', 'notice', 'timer', 'timer', 'details']);
  });

  test('with another severity is routed again', () => {
    const high = [socChannel(), teamChannel(paymentsId, { tags: ['pci'] }, { from: 'High' })];
    const labels = [{ name: 'pci', type: 'User' as const }];
    const draft = see(onSoc(), later({ severity: 'High', labels }), { channels: high });
    expect(draft?.events.map((event) => event.kind)).toEqual(['changed', 'routed']);
    expect(draft?.effects).toContainEqual({ kind: 'card.post', channel: paymentsId });
  });

  test('that does not hold yet what a person wants does not take away what that routed', () => {
    const high = [socChannel(), teamChannel(paymentsId, { tags: ['pci'] }, { from: 'High' })];
    const labels = [{ name: 'pci', type: 'User' as const }];
    const matched = {
      channel: paymentsId,
      audience: 'team',
      name: 'Payments',
      reasons: [{ field: 'tag', pattern: 'pci' }],
      entities: [],
    } as const;
    const state = stateAfter(arrived({ labels }, [socRoute]), [
      intended({ severity: 'High' }, { severity: 'Medium' }),
      { kind: 'routed', routes: [socRoute, structuredClone(matched) as never] },
    ]);
    expect(see(state, later({ labels, title: 'New' }), { channels: high })?.events).toHaveLength(1);
  });
});

describe('what makes a sound', () => {
  test('raised to High, with new timers', () => {
    const draft = see(onSoc(), later({ severity: 'High' }));
    expect(sounds(draft)).toEqual([['raised', socId, ['Ada']]]);
    expect(kinds(draft)?.filter((kind) => kind === 'timer')).toHaveLength(2);
    expect(sounds(see(onSoc(), later({ severity: 'Low' })))).toEqual([]);
  });

  test('reopened', () => {
    const closed = onSoc([{ kind: 'changed', incident: later({ status: 'Closed' }) }]);
    expect(sounds(see(closed, later({ etag: '"3"' })))).toEqual([['reopened', socId, ['Ada']]]);
  });

  test('given to somebody in Sentinel', () => {
    expect(sounds(see(onSoc(), later({ owner: { objectId: ben.oid, name: 'Ben' } })))).toEqual([
      ['assigned', socId, ['Ben']],
    ]);
    expect(sounds(see(onSoc(), later({ owner: { name: 'SOC tier 2' } })))).toEqual([]);
  });

  test('closing makes none, and neither does taking the owner away', () => {
    expect(sounds(see(onSoc(), later({ status: 'Closed', severity: 'High', owner: adaOwns })))).toEqual([]);
    const owned = stateAfter(arrived({ owner: adaOwns }, [socRoute]));
    expect(sounds(see(owned, later()))).toEqual([]);
  });

  test.each<[string, IncidentState, Partial<Incident>]>([
    ['an owner', onSoc([intended({ owner: adaOwns })]), { owner: adaOwns }],
    ['a raise', onSoc([intended({ severity: 'High' }, { severity: 'Medium' })]), { severity: 'High' }],
    [
      'a reopening',
      stateAfter(arrived({ status: 'Closed' }, [socRoute]), [
        intended({ status: 'Active' }, { status: 'Closed' }),
      ]),
      { status: 'Active' },
    ],
  ])('%s of ours that comes back from Sentinel was told before', (_what, state, change) => {
    expect(sounds(see(state, later(change)))).toEqual([]);
  });
});

describe('entities and alerts', () => {
  const found = { entities: [entity('Host', 'pay-01')], alerts: [] };
  const context = { now: at(11), channels };

  test('lead to a new match, which gets its card', () => {
    const draft = detailed(onSoc(), found, 'effect:1.3', context);
    expect(draft?.events.map((event) => event.kind)).toEqual(['detailed', 'routed']);
    expect(draft?.effects).toEqual([
      { kind: 'card.update', channel: socId, about: 'card' },
      { kind: 'card.post', channel: paymentsId },
    ]);
  });

  test('of a High tell the new team’s contact, and nobody a second time', () => {
    const high = stateAfter(arrived({ severity: 'High' }, [socRoute]), [posted(socId)]);
    expect(sounds(detailed(high, found, 'k', context))).toEqual([['high', paymentsId, ['Ben']]]);
  });

  test('that are the same again say nothing', () => {
    const state = onSoc([{ kind: 'detailed', ...found }]);
    expect(detailed(state, structuredClone(found), 'k', context)).toBeUndefined();
  });

  test('of the backlog route quietly', () => {
    const backlog = stateAfter([
      { kind: 'arrived', incident: incident({ severity: 'High' }), backlog: true },
    ]);
    const draft = detailed(backlog, found, 'k', context);
    expect(draft?.events).toHaveLength(2);
    expect(draft?.effects).toEqual([]);
  });
});

describe('in a storm', () => {
  const stormy = (one: ChannelState): ChannelState => ({
    ...one,
    storms: [{ id: '7', since: at(9).toISOString(), acts: [], actCount: 0 }],
  });
  const soc = stormy(socChannel());
  const team = stormy(teamChannel(paymentsId, { hosts: ['pay-*'] }));
  const joined = (channel: string): IncidentEvent => ({ kind: 'grouped', channel, storm: '7' });
  const grouped = () => stateAfter([...arrived({}, [socRoute]), joined(socId)]);
  const found = { entities: [entity('Host', 'pay-01')], alerts: [] };

  test('an incident joins instead of getting a card, and keeps its timers and details', () => {
    const draft = see(stateAfter(), incident(), { channels: [soc] });
    expect(draft?.events.at(-1)).toEqual(joined(socId));
    expect(kinds(draft)).toEqual(['storm.update', 'timer', 'timer', 'details']);
  });

  test('a High one gets its card and its sound', () => {
    const draft = see(stateAfter(), incident({ severity: 'High' }), { channels: [soc] });
    expect(draft?.events.map((event) => event.kind)).toEqual(['arrived', 'routed']);
    expect(kinds(draft)).toEqual(['card.post', 'notice', 'timer', 'timer', 'details']);
  });

  test.each<[string, Partial<Incident>, Partial<SeenContext>]>([
    ['what is closed', { status: 'Closed' }, {}],
    ['what was open before', {}, { backlog: true }],
  ])('%s does not join', (_what, change, context) => {
    const draft = see(stateAfter(), incident(change), { channels: [soc], ...context });
    expect(draft?.events.map((event) => event.kind)).toEqual(['arrived', 'routed']);
  });

  test('a storm that is over groups nothing', () => {
    const over = { ...soc, storms: soc.storms!.map((storm) => ({ ...storm, ended: at(9).toISOString() })) };
    expect(kinds(see(stateAfter(), incident(), { channels: [over] }))).toContain('card.post');
  });

  test('only the channel that has the storm goes without a card', () => {
    const draft = detailed(grouped(), found, 'k', { now: at(11), channels: [socChannel(), channels[1]!] });
    expect(draft?.effects).toEqual([
      { kind: 'card.post', channel: paymentsId },
      { kind: 'storm.update', channel: socId, storm: '7' },
    ]);
  });

  test('a team that turns out to be concerned has it on its own storm’s card', () => {
    const draft = detailed(onSoc(), found, 'k', { now: at(11), channels: [socChannel(), team] });
    expect(draft?.events.at(-1)).toEqual(joined(paymentsId));
    expect(kinds(draft)).toEqual(['card.update', 'storm.update']);
  });

  test('and so where channels change, unless a list tells what is new', () => {
    const known = onSoc([{ kind: 'detailed', ...found }]);
    const context = { now: at(12), channels: [socChannel(), team] };
    expect(reroutedBy(known, 'k', context, false)?.events.at(-1)).toEqual(joined(paymentsId));
    expect(reroutedBy(known, 'k', context, true)?.events.map((event) => event.kind)).toEqual(['routed']);
  });

  test('a new version of one in it brings the storm’s card up to date, and gives it none of its own', () => {
    expect(see(grouped(), later({ title: 'New' }), { channels: [soc] })?.effects).toEqual([
      { kind: 'storm.update', channel: socId, storm: '7' },
    ]);
  });

  test.each<[string, Partial<Incident>]>([
    ['raised to High', { severity: 'High' }],
    ['given to somebody who is told in its thread', { owner: { objectId: ben.oid, name: 'Ben' } }],
  ])('one that is %s gets its card before the sound', (_what, change) => {
    const draft = see(grouped(), later(change), { channels: [soc] });
    expect(kinds(draft)?.slice(0, 3)).toEqual(['card.post', 'storm.update', 'notice']);
  });

  test('what was closed and comes back joins, and has its card since that is told in its thread', () => {
    const closed = stateAfter(arrived({ status: 'Closed' }, [socRoute]));
    expect(kinds(see(closed, later(), { channels: [soc] }))?.slice(0, 3)).toEqual([
      'card.post',
      'storm.update',
      'notice',
    ]);
  });
});

describe('when channels change', () => {
  const context = { now: at(12), channels };
  const known = onSoc([{ kind: 'detailed', entities: [entity('Host', 'pay-01')], alerts: [] }]);

  test('a new match gets its card, or none where a list says it better', () => {
    expect(reroutedBy(known, 'k', context, false)?.effects).toContainEqual({
      kind: 'card.post',
      channel: paymentsId,
    });
    expect(reroutedBy(known, 'k', context, true)?.effects).not.toContainEqual({
      kind: 'card.post',
      channel: paymentsId,
    });
  });

  test('what is routed as before says nothing', () => {
    expect(reroutedBy(onSoc(), 'k', { ...context, channels: [socChannel()] }, false)).toBeUndefined();
    expect(reroutedBy(stateAfter(), 'k', context, false)).toBeUndefined();
  });
});
