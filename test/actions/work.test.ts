/** The verbs that move an incident along: who sees to it, whose it is, how grave it is, and whether it is done. */
import { describe, expect, test } from '@jest/globals';
import type { Context, IncidentDecision } from '../../bot/actions/define.ts';
import { Refused } from '../../bot/errors.ts';
import type { IncidentEvent } from '../../bot/incidents/events.ts';
import type { IncidentChange } from '../../bot/incidents/incident.ts';
import type { IncidentState } from '../../bot/incidents/state.ts';
import {
  ada,
  arrived,
  at,
  ben,
  context,
  eve,
  inPayments,
  intended,
  later,
  member,
  paymentsId,
  place,
  socId,
  stateAfter,
} from '../build.ts';
import { incidentVerb } from '../verbs.ts';

const adaOwns = { objectId: ada.oid, name: ada.name, userPrincipalName: ada.upn, email: ada.upn };
const benOwns = { objectId: ben.oid, name: ben.name, userPrincipalName: ben.upn, email: ben.upn };

function decide(name: string, state: IncidentState, given: Context, input: unknown = {}): IncidentDecision {
  const action = incidentVerb(name);
  return action.decide(state, action.input.parse(input), given);
}

/** What a decision wants changed in Sentinel; undefined for nothing. */
function wanted({ events }: IncidentDecision): IncidentChange | undefined {
  return events.find((event) => event.kind === 'intended')?.intent.change;
}

function refusal(work: () => unknown): Pick<Refused, 'word' | 'params'> {
  try {
    work();
  } catch (error) {
    if (error instanceof Refused) return { word: error.word, params: error.params };
    throw error;
  }
  throw new Error('It was not refused.');
}

const closed = stateAfter(arrived({ status: 'Closed', classification: 'Undetermined' }));

test.each([
  ['acknowledge', {}],
  ['take', {}],
  ['release', {}],
  ['assign', { assignee: ben.oid }],
  ['severity', { severity: 'High' }],
  ['ask', { channel: paymentsId, question: 'Planned?' }],
] as const)('%s is refused on a closed incident', (name, input) => {
  expect(refusal(() => decide(name, closed, context(), input))).toEqual({
    word: 'closed',
    params: { number: '1042' },
  });
});

describe('acknowledge', () => {
  test.each<[string, Parameters<typeof arrived>[0], IncidentChange | undefined]>([
    ['New without owner: Active, and theirs', {}, { status: 'Active', owner: adaOwns }],
    ['New with an owner: Active, and the owner stays', { owner: benOwns }, { status: 'Active' }],
    ['Active without owner: theirs', { status: 'Active' }, { owner: adaOwns }],
    ['Active with an owner: nothing', { status: 'Active', owner: benOwns }, undefined],
  ])('by an analyst, %s', (_what, change, sentinel) => {
    const decision = decide('acknowledge', stateAfter(arrived(change)), context());
    expect(decision.events[0]).toEqual({ kind: 'acknowledged', channel: socId, by: ada });
    expect(wanted(decision)).toEqual(sentinel);
  });

  test('by a team’s member writes no status and no owner, but a comment', () => {
    const decision = decide('acknowledge', stateAfter(arrived()), inPayments());
    expect(decision.events).toEqual([{ kind: 'acknowledged', channel: paymentsId, by: ben }]);
    expect(decision.effects).toEqual([
      expect.objectContaining({ kind: 'sentinel.comment', of: `ack:${paymentsId}` }),
    ]);
  });

  test('pressed again says who did it before, and changes nothing', () => {
    const state = stateAfter(arrived(), [{ kind: 'acknowledged', channel: socId, by: eve }]);
    expect(decide('acknowledge', state, context())).toEqual({
      events: [],
      say: { key: 'acknowledge.before', params: { number: '1042', name: 'Eve', at: at(2).toISOString() } },
    });
  });

  test('counts for one channel: another’s is still to come', () => {
    const state = stateAfter(arrived(), [{ kind: 'acknowledged', channel: socId, by: ada }]);
    expect(decide('acknowledge', state, inPayments()).events).toHaveLength(1);
  });
});

