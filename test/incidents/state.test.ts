import { expect, test } from '@jest/globals';
import { holds, ownerKey, withChange } from '../../bot/incidents/change.ts';
import type { IncidentEvent } from '../../bot/incidents/events.ts';
import { foldIncident } from '../../bot/incidents/fold.ts';
import { isoOf } from '../../bot/incidents/incident.ts';
import { current } from '../../bot/incidents/state.ts';
import {
  ada,
  arrived,
  at,
  ben,
  entry,
  incident,
  intended,
  later,
  paymentsId,
  paymentsRoute,
  socId,
  socRoute,
  stateAfter,
  webshopRoute,
} from '../build.ts';

const adaOwns = { objectId: ada.oid, name: ada.name };

test('an incident that has not arrived has no version to show', () => {
  expect(() => current(stateAfter())).toThrow('has not arrived yet');
});

test('what people want shows at once, over what Sentinel holds', () => {
  const state = stateAfter(arrived(), [intended({ status: 'Active', owner: adaOwns })]);
  expect(state.seen?.status).toBe('New');
  expect(current(state)).toMatchObject({ status: 'Active', owner: adaOwns });
});

test('what is shown follows the state, each time that an entry is folded into it', () => {
  const state = stateAfter(arrived({ status: 'New' }), [intended({ status: 'Active' })]);
  const shown = [current(state).status];
  foldIncident(state, entry(3, [intended({ status: 'Closed' }, {}, { id: 'j' })]));
  shown.push(current(state).status);
  foldIncident(state, entry(4, [{ kind: 'changed', incident: later({ title: 'Two places' }) }]));
  expect(current(state).title).toBe('Two places');
  foldIncident(state, entry(5, [{ kind: 'synced', incident: later(), intents: ['i', 'j'] }]));
  shown.push(current(state).status);
  expect(shown).toEqual(['Active', 'Closed', 'New']);
  state.deletedAt = '2026-03-02T11:00:00.000Z';
  expect(current(state).status).toBe('Closed');
});

test('a change made in Sentinel meanwhile shows beside what is still on its way there', () => {
  const state = stateAfter(
    arrived(),
    [intended({ status: 'Active' })],
    [{ kind: 'changed', incident: later({ title: 'Two places', severity: 'Low' }) }],
  );
  expect(current(state)).toMatchObject({ title: 'Two places', severity: 'Low', status: 'Active' });
});

test('what Sentinel has taken is no longer pending; what came after it still is', () => {
  const state = stateAfter(
    arrived(),
    [intended({ status: 'Active' }, {}, { id: 'first' })],
    [intended({ severity: 'Low' }, {}, { id: 'second' })],
    [{ kind: 'synced', intents: ['first'], incident: later({ status: 'Active' }) }],
  );
  expect(state.pending.map((intent) => intent.id)).toEqual(['second']);
  expect(current(state)).toMatchObject({ status: 'Active', severity: 'Low', etag: '"2"' });
});

test('a write’s answer that comes in after a later version takes its intents off, and nothing back', () => {
  const state = stateAfter(
    arrived(),
    [intended({ status: 'Active' }, {}, { id: 'i' })],
    [
      {
        kind: 'changed',
        incident: later({ etag: '"3"', status: 'Closed', modifiedAt: '2026-03-02T10:02:00.0000000Z' }),
      },
    ],
    [{ kind: 'synced', intents: ['i'], incident: later({ status: 'Active' }) }],
  );
  expect(state.pending).toEqual([]);
  expect(current(state)).toMatchObject({ status: 'Closed', etag: '"3"' });
  expect(state.closedAt).toBeDefined();
});

test('closing is timed by the person who closes, and the version that comes back moves nothing', () => {
  const state = stateAfter(
    arrived(),
    [
      [intended({ status: 'Closed', classification: 'Undetermined' }, { status: 'New' }, { id: 'c' })],
      { by: ada },
    ],
    [
      {
        kind: 'synced',
        intents: ['c'],
        incident: later({ status: 'Closed', classification: 'Undetermined' }),
      },
    ],
  );
  expect(state.closedAt).toBe(at(2).toISOString());
  expect(current(state).classification).toBe('Undetermined');
});

