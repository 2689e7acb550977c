/** What a row says of an incident, against the state that it was made from. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { maySee } from '../../bot/incidents/audience.ts';
import { figuresRowOf } from '../../bot/incidents/figures-row.ts';
import { foldIncident } from '../../bot/incidents/fold.ts';
import { acknowledgeBy, defaultTargets, isAcknowledged, isOverdue } from '../../bot/incidents/levels.ts';
import { current, emptyIncident, type IncidentState } from '../../bot/incidents/state.ts';
import {
  ada,
  arrived,
  at,
  ben,
  intended,
  paymentsId,
  paymentsRoute,
  socId,
  socRoute,
  stateAfter,
  webshopId,
  webshopRoute,
} from '../build.ts';
import { histories } from './histories.ts';

const stored = (state: IncidentState) => JSON.parse(JSON.stringify(figuresRowOf(state)));

test('it decides as its state does, at any time and after any history', () => {
  let overdue = 0;
  fc.assert(
    fc.property(histories, fc.integer({ min: 0, max: 20_000 }), (logs, minutes) => {
      for (const log of logs) {
        const state = log.reduce(foldIncident, emptyIncident(log[0]!.logKey));
        const row = stored(state);
        const { number, title, severity, status } = current(state);
        expect(row).toMatchObject({ number, title, severity, status });
        expect(isAcknowledged(row)).toBe(isAcknowledged(state));
        expect(acknowledgeBy(row, defaultTargets)).toEqual(acknowledgeBy(state, defaultTargets));
        expect(isOverdue(row, defaultTargets, at(minutes))).toBe(
          isOverdue(state, defaultTargets, at(minutes)),
        );
        overdue += isOverdue(row, defaultTargets, at(minutes)) ? 1 : 0;
      }
    }),
    { numRuns: 100 },
  );
  expect(overdue).toBeGreaterThan(5);
});

describe('whoever may see an incident may know of its row, and nobody else', () => {
  const moved = stateAfter(arrived({}, [socRoute, paymentsRoute]), [
    { kind: 'routed', routes: [socRoute, webshopRoute] },
  ]);
  test.each([
    ['routed to payments', stateAfter(arrived())],
    ['of the SOC alone', stateAfter(arrived({}, [socRoute]))],
    ['routed elsewhere since', moved],
    ['of two teams', stateAfter(arrived({}, [socRoute, paymentsRoute, webshopRoute]))],
  ])('%s', (_what, state) => {
    for (const view of ['all', [], [socId], [paymentsId], [webshopId], [paymentsId, webshopId]] as const) {
      const seen = view === 'all' ? view : [...view];
      expect(maySee(seen, stored(state))).toBe(maySee(seen, state));
    }
  });

  test('so a team that it was taken from knows of it no more', () => {
    expect(stored(moved).teams).toEqual([{ channel: webshopId, name: webshopRoute.name }]);
  });
});

test('of a question it has whom it waits for and until when, and not a word of it', () => {
  const due = at(60).toISOString();
  const asked = { kind: 'asked' as const, by: ada, channel: paymentsId, people: [ada, ben], due };
  const state = stateAfter(
    arrived(),
    [[{ ...asked, id: 'a' }], { texts: { question: 'Was it planned?' } }],
    [[{ ...asked, id: 'b' }], { texts: { question: 'And this?' } }],
    [
      { kind: 'answered', id: 'c', question: 'a', by: ben, channel: paymentsId, cannot: true },
      { kind: 'answered', id: 'd', question: 'b', by: ben, channel: paymentsId },
    ],
  );
  expect(stored(state)).toMatchObject({
    asked: [paymentsId, paymentsId],
    waiting: [{ channel: paymentsId, name: paymentsRoute.name, people: [ada.name], due }],
  });
  expect(JSON.stringify(stored(state))).not.toMatch(/planned|this\?/);
});

test('it is left as it is when its incident goes on', () => {
  const state = stateAfter(arrived(), [
    intended({ status: 'Closed', classification: 'Undetermined' }, { status: 'New' }),
  ]);
  const row = figuresRowOf(state);
  const before = structuredClone(row);
  state.times!.closings[0]!.reopened = at(9).toISOString();
  state.acks.push({ channel: socId, at: at(9).toISOString(), by: ada });
  expect(row).toEqual(before);
});

test('it tells that its closing waits for a second person, Defender’s number, and where it was merged to', () => {
  const state = stateAfter(arrived({ number: 12, providerIncidentId: '9001' }), [
    { kind: 'closingWanted', id: 'w', by: ada, classification: 'FalsePositive', channel: socId },
  ]);
  expect(stored(state)).toMatchObject({ number: 12, defender: 9001, wanted: true });
  const away = stateAfter(arrived({ status: 'Closed' }), [
    { kind: 'mergedInto', into: 'incident:x', number: 7, title: 'Other' },
  ]);
  expect(stored(away)).toMatchObject({ merged: true, mergedInto: 7 });
  expect(stored(stateAfter(arrived()))).not.toHaveProperty('merged');
});
