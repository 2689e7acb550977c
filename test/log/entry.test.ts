import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  canonicalJson,
  digestOf,
  type EntryFacts,
  earliestDue,
  entryId,
  hashOf,
  salted,
} from '../../bot/log/entry.ts';

const comment = salted('looks odd');

function facts(change: Partial<EntryFacts> = {}): EntryFacts {
  return {
    logKey: 'incident:w:1',
    seq: 1,
    v: 1,
    at: '2026-03-02T10:00:00.000Z',
    actor: { kind: 'person', oid: 'a', name: 'Ada' },
    action: 'comment',
    key: 'k',
    events: [{ kind: 'commented' }],
    effects: [{ id: '1.0', kind: 'sentinel.comment' }],
    digests: { comment: digestOf(comment) },
    prev: '',
    ...change,
  };
}

/** Whether each entry has the hash that its facts have, and names the one before. */
function holdsTogether(entries: (EntryFacts & { hash: string })[]): boolean {
  return entries.every(
    (entry, i) => entry.hash === hashOf(entry) && entry.prev === (entries[i - 1]?.hash ?? ''),
  );
}

function chain(...actions: string[]) {
  const entries: (EntryFacts & { hash: string })[] = [];
  for (const action of actions) {
    const next = facts({ seq: entries.length + 1, action, prev: entries.at(-1)?.hash ?? '' });
    entries.push({ ...next, hash: hashOf(next) });
  }
  return entries;
}

describe('the chain', () => {
  test.each<[keyof EntryFacts, Partial<EntryFacts>]>([
    ['logKey', { logKey: 'incident:w:2' }],
    ['seq', { seq: 2 }],
    ['at', { at: '2026-03-02T10:00:00.001Z' }],
    ['actor', { actor: { kind: 'person', oid: 'b', name: 'Ada' } }],
    ['action', { action: 'close' }],
    ['key', { key: 'l' }],
    ['events', { events: [] }],
    ['effects', { effects: [] }],
    ['digests', { digests: {} }],
    ['prev', { prev: 'x' }],
  ])('a changed %s shows', (_field, change) => {
    expect(hashOf(facts(change))).not.toBe(hashOf(facts()));
  });

  test('what may change is not part of the hash', () => {
    const stored = { ...facts(), texts: { comment }, open: { '1.0': { due: 'x', attempts: 3 } }, due: 'x' };
    expect(hashOf(stored)).toBe(hashOf(facts()));
  });

  test('removing, reordering and rewriting an entry show', () => {
    const [a, b, c] = chain('arrived', 'acknowledge', 'close') as [never, never, never];
    expect(holdsTogether([a, b, c])).toBe(true);
    expect(holdsTogether([a, c])).toBe(false);
    expect(holdsTogether([b, a, c])).toBe(false);
    const forged = { ...(b as EntryFacts), action: 'reopen' };
    expect(holdsTogether([a, { ...forged, hash: hashOf(forged) } as never, c])).toBe(false);
  });

  test('an erased text leaves the chain whole, and a forged one shows by its digest', () => {
    const entry = facts();
    expect(entry.digests.comment).toBe(digestOf(comment));
    expect(digestOf({ ...comment, text: 'looks fine' })).not.toBe(entry.digests.comment);
    expect(hashOf({ ...entry, texts: {} } as EntryFacts)).toBe(hashOf(entry));
  });

  test('the same text has another digest each time, so that a short one can’t be guessed', () => {
    expect(digestOf(salted('yes'))).not.toBe(digestOf(salted('yes')));
  });
});

describe('canonical JSON', () => {
  test('does not depend on the order of keys, at any depth, and leaves undefined out', () => {
    expect(canonicalJson({ b: [{ d: 1, c: undefined }], a: null })).toBe('{"a":null,"b":[{"d":1}]}');
    expect(canonicalJson({ a: null, b: [{ c: undefined, d: 1 }] })).toBe('{"a":null,"b":[{"d":1}]}');
  });

  test('is JSON of the same value, and the same again after a round through the store', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

test('ids sort as numbers do', () => {
  expect([2, 10, 1].map(entryId).sort()).toEqual([entryId(1), entryId(2), entryId(10)]);
});

test('what is due first is what an entry is due', () => {
  expect(earliestDue({ a: { due: '2026-02', attempts: 0 }, b: { due: '2026-01', attempts: 0 } })).toBe(
    '2026-01',
  );
  expect(earliestDue({})).toBeUndefined();
});