test('closed in Sentinel is timed by when Muster saw it, or by Sentinel where it arrived closed', () => {
  expect(stateAfter(arrived(), [{ kind: 'changed', incident: later({ status: 'Closed' }) }]).closedAt).toBe(
    at(2).toISOString(),
  );
  expect(stateAfter(arrived({ status: 'Closed', modifiedAt: '2026-02-01T00:00:00.1234567Z' })).closedAt).toBe(
    '2026-02-01T00:00:00.123Z',
  );
});

test.each([
  ['in Sentinel', { kind: 'changed', incident: later({ status: 'Active' }) }],
  ['by a person', intended({ status: 'Active' }, { status: 'Closed' })],
] as const)(
  'reopened %s, it begins anew: no closing time, no classification, reminders may come again',
  (_how, event) => {
    const state = stateAfter(
      arrived({ status: 'Closed', classification: 'Undetermined' }),
      [{ kind: 'reminded', what: 'half' }],
      [event],
    );
    expect(state.closedAt).toBeUndefined();
    expect(state.reopenedAt).toBe(at(3).toISOString());
    expect(state.reminded).toEqual([]);
    expect(current(state).classification).toBeUndefined();
  },
);

test('reopened by a person, the version that comes back moves nothing: the time to acknowledge began when they did', () => {
  const state = stateAfter(
    arrived({ status: 'Closed', classification: 'Undetermined' }),
    [intended({ status: 'New' }, { status: 'Closed' }, { id: 'o' })],
    [{ kind: 'reminded', what: 'half' }],
    [{ kind: 'synced', intents: ['o'], incident: later({ status: 'New' }) }],
  );
  expect(state.reopenedAt).toBe(at(2).toISOString());
  expect(state.reminded).toEqual(['half']);
});

test('an old version that is still open does not unclose what a person has just closed', () => {
  const state = stateAfter(
    arrived(),
    [intended({ status: 'Closed', classification: 'Undetermined' }, { status: 'New' })],
    [{ kind: 'changed', incident: later({ commentsCount: 1 }) }],
  );
  expect(current(state).status).toBe('Closed');
  expect(state.closedAt).toBe(at(2).toISOString());
  expect(state.reopenedAt).toBeUndefined();
});

test('raised to High is noted with what it was, once, whether by a person or in Sentinel', () => {
  const raise = intended({ severity: 'High' }, { severity: 'Low' }, { id: 'r' });
  const high = later({ severity: 'High' });
  const raised = { at: at(2).toISOString(), from: 'Low' };
  expect(stateAfter(arrived({ severity: 'Low' }), [raise]).raised).toEqual(raised);
  expect(stateAfter(arrived({ severity: 'Low' }), [{ kind: 'changed', incident: high }]).raised).toEqual(
    raised,
  );
  const echoed = stateAfter(
    arrived({ severity: 'Low' }),
    [raise],
    [{ kind: 'changed', incident: high }],
    [{ kind: 'synced', intents: ['r'], incident: high }],
  );
  expect(echoed.raised).toEqual(raised);
});

test('the last act of a person is kept with its events; what Sentinel or Muster did since is no act', () => {
  const act = intended({ status: 'Active' });
  const state = stateAfter(
    arrived(),
    [[act], { by: ben, action: 'take' }],
    [{ kind: 'changed', incident: later() }],
    [[{ kind: 'commanded', by: ada, channel: socId }], { by: ada }],
  );
  expect(state.lastAct).toMatchObject({ seq: 2, action: 'take', by: ben, events: [act] });
  expect(state.firstActAt).toBe(at(2).toISOString());
});

test('undoing an acknowledgement takes away that channel’s and leaves the other’s', () => {
  const state = stateAfter(
    arrived(),
    [{ kind: 'acknowledged', channel: socId, by: ada }],
    [{ kind: 'acknowledged', channel: paymentsId, by: ben }],
    [
      { kind: 'unacknowledged', channel: paymentsId },
      { kind: 'undone', seq: 3 },
    ],
  );
  expect(state.acks.map((ack) => ack.channel)).toEqual([socId]);
  expect(state.undone).toEqual([3]);
});

