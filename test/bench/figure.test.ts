/** What `npm run bench` makes of what it measured. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { figure, percentile } from '../../bench/figure.ts';
import { asJson, asTable } from '../../bench/report.ts';

describe('a figure', () => {
  test('holds up to its goal and no further, whichever way that points', () => {
    const holds = (value: number, goal: { atMost: number } | { atLeast: number }) =>
      figure('click', value, 'x', { goal }).holds;
    expect([holds(1.5, { atMost: 1.5 }), holds(1.51, { atMost: 1.5 })]).toEqual([true, false]);
    expect([holds(0.8, { atLeast: 0.8 }), holds(0.79, { atLeast: 0.8 })]).toEqual([true, false]);
  });

  test('without a goal neither holds nor misses', () => {
    expect(figure('cold click', 2, 'x')).toEqual({ name: 'cold click', value: 2, unit: 'x' });
  });

  test('that is no number is a measurement that failed', () => {
    expect(() => figure('click', Number.NaN, 'x')).toThrow('The figure "click" came out as NaN.');
  });
});

test('a percentile is a sample, by nearest rank', () => {
  const samples = Array.from({ length: 200 }, (_, i) => 200 - i);
  expect([0.5, 0.99, 1].map((share) => percentile(samples, share))).toEqual([100, 198, 200]);
  expect(() => percentile([], 0.5)).toThrow('no samples');
});

const figures = [
  figure('warm click', 1.2345, 'x', { goal: { atMost: 1.5 }, note: '300 clicks' }),
  figure('clicks', 12345.6, '1/s', { goal: { atLeast: 20_000 } }),
  figure('idle', 31, 'calls/min'),
];

test('for programs each has its goal as a number, and null where it has none', () => {
  expect(JSON.parse(asJson(figures))).toEqual({
    figures: [
      { name: 'warm click', value: 1.2345, unit: 'x', goal: 1.5, holds: true },
      { name: 'clicks', value: 12345.6, unit: '1/s', goal: 20_000, holds: false },
      { name: 'idle', value: 31, unit: 'calls/min', goal: null, holds: null },
    ],
  });
});

test('for people each is a line, with what was missed in capitals and its note below', () => {
  expect(asTable(figures).split('\n')).toEqual([
    'warm click    1.23 x          ≤ 1.5  holds',
    '    300 clicks',
    'clicks      12,346 1/s        ≥ 20000  MISSED',
    'idle            31 calls/min',
    '',
  ]);
});

test('a measure that there is not is refused, and those that there are are named', async () => {
  const main = fileURLToPath(new URL('../../bench/main.ts', import.meta.url));
  const ended = await new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) =>
    execFile(process.execPath, [main, '--only', 'click,speed', '--json'], (error, stdout, stderr) =>
      resolve({ code: error?.code, stdout, stderr }),
    ),
  );
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr).toMatch(/^There is no measure speed: choose from click, .+\.\n$/);
});