describe('assign', () => {
  const rosters = [{ channel: paymentsId, members: [member(ben), member(eve, { guest: true })] }];

  test('makes somebody of the roster the owner, and tells them', () => {
    const decision = decide('assign', stateAfter(arrived()), context({ members: rosters }), {
      assignee: ben.oid.toUpperCase(),
    });
    expect(wanted(decision)).toEqual({ status: 'Active', owner: benOwns });
    expect(decision.effects).toEqual([
      { kind: 'notice', channel: socId, notice: { kind: 'assigned', params: { by: 'Ada' } }, mention: [ben] },
    ]);
  });

  test('makes no sound where one assigns it to oneself', () => {
    const own = [{ channel: socId, members: [member(ada)] }];
    expect(
      decide('assign', stateAfter(arrived()), context({ members: own }), { assignee: ada.oid }).effects,
    ).toEqual([]);
  });

  test('from a personal chat tells the new owner in the channel that they are in', () => {
    const chat = context({
      place: place('a:1', { kind: 'personal' }),
      audience: 'personal',
      members: rosters,
    });
    expect(decide('assign', stateAfter(arrived()), chat, { assignee: ben.oid }).effects).toMatchObject([
      { channel: paymentsId },
    ]);
  });

  test('nobody from outside the roster, and no guest', () => {
    const given = context({ members: rosters });
    expect(refusal(() => decide('assign', stateAfter(arrived()), given, { assignee: ada.oid })).word).toBe(
      'notInRoster',
    );
    expect(refusal(() => decide('assign', stateAfter(arrived()), given, { assignee: eve.oid }))).toEqual({
      word: 'guestAssignee',
      params: { name: 'Eve' },
    });
  });

  test('to the one who owns it already changes nothing', () => {
    const state = stateAfter(arrived({ owner: benOwns }));
    expect(decide('assign', state, context({ members: rosters }), { assignee: ben.oid }).events).toEqual([]);
  });
});

describe('take and release', () => {
  test('take makes the one who presses the owner, and New Active', () => {
    expect(wanted(decide('take', stateAfter(arrived()), inPayments()))).toEqual({
      status: 'Active',
      owner: benOwns,
    });
    expect(
      wanted(decide('take', stateAfter(arrived({ status: 'Active', owner: adaOwns })), inPayments())),
    ).toEqual({ owner: benOwns });
  });

  test.each([{ objectId: ben.oid.toUpperCase() }, { userPrincipalName: ben.upn }])(
    'take what one owns already (%j) changes nothing',
    (owner) => {
      expect(decide('take', stateAfter(arrived({ owner })), inPayments())).toMatchObject({
        events: [],
        say: { key: 'take.before' },
      });
    },
  );

  test('release is for the owner and for analysts', () => {
    expect(wanted(decide('release', stateAfter(arrived({ owner: benOwns })), inPayments()))).toEqual({
      owner: null,
    });
    expect(wanted(decide('release', stateAfter(arrived({ owner: benOwns })), context()))).toEqual({
      owner: null,
    });
    expect(
      refusal(() => decide('release', stateAfter(arrived({ owner: adaOwns })), inPayments())),
    ).toMatchObject({ word: 'notYours', params: { name: 'Ada' } });
    expect(decide('release', stateAfter(arrived()), inPayments()).events).toEqual([]);
  });
});

describe('severity', () => {
  test('raised to High makes a sound for the owner, brings the deadline forward, and is told to Sentinel', () => {
    const { events, effects } = decide('severity', stateAfter(arrived({ severity: 'Low' })), context(), {
      severity: 'High',
    });
    expect(events).toMatchObject([
      { kind: 'intended', intent: { change: { severity: 'High' }, before: { severity: 'Low' } } },
    ]);
    expect(effects).toMatchObject([
      { kind: 'notice', channel: socId, notice: { kind: 'raised', params: { by: 'Ada' } } },
      { kind: 'timer', what: 'half', due: at(17.5).toISOString() },
      { kind: 'timer', what: 'overdue', due: at(25).toISOString() },
      { kind: 'sentinel.comment', of: 'act:2' },
    ]);
  });

  test('lowered makes no sound; acknowledged needs no timer', () => {
    const { effects } = decide(
      'severity',
      stateAfter(arrived({ severity: 'High', status: 'Active' })),
      context(),
      { severity: 'Low' },
    );
    expect(effects?.map((effect) => effect.kind)).toEqual(['sentinel.comment']);
  });

  test('what it is already changes nothing; the word may be typed in any case', () => {
    expect(decide('severity', stateAfter(arrived()), context(), { severity: 'Medium' }).events).toEqual([]);
    expect(incidentVerb('severity').typed?.(' hIGH ')).toEqual({ severity: 'High' });
    expect(incidentVerb('severity').input.safeParse({ severity: 'Grave' }).success).toBe(false);
  });
});