test('a route that no longer matches stays, inactive, with what became of it', () => {
  const state = stateAfter(
    arrived(),
    [[{ kind: 'handedBack', channel: paymentsId, by: ben }], { by: ben, texts: { reason: 'Not our host' } }],
    [{ kind: 'routed', routes: [socRoute, webshopRoute] }],
  );
  expect(state.routes.map(({ channel, active }) => [channel, active])).toEqual([
    [socId, true],
    [paymentsId, false],
    [webshopRoute.channel, true],
  ]);
  expect(state.routes[1]?.handedBack).toMatchObject({ by: ben, reason: 'Not our host' });
  expect(
    stateAfter(
      arrived(),
      [{ kind: 'routed', routes: [socRoute] }],
      [{ kind: 'routed', routes: [paymentsRoute] }],
    ).routes[1],
  ).toMatchObject({ active: true });
});

test('a card on its way is told from one that is there', () => {
  const posting = foldIncident(
    stateAfter(),
    entry(1, arrived(), { effects: [{ kind: 'card.post', id: '1.0', channel: socId }] }),
  );
  expect(posting.posting).toEqual([socId]);
  const posted = foldIncident(
    posting,
    entry(2, [{ kind: 'posted', about: 'card', channel: socId, thread: 't', message: 'm', rev: 1 }]),
  );
  expect(posted.posting).toEqual([]);
  expect(posted.sent[socId]?.card).toEqual({ thread: 't', message: 'm' });
});

test('texts come from beside the facts, and an erased one leaves an empty text', () => {
  const asked: IncidentEvent = { kind: 'asked', id: '2', by: ada, channel: paymentsId, people: [] };
  const answered = { kind: 'answered', id: '3', question: '2', by: ben, channel: paymentsId } as const;
  const state = stateAfter(
    arrived(),
    [[asked], { texts: { question: 'Is this planned?' } }],
    [[answered], {}],
  );
  expect(state.questions[0]).toMatchObject({
    text: 'Is this planned?',
    answers: [{ id: '3', by: ben, text: '' }],
  });
});

test('a roll-up marks the remarks that it holds', () => {
  const said = (id: string) =>
    ({ kind: 'commented', id, by: ben, channel: paymentsId, thread: true }) as const;
  const state = stateAfter(
    arrived(),
    [said('2')],
    [said('3')],
    [{ kind: 'rolledUp', pieces: [{ of: 'remark:2' }], id: '4' }],
  );
  expect(state.remarks.map(({ id, sentinel }) => [id, sentinel])).toEqual([
    ['2', '4'],
    ['3', undefined],
  ]);
});

test('trouble shows while it lasts', () => {
  const delayed = {
    kind: 'delayed',
    effect: '1.0',
    where: 'sentinel',
    since: at().toISOString(),
    error: '503',
  } as const;
  expect(Object.keys(stateAfter(arrived(), [delayed]).trouble)).toEqual(['1.0']);
  expect(stateAfter(arrived(), [delayed], [{ kind: 'recovered', effect: '1.0' }]).trouble).toEqual({});
  expect(stateAfter(arrived(), [delayed], [{ kind: 'gaveUp', effect: '1.0', error: '403' }]).trouble).toEqual(
    {},
  );
});

test('a change keeps labels that others set, whatever their case, and adds none twice', () => {
  const tagged = incident({
    labels: [
      { name: 'VIP', type: 'AutoAssigned' },
      { name: 'old', type: 'User' },
    ],
  });
  expect(withChange(tagged, { addLabels: ['vip', 'new'], removeLabels: ['OLD'] }).labels).toEqual([
    { name: 'VIP', type: 'AutoAssigned' },
    { name: 'new', type: 'User' },
  ]);
});

test('an incident holds a change that it already shows, and no other', () => {
  const mine = incident({ status: 'Active', owner: adaOwns });
  expect(holds(mine, { status: 'Active', owner: { objectId: ada.oid.toUpperCase() } })).toBe(true);
  expect(holds(mine, { owner: null })).toBe(false);
  expect(holds(incident(), { addLabels: ['x'] })).toBe(false);
});

test('an owner is known by the object id, else by the UPN, else by the name', () => {
  expect(ownerKey({ objectId: 'AB', userPrincipalName: 'x', name: 'y' })).toBe('ab');
  expect(ownerKey({ userPrincipalName: 'X@y', name: 'z' })).toBe('x@y');
  expect(ownerKey(undefined)).toBe('');
});

test('times of Sentinel carry seven digits, ours three; what is no time stays as it is', () => {
  expect(isoOf('2026-03-02T10:00:00.1234567Z')).toBe('2026-03-02T10:00:00.123Z');
  expect(isoOf('soon')).toBe('soon');
});
