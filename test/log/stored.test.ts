/** Entries as Musters of every version have stored them: from runs of the whole, never to be changed. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { digestOf, type Entry, hashOf } from '../../bot/log/entry.ts';
import { type incidents, kindOf } from '../../bot/log/kinds.ts';
import { schemaVersion, upcast } from '../../bot/log/versions.ts';

interface Stored {
  entries: Entry[];
  /** what they folded to */
  state: unknown;
}

const root = new URL('../fixtures/stored-logs/', import.meta.url);
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.json'),
);
const read = (file: string): Stored => JSON.parse(readFileSync(new URL(file, root), 'utf8'));

function folded(entries: Entry[]): unknown {
  const logKey = entries[0]!.logKey;
  const kind = kindOf(logKey) as typeof incidents;
  const state = entries.map(upcast).reduce((so, entry) => kind.fold(so, entry as never), kind.empty(logKey));
  return JSON.parse(JSON.stringify(state));
}

describe.each(files)('the log in %s', (file) => {
  const { entries, state } = read(file);

  test('is whole: its chain verifies, and its texts are the ones that were hashed', () => {
    let prev = '';
    for (const [i, entry] of entries.entries()) {
      expect(entry).toMatchObject({ seq: i + 1, prev, hash: hashOf(entry) });
      for (const [name, text] of Object.entries(entry.texts))
        expect(entry.digests[name]).toBe(digestOf(text));
      prev = entry.hash;
    }
  });

  // Where the fold was changed on purpose: raise `foldVersion`, and write the states anew with UPDATE_STATES=1.
  test('folds to the state that it folded to then', () => {
    if (process.env.UPDATE_STATES) {
      const lines = entries.map((entry) => JSON.stringify(entry)).join(',\n');
      const text = `{"entries":[\n${lines}\n],"state":${JSON.stringify(folded(entries))}}\n`;
      writeFileSync(new URL(file, root), text);
    } else expect(folded(entries)).toEqual(state);
  });
});

test('each version that was ever written has logs here', () => {
  const versions = new Set(files.flatMap((file) => read(file).entries.map(({ v }) => v)));
  expect([...versions].sort()).toEqual(Array.from({ length: schemaVersion }, (_, i) => i + 1));
});
