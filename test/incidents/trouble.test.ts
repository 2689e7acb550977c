/** What can't be done and waits for a person: how an incident's log keeps it, and what settles it by itself. */
import { describe, expect, test } from '@jest/globals';
import { covers } from '../../bot/incidents/change.ts';
import type { IncidentEvent } from '../../bot/incidents/events.ts';
import { current, type IncidentState } from '../../bot/incidents/state.ts';
import { anew, parkedIn, parkedLike, type Troubles } from '../../bot/incidents/trouble.ts';
import { incidents } from '../../bot/log/kinds.ts';
import { ada, arrived, at, entry, intended, later, paymentsId, redirected, stateAfter } from '../build.ts';

const write = { id: '2.0', kind: 'sentinel.write' };
const parked = (change: Partial<Extract<IncidentEvent, { kind: 'parked' }>> = {}): IncidentEvent => ({
  kind: 'parked',
  effect: write,
  where: 'sentinel',
  since: at(2).toISOString(),
  why: 'refused',
  error: '400',
  ...change,
});
const closing = intended({ status: 'Closed', classification: 'Undetermined' }, { status: 'New' });
/** Ada's closing could not be written. */
const unclosed = (...more: IncidentEvent[][]): IncidentState =>
  stateAfter(arrived(), [[closing], { by: ada }], [parked({ intents: ['i'] })], ...more);

describe('a write to Sentinel that can’t be done', () => {
  test('leaves what Sentinel holds, and beside it what was wanted', () => {
    const state = unclosed();
    expect(current(state).status).toBe('New');
    expect(state.closedAt).toBeUndefined();
    expect(state.closedBy).toBeUndefined();
    expect(state.pending).toEqual([]);
    expect(parkedIn(state.trouble)).toMatchObject([
      { id: '2.0', of: 'sentinel.write', parked: { why: 'refused', intents: [{ by: ada }] } },
    ]);
    expect(incidents.index(state)).toMatchObject({ open: true, trouble: true });
  });

  test('is wanted as before once somebody has it tried again', () => {
    const state = unclosed([{ kind: 'retried', effect: '2.0' }]);
    expect(current(state).status).toBe('Closed');
    expect(state.closedBy).toEqual(ada);
    expect(state.trouble).toEqual({});
    expect(incidents.index(state)).not.toHaveProperty('trouble');
  });

  test('is gone once it is dropped', () => {
    const state = unclosed([{ kind: 'dropped', effect: '2.0' }]);
    expect(current(state).status).toBe('New');
    expect(state.pending).toEqual([]);
    expect(state.trouble).toEqual({});
  });

  test('is settled once Sentinel holds it all the same', () => {
    const closed = later({ status: 'Closed', classification: 'Undetermined' });
    expect(unclosed([{ kind: 'changed', incident: closed }]).trouble).toEqual({});
    expect(unclosed([{ kind: 'changed', incident: later({ title: 'x' }) }]).trouble).not.toEqual({});
  });

  test('is overtaken once what somebody wanted later of the same is in', () => {
    const wanted = intended({ status: 'Active' }, {}, { id: 'later' });
    const other = intended({ severity: 'Low' }, {}, { id: 'other' });
    const synced = (id: string): IncidentEvent => ({ kind: 'synced', intents: [id], incident: later() });
    expect(unclosed([wanted], [synced('later')]).trouble).toEqual({});
    expect(unclosed([other], [synced('other')]).trouble).not.toEqual({});
  });

  test('of an incident that was merged away or deleted waits for nobody', () => {
    expect(unclosed([{ kind: 'changed', incident: redirected() }]).trouble).toEqual({});
    expect(unclosed([{ kind: 'deletedInSentinel' }]).trouble).toEqual({});
  });

  test('does not make the one who has it tried again the first who acted', () => {
    const state = stateAfter(
      arrived(),
      [parked({ intents: [] })],
      [[{ kind: 'retried', effect: '2.0' }], { by: ada }],
    );
    expect(state.firstActAt).toBeUndefined();
    expect(state.lastAct).toBeUndefined();
  });
});

