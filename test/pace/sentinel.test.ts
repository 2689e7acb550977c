import { describe, expect, test } from '@jest/globals';
import { Upstream } from '../../bot/errors.ts';
import type { Asker } from '../../bot/pace/budget.ts';
import type { Pacing } from '../../bot/pace/pacing.ts';
import { pacedSentinel } from '../../bot/pace/sentinel.ts';
import { createSpacer } from '../../bot/pace/spacing.ts';
import { incident } from '../build.ts';
import { createFakeSentinel } from '../fakes/sentinel.ts';
import { putOff, world } from './build.ts';
import { mostWithin } from './published.ts';

const fiveMinutes = 300_000;
const rest = (task: string): Asker => ({ task, urgent: false });
const urgent = (task: string): Asker => ({ task, urgent: true });

function stage() {
  const w = world();
  const sentinel = createFakeSentinel({
    workspaces: ['sub~rg-soc~ws-soc', 'sub~rg-soc~second'],
    now: w.clock.now,
  });
  const ref = sentinel.add(incident());
  return {
    ...w,
    sentinel,
    ref,
    as: ({ budget }: Pacing, asker: Asker) => pacedSentinel(sentinel, budget, asker),
    asked: (operation: string) => sentinel.asked.filter((one) => one === operation).length,
  };
}

/** Asks until it is let through, coming again when told to; gives the time. */
async function comesAgain(w: ReturnType<typeof stage>, ask: () => Promise<unknown>): Promise<number> {
  for (;;) {
    const wait = await putOff(ask());
    if (wait === undefined) return w.now();
    await w.clock.wait(wait);
  }
}

describe('Sentinel is asked', () => {
  test('at once while its budget lasts, and later without being asked', async () => {
    const s = stage();
    const one = s.replica('one');
    for (let i = 0; i < 80; i++) await s.as(one, rest(`t${i}`)).details(s.ref);
    expect(await putOff(s.as(one, rest('late')).details(s.ref))).toBeGreaterThan(2_000);
    expect(s.asked('details')).toBe(80);
  });

  test('for what a person waits for when the rest has used up its own', async () => {
    const s = stage();
    const one = s.replica('one');
    for (let i = 0; i < 60; i++) await s.as(one, rest(`t${i}`)).comment(s.ref, `c${i}`, 'x');
    expect(await putOff(s.as(one, rest('late')).comment(s.ref, 'late', 'x'))).toBeGreaterThan(0);
    expect(await putOff(s.as(one, urgent('person')).comment(s.ref, 'p', 'x'))).toBeUndefined();
  });

  test('by thousands one after the other, none of them at once, and never beyond what it takes', async () => {
    const s = stage();
    const [one, two] = [s.replica('one'), s.replica('two')];
    const times = await s.until(
      Promise.all(
        Array.from({ length: 240 }, (_, i) =>
          comesAgain(s, () =>
            s.as(i % 2 ? one : two, rest(`t${i}`)).change(s.ref, () => ({ addLabels: [`l${i}`] })),
          ),
        ),
      ),
      5_000,
    );
    expect(mostWithin(times, fiveMinutes)).toBeLessThanOrEqual(75);
    expect(s.asked('change')).toBe(240);
    // What was sent away does not come back in a bunch, and the budget is not left lying about.
    const later = times.filter((at) => at > Math.min(...times) + 60_000);
    expect(mostWithin(later, 10_000)).toBeLessThan(10);
    expect(Math.max(...times) - Math.min(...times)).toBeLessThan(6 * fiveMinutes);
  }, 30_000);

  test('and each subscription and kind has a budget of its own', async () => {
    const s = stage();
    const one = s.replica('one');
    for (let i = 0; i < 60; i++) await s.as(one, rest(`t${i}`)).comment(s.ref, `c${i}`, 'x');
    expect(await putOff(s.as(one, rest('a')).comment(s.ref, 'a', 'x'))).toBeGreaterThan(0);
    expect(await putOff(s.as(one, rest('b')).change(s.ref, () => undefined))).toBeUndefined();
    expect(await putOff(one.budget.take('another', 'PUT comment', rest('a')))).toBeUndefined();
  });

  test('not again by anybody before the time that it named with 429', async () => {
    const s = stage();
    const [one, two] = [s.replica('one'), s.replica('two')];
    const throttled = new Upstream('429', {
      service: 'sentinel',
      operation: 'PUT comment',
      outcome: 'retry',
      status: 429,
      retryAfterMs: 120_000,
    });
    s.sentinel.failNext('comment', throttled);
    await expect(s.as(one, urgent('a')).comment(s.ref, 'c', 'x')).rejects.toBe(throttled);
    expect(await putOff(s.as(two, urgent('b')).comment(s.ref, 'c', 'x'))).toBe(120_000);
    expect(one.throttled.sentinel).toBe(1);
    expect(s.asked('comment')).toBe(1);
  });

  test('and a write that took more than one PUT is counted as such', async () => {
    const s = stage();
    const one = s.replica('one');
    let others = 3;
    await s.as(one, rest('a')).change(s.ref, (current) => {
      if (others-- > 0) s.sentinel.edit(s.ref, { addLabels: [`theirs ${others}`] });
      return { severity: current.severity === 'High' ? 'Low' : 'High' };
    });
    const { pace } = (await s.store.paces.get('sentinel:sub:PUT incident'))!;
    expect(pace.times).toHaveLength(4);
  });
});

test('a few go at once, the rest one after the other, and quiet times give new room', () => {
  const at = createSpacer({ few: 3, gapMs: 4_000 });
  expect([at(0), at(0), at(0), at(0), at(0)]).toEqual([0, 0, 0, 4_000, 8_000]);
  expect(at(1_000_000)).toBe(1_000_000);
});
