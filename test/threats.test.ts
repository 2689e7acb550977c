/** The threat model names a test for each threat: each must be there, under that name. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const root = new URL('../', import.meta.url);
const text = (path: string): string => readFileSync(new URL(path, root), 'utf8');

const [, model = ''] = text('docs/SECURITY.md').split(/^## Threat model$/m);
const rows = model
  .split(/^## /m)[0]!
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .slice(2)
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, way, kind, threat, defence, proof]) => ({ way, kind, threat, defence, proof }));

/** The files that a cell names, and the tests in each. */
function named(proof = ''): { file: string; names: string[] }[] {
  return [...proof.matchAll(/`([^`]+)`([^`]*)/g)].map(([, file = '', rest = '']) => ({
    file,
    names: [...rest.matchAll(/“([^”]+)”/g)].map(([, name = '']) => name),
  }));
}

test('the threat model has each way that something comes or goes, and each letter of STRIDE', () => {
  expect(rows.map(({ way }) => way).filter(Boolean)).toEqual([
    'Teams → bot',
    'bot → Teams',
    'playbook → webhook',
    'bot ↔ Sentinel',
    'bot ↔ Cosmos DB',
    'bot ↔ Graph',
    'operator → settings',
    "hostile text → people's eyes",
    'insider with an owned account',
  ]);
  expect([...new Set(rows.map(({ kind }) => kind))].sort()).toEqual(['D', 'E', 'I', 'R', 'S', 'T']);
});

test.each(rows)('$threat: its test is there', ({ proof, threat, defence }) => {
  expect([threat, defence]).not.toContain('');
  const tests = named(proof);
  expect(tests.length).toBeGreaterThan(0);
  for (const { file, names } of tests) {
    expect([file, existsSync(new URL(file, root))]).toEqual([file, true]);
    expect([file, names.length > 0]).toEqual([file, true]);
    const there = text(file);
    const missing = names.filter(
      (name) => !["'", '`', '"'].some((quote) => there.includes(quote + name + quote)),
    );
    expect({ file, missing }).toEqual({ file, missing: [] });
  }
});