describe('tag', () => {
  test('adds what is new and takes away what is there, whatever its case', () => {
    const state = stateAfter(
      arrived({
        labels: [
          { name: 'PCI', type: 'User' },
          { name: 'old', type: 'User' },
        ],
      }),
    );
    const decision = decide('tag', state, context(), { add: ['pci', 'vip'], remove: ['OLD', 'never'] });
    expect(decision.events).toMatchObject([
      {
        intent: {
          change: { addLabels: ['vip'], removeLabels: ['OLD'] },
          before: { addLabels: ['OLD'], removeLabels: ['vip'] },
        },
      },
    ]);
    expect(decide('tag', state, context(), { add: ['pci'] }).events).toEqual([]);
  });

  test('typed, a minus takes away', () => {
    expect(incidentVerb('tag').typed?.('vip, -old pci')).toEqual({ add: ['vip', 'pci'], remove: ['old'] });
    expect(incidentVerb('tag').typed?.('')).toBeUndefined();
  });
});

describe('close and reopen', () => {
  test.each([
    ['TruePositive', 'SuspiciousActivity', true],
    ['TruePositive', undefined, false],
    ['TruePositive', 'InaccurateData', false],
    ['BenignPositive', 'SuspiciousButExpected', true],
    ['FalsePositive', 'IncorrectAlertLogic', true],
    ['FalsePositive', 'InaccurateData', true],
    ['FalsePositive', undefined, false],
    ['Undetermined', undefined, true],
    ['Undetermined', 'InaccurateData', false],
    ['Harmless', undefined, false],
  ])('%s with reason %s can be closed with: %s', (classification, reason, yes) => {
    expect(incidentVerb('close').input.safeParse({ classification, reason, comment: 'c' }).success).toBe(yes);
  });

  test('closing says who closed it and where', () => {
    const input = { classification: 'FalsePositive', reason: 'InaccurateData', comment: 'Old data' };
    expect(wanted(decide('close', stateAfter(arrived()), context(), input))).toEqual({
      status: 'Closed',
      classification: 'FalsePositive',
      classificationReason: 'InaccurateData',
      classificationComment: 'Ada (SOC, Teams): Old data',
    });
  });

  test('closing what is closed and reopening what is open change nothing', () => {
    expect(decide('close', closed, context(), { classification: 'Undetermined' })).toMatchObject({
      events: [],
      say: { key: 'close.before' },
    });
    expect(decide('reopen', stateAfter(arrived()), context())).toMatchObject({
      events: [],
      say: { key: 'reopen.before' },
    });
  });

  test('reopening makes it active and tells its owner, but not oneself', () => {
    const ofBen = stateAfter(arrived({ status: 'Closed', owner: benOwns }));
    const decision = decide('reopen', ofBen, context());
    expect(wanted(decision)).toEqual({ status: 'Active' });
    expect(decision.effects?.[0]).toMatchObject({
      kind: 'notice',
      notice: { kind: 'reopened' },
      mention: [ben],
    });
    expect(
      decide('reopen', stateAfter(arrived({ status: 'Closed', owner: adaOwns })), context()).effects?.[0],
    ).toMatchObject({ mention: [] });
  });
});

describe('set again', () => {
  const overruled = (by = ben): IncidentEvent => ({
    kind: 'overruled',
    id: '4.0',
    lost: [{ field: 'severity', ours: { severity: 'High' }, theirs: { severity: 'Low' }, by }],
  });

  test('wants what Sentinel’s value overruled, now knowing that value', () => {
    const { events } = decide(
      'set again',
      stateAfter(arrived({ severity: 'Low' }), [overruled()]),
      context(),
    );
    expect(events).toMatchObject([
      { kind: 'insisted', overruled: '4.0' },
      { kind: 'intended', intent: { change: { severity: 'High' }, before: { severity: 'Low' } } },
    ]);
  });

  test('is for whoever wanted it, and for analysts', () => {
    const state = stateAfter(arrived({ severity: 'Low' }), [overruled(ada)]);
    expect(() => decide('set again', state, inPayments())).toThrow(
      expect.objectContaining({ word: 'setAgainOthers' }),
    );
    expect(decide('set again', stateAfter(arrived(), [overruled(ben)]), inPayments()).events).toHaveLength(2);
  });

  test('happens once', () => {
    const state = stateAfter(arrived(), [overruled()], [{ kind: 'insisted', overruled: '4.0' }]);
    expect(() => decide('set again', state, context(), { overruled: '4.0' })).toThrow(
      expect.objectContaining({ word: 'nothingOverruled' }),
    );
  });
});