test('a card that can’t be posted is no longer on its way', () => {
  const card = { id: '1.0', kind: 'card.post', channel: paymentsId };
  const asking = [arrived(), { effects: [card as never] }] as Parameters<typeof stateAfter>[0];
  expect(stateAfter(asking).posting).toEqual([paymentsId]);
  expect(stateAfter(asking, [parked({ effect: card, channel: paymentsId })]).posting).toEqual([]);
});

test('a comment that can’t be written does not count among those in Sentinel', () => {
  const comment = { id: '2.0', kind: 'sentinel.comment' as const, guid: 'AA', of: 'remark:2' };
  const state = stateAfter(arrived(), [[], { effects: [comment] }], [parked({ effect: comment })]);
  expect(state.ours.aa?.is).toBe('refused');
});

describe('one that asks for the same', () => {
  const troubles = (effect: object): Troubles => {
    const state = stateAfter(arrived(), [parked({ effect: effect as never })]);
    return state.trouble;
  };
  const update = { id: '1.0', kind: 'card.update', channel: paymentsId, about: 'card' };

  test('does what was parked, whatever asked for it', () => {
    expect(parkedLike(troubles(update), { ...update, id: '9.3' })).toEqual(['1.0']);
    expect(parkedLike(troubles(update), { ...update, id: '9.3', again: '1.0' } as never)).toEqual(['1.0']);
  });

  test('is not one for another channel, nor a write, whose intents tell', () => {
    expect(parkedLike(troubles(update), { ...update, channel: 'x' } as never)).toEqual([]);
    expect(parkedLike(troubles(write), { id: '9.0', kind: 'sentinel.write' })).toEqual([]);
  });

  test('takes the place of what was parked before when it is parked as well', () => {
    const state = stateAfter(
      arrived(),
      [parked({ effect: update })],
      [parked({ effect: { ...update, id: '7.0' } as never })],
    );
    expect(Object.keys(state.trouble)).toEqual(['7.0']);
  });

  test('names the first that asked, however often it is tried again', () => {
    const once = anew(parkedIn(troubles(update))[0]!.parked);
    expect(once).toEqual({ kind: 'card.update', channel: paymentsId, about: 'card', again: '1.0' });
    const twice = anew(parkedIn(troubles({ ...once, id: '5.0' }))[0]!.parked);
    expect(twice).toEqual(once);
  });
});

test('a later change is about everything of an earlier one, or does not overtake it', () => {
  expect(covers({ severity: 'Low', owner: null }, { severity: 'High' })).toBe(true);
  expect(covers({ severity: 'Low' }, { severity: 'High', owner: null })).toBe(false);
  expect(covers({ removeLabels: ['PAY'] }, { addLabels: ['pay'] })).toBe(true);
  expect(covers({ addLabels: ['web'] }, { addLabels: ['pay'] })).toBe(false);
});

test('an entry of before effects were parked is folded as it was', () => {
  const state = stateAfter(
    arrived(),
    [[closing], { by: ada }],
    [{ kind: 'gaveUp', effect: '2.0', error: '400', intents: ['i'] }],
  );
  expect(state.pending).toEqual([]);
  expect(state.trouble).toEqual({});
  expect(state.closedAt).toBeUndefined();
  const card = entry(1, arrived(), { effects: [{ kind: 'card.post', id: '1.0', channel: paymentsId }] });
  expect(card.effects).toHaveLength(1);
});

test('a roll-up’s timer that is tried again lets nothing wait twice', () => {
  const timer = {
    kind: 'timer' as const,
    id: '2.0',
    due: at(9).toISOString(),
    what: 'rollup' as const,
    of: 'remark:2',
  };
  const state = stateAfter(
    arrived(),
    [[], { effects: [timer] }],
    [parked({ effect: timer, where: 'muster' })],
    [
      [{ kind: 'retried', effect: '2.0' }],
      { by: ada, effects: [{ ...timer, id: '4.0', again: '2.0' } as never] },
    ],
  );
  expect(state.waiting).toMatchObject([{ of: 'remark:2' }]);
});
