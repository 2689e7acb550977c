import { expect, test } from '@jest/globals';
import { inCommon, maySee, showsMore } from '../../bot/incidents/audience.ts';
import { arrived, paymentsId, socRoute, stateAfter } from '../build.ts';

test('what several people may see together is what each of them may', () => {
  expect(inCommon(['all', 'all'])).toBe('all');
  expect(inCommon(['all', ['a', 'b'], ['b', 'c']])).toEqual(['b']);
  expect(inCommon([['a'], []])).toEqual([]);
});

test('a team may know of an incident while it is routed to it', () => {
  const routed = stateAfter(arrived());
  expect(maySee('all', routed)).toBe(true);
  expect(maySee([paymentsId], routed)).toBe(true);
  expect(maySee(['19:other'], routed)).toBe(false);
  expect(maySee([], routed)).toBe(false);
  expect(maySee([paymentsId], stateAfter(arrived(), [{ kind: 'routed', routes: [socRoute] }]))).toBe(false);
});

test('being in the SOC’s channel’s list does not make a team’s view hold what is the SOC’s alone', () => {
  expect(maySee([socRoute.channel], stateAfter(arrived({}, [socRoute])))).toBe(false);
});

test.each([
  ['all', ['a'], true],
  [['a', 'b'], ['a'], true],
  [['a'], ['a', 'b'], false],
  [['a'], 'all', false],
  ['all', 'all', false],
] as const)('%j shows more than %j: %s', (view, than, yes) => {
  expect(showsMore(view as never, than as never)).toBe(yes);
});