describe('undo', () => {
  const acted = (events: IncidentEvent[], action: string, by = ada) =>
    stateAfter(arrived(), [events, { by, action, at: at(8).toISOString() }]);
  const took = acted(
    [intended({ status: 'Active', owner: adaOwns }, { status: 'New', owner: null })],
    'take',
  );

  test('takes back what was wanted, by wanting what was there before', () => {
    const { events } = decide('undo', took, context());
    expect(events).toMatchObject([
      {
        kind: 'intended',
        intent: { change: { status: 'New', owner: null }, before: { status: 'Active', owner: adaOwns } },
      },
      { kind: 'undone', seq: 2 },
    ]);
  });

  test.each<[IncidentEvent, IncidentEvent]>([
    [
      { kind: 'acknowledged', channel: socId, by: ada },
      { kind: 'unacknowledged', channel: socId },
    ],
    [
      { kind: 'handedBack', channel: paymentsId, by: ada },
      { kind: 'takenBack', channel: paymentsId },
    ],
  ])('takes back what was $kind', (event, reverse) => {
    expect(decide('undo', acted([event], 'x'), context()).events).toEqual([
      reverse,
      { kind: 'undone', seq: 2 },
    ]);
  });

  test('of a closing keeps how a closed one was classified, when that is undone in turn', () => {
    const was = { status: 'Closed', classification: 'Undetermined', classificationComment: 'c' } as const;
    const state = stateAfter(arrived(was));
    const [event] = decide('reopen', state, context()).events;
    expect(event).toMatchObject({ intent: { before: was } });
  });

  test('is one’s own: somebody else’s act stays', () => {
    expect(refusal(() => decide('undo', took, context({ actor: eve })))).toMatchObject({
      word: 'undoOthers',
      params: { name: 'Ada' },
    });
  });

  test('is possible for five minutes', () => {
    expect(decide('undo', took, context({ now: at(13) })).events).toHaveLength(2);
    expect(refusal(() => decide('undo', took, context({ now: new Date(at(13).getTime() + 1) }))).word).toBe(
      'undoLate',
    );
  });

  test('is over once somebody acted since, in Teams or on the same in Sentinel', () => {
    const since = stateAfter(
      arrived(),
      [[intended({ owner: adaOwns }, { owner: null })], { by: ada, action: 'take', at: at(8).toISOString() }],
      [
        [{ kind: 'acknowledged', channel: paymentsId, by: ben }],
        { by: ben, action: 'acknowledge', at: at(9).toISOString() },
      ],
    );
    expect(refusal(() => decide('undo', since, context())).params.name).toBe('Ben');
    const inSentinel = stateAfter(
      arrived(),
      [
        [intended({ owner: adaOwns }, { owner: null }, { id: '2' })],
        { by: ada, action: 'take', at: at(8).toISOString() },
      ],
      [{ kind: 'synced', intents: ['2'], incident: later({ owner: adaOwns }) }],
      [{ kind: 'changed', incident: later({ etag: '"3"', owner: benOwns }) }],
    );
    expect(refusal(() => decide('undo', inSentinel, context()))).toMatchObject({
      word: 'undoOthers',
      params: { name: 'Sentinel' },
    });
  });

  test('what Sentinel only took over is no act: undo is still possible', () => {
    const synced = stateAfter(
      arrived(),
      [
        [intended({ owner: adaOwns }, { owner: null }, { id: '2' })],
        { by: ada, action: 'take', at: at(8).toISOString() },
      ],
      [{ kind: 'synced', intents: ['2'], incident: later({ owner: adaOwns }) }],
    );
    expect(wanted(decide('undo', synced, context()))).toEqual({ owner: null });
  });

  test('words can’t be unsaid, and there is no undo of an undo', () => {
    const said = acted([{ kind: 'commented', id: '2', by: ada, channel: socId }], 'comment');
    expect(refusal(() => decide('undo', said, context())).word).toBe('undoWords');
    expect(refusal(() => decide('undo', acted([{ kind: 'undone', seq: 1 }], 'undo'), context())).word).toBe(
      'nothingToUndo',
    );
    expect(refusal(() => decide('undo', stateAfter(arrived()), context())).word).toBe('nothingToUndo');
  });
});

test('what is written to Sentinel as a comment has an id that follows from what it is', () => {
  const guids = [1, 2].map(() => {
    const [effect] = decide('acknowledge', stateAfter(arrived()), inPayments()).effects ?? [];
    return effect?.kind === 'sentinel.comment' ? effect.guid : '';
  });
  expect(guids[0]).toBe(guids[1]);
  expect(guids[0]).toMatch(/^[0-9a-f-]{36}$/);
});
