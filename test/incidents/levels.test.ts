import { describe, expect, test } from '@jest/globals';
import {
  acknowledgeBy,
  defaultTargets,
  halfway,
  isAcknowledged,
  isOverdue,
} from '../../bot/incidents/levels.ts';
import { ada, arrived, at, intended, later, socId, stateAfter } from '../build.ts';

// It arrives in the first entry, at minute 1.
const by = (state: ReturnType<typeof stateAfter>) => acknowledgeBy(state, defaultTargets);

describe('the time to acknowledge', () => {
  test.each([
    ['High', 15],
    ['Medium', 60],
    ['Low', 480],
    ['Informational', 1440],
  ] as const)('of a %s incident is %s minutes from its arrival', (severity, minutes) => {
    expect(by(stateAfter(arrived({ severity })))).toEqual(at(1 + minutes));
  });

  test('is half gone in the middle', () => {
    expect(halfway(stateAfter(arrived({ severity: 'Medium' })), defaultTargets)).toEqual(at(31));
  });

  test('begins anew when it is reopened', () => {
    const state = stateAfter(
      arrived({ severity: 'High' }),
      [{ kind: 'changed', incident: later({ severity: 'High', status: 'Closed' }) }],
      [[{ kind: 'changed', incident: later({ severity: 'High' }) }], { at: at(300).toISOString() }],
    );
    expect(by(state)).toEqual(at(315));
  });

  test('raised to High, it is a quarter of an hour from the raise, however long it has been open', () => {
    const raise = [{ kind: 'changed' as const, incident: later({ severity: 'High' }) }];
    expect(by(stateAfter(arrived({ severity: 'Low' }), [raise, { at: at(200).toISOString() }]))).toEqual(
      at(215),
    );
    expect(
      halfway(
        stateAfter(arrived({ severity: 'Low' }), [raise, { at: at(200).toISOString() }]),
        defaultTargets,
      ),
    ).toEqual(at(207.5));
  });

  test('raised by a person, it counts from the act, not from when Sentinel has it', () => {
    const raise = intended({ severity: 'High' }, { severity: 'Low' }, { id: 'r' });
    const acted = stateAfter(arrived({ severity: 'Low' }), [[raise], { by: ada, at: at(200).toISOString() }]);
    expect(by(acted)).toEqual(at(215));
  });

  test('raising never gives more time than there was', () => {
    const raise = [{ kind: 'changed' as const, incident: later({ severity: 'High' }) }];
    expect(by(stateAfter(arrived({ severity: 'Medium' }), [raise, { at: at(55).toISOString() }]))).toEqual(
      at(61),
    );
  });

  test('raised, lowered and reopened, only what it is now counts', () => {
    const raised = [{ kind: 'changed' as const, incident: later({ severity: 'High' }) }];
    const lowered = [{ kind: 'changed' as const, incident: later({ severity: 'Low' }) }];
    expect(by(stateAfter(arrived({ severity: 'Low' }), raised, lowered))).toEqual(at(481));
    const closed = [{ kind: 'changed' as const, incident: later({ severity: 'High', status: 'Closed' }) }];
    const again = stateAfter(arrived({ severity: 'Low' }), raised, closed, [
      raised,
      { at: at(300).toISOString() },
    ]);
    expect(by(again)).toEqual(at(315));
  });
});

describe('an incident is acknowledged', () => {
  test.each([
    [
      'when a channel says so',
      stateAfter(arrived(), [{ kind: 'acknowledged', channel: socId, by: ada }]),
      true,
    ],
    ['when somebody owns it', stateAfter(arrived({ owner: { name: 'Ada' } })), true],
    ['when it is not New', stateAfter(arrived({ status: 'Active' })), true],
    ['and not before', stateAfter(arrived()), false],
  ])('%s', (_when, state, yes) => {
    expect(isAcknowledged(state)).toBe(yes);
  });

  test('only what nobody acknowledged and is still open is overdue, at the minute', () => {
    const open = stateAfter(arrived({ severity: 'High' }));
    expect(isOverdue(open, defaultTargets, at(15))).toBe(false);
    expect(isOverdue(open, defaultTargets, at(16))).toBe(true);
    expect(
      isOverdue(stateAfter(arrived({ severity: 'High', status: 'Active' })), defaultTargets, at(90)),
    ).toBe(false);
    expect(
      isOverdue(stateAfter(arrived({ severity: 'High', status: 'Closed' })), defaultTargets, at(90)),
    ).toBe(false);
  });
});
