/** A table as CSV: read again with csv-parse it has the same cells, and none of them is a formula. */
import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csvOf } from '../../bot/reports/csv.ts';
import { outside } from '../../bot/reports/texts.ts';
import { anyText, nasty } from '../words/nasty.ts';

const cellsOf = (csv: string, options: object = {}): string[][] =>
  parse(csv, { bom: true, relax_column_count: true, ...options }) as string[][];
const formula = /^\s*[=+\-@＝＋－＠]|^[\t\r]/;

test('is RFC 4180 with a BOM: commas, CRLF at each end, quotes doubled', () => {
  expect(csvOf(['a', 'b'], [['1,5', 'say "hm"']])).toBe('\uFEFF"a","b"\r\n"1,5","say ""hm"""\r\n');
});

test.each([
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(1)', "'@SUM(1)"],
  ['\t=1', "'\t'=1"],
  ['\r=1', "'\r'=1"],
  [' =1', "' =1"],
  ['＝1', "'＝1"],
  ['x;=1', "x;'=1"],
  ['x",=1', 'x",\'=1'],
  ['a-b and x=1', 'a-b and x=1'],
  ['', ''],
])('%j is written as the text %j', (text, cell) => {
  expect(cellsOf(csvOf([text], []))).toEqual([[cell]]);
});

describe('texts of attackers', () => {
  const rowsWith = (text: string): string[][] => [
    ['1042', text, 'High'],
    [text, text, text],
  ];
  const check = (text: string): void => {
    const rows = rowsWith(outside(text));
    const cells = cellsOf(csvOf(['number', 'title', 'severity'], rows));
    expect(cells.map((row) => row.length)).toEqual([3, 3, 3]);
    expect(cells.flat().filter((cell) => formula.test(cell))).toEqual([]);
    expect(
      cells
        .slice(1)
        .flat()
        .map((cell) => cell.replaceAll("'", '')),
    ).toEqual(rows.flat().map((cell) => cell.replaceAll("'", '')));
  };

  test.each(nasty)('stay in their cells, and are no formula: %j', check);

  test('whatever they are made of, also where nobody cleaned them', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        check(text);
        const cells = cellsOf(csvOf([text], [])).flat();
        expect(cells.filter((cell) => formula.test(cell))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test.each([';', '\t', '|'])(
    'are no formula where a program splits at %j and leaves quotes out of account',
    (at) => {
      fc.assert(
        fc.property(fc.constantFrom(...nasty, `x${at}=1`, `x${at} +1`, `"${at}@x`), anyText, (text, more) => {
          const csv = csvOf(['a'], [[outside(text)], [`${outside(more)}${at}=cmd`]]);
          const cells = csv
            .slice(1)
            .split('\r\n')
            .flatMap((line) => line.split(at));
          expect(cells.map((cell) => cell.replace(/^"+/, '')).filter((cell) => formula.test(cell))).toEqual(
            [],
          );
        }),
        { numRuns: 100 },
      );
    },
  );
});
