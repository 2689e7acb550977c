import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { digestOf, type Entry, type EntryFacts, entryId, hashOf, salted } from '../../bot/log/entry.ts';
import { blank, type Finding, findingsIn, linkOf, sentenceOf, type Witness } from '../../bot/log/findings.ts';

const logKey = 'incident:w:1';

/** An entry as it is written after the one before, with a text or two. */
function written(before: Entry | undefined, change: Partial<EntryFacts> = {}): Entry {
  const seq = (before?.seq ?? 0) + 1;
  const texts = { comment: salted(`comment ${seq}`), ...(seq === 2 && { reason: salted('because') }) };
  const facts: EntryFacts = {
    logKey,
    seq,
    v: 1,
    at: `2026-03-02T10:${String(seq).padStart(2, '0')}:00.000Z`,
    actor: { kind: 'person', oid: 'a', name: 'Ada' },
    action: 'comment',
    key: `k${seq}`,
    events: [{ kind: 'commented' }],
    effects: [{ id: `${seq}.0`, kind: 'sentinel.comment' }],
    digests: Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, digestOf(text)])),
    prev: before?.hash ?? '',
    writer: 'one',
    ...change,
  };
  return { ...facts, id: entryId(seq), type: 'entry', hash: hashOf(facts), texts, open: {} };
}

function logOf(count: number): Entry[] {
  const entries: Entry[] = [];
  for (let i = 0; i < count; i++) entries.push(written(entries.at(-1)));
  return entries;
}

const five = logOf(5) as [Entry, Entry, Entry, Entry, Entry];
const [one, two, three, four, last] = five;

/** Written over by somebody who knows how an entry gets its hash. */
function forged(entry: Entry, change: Partial<EntryFacts>): Entry {
  const facts = { ...entry, ...change };
  return { ...facts, hash: hashOf(facts) };
}

const under = (seq: number, entry: Entry): Entry => ({ ...entry, id: entryId(seq) });

function find(entries: Partial<Entry>[], witnesses: Witness[] = []): Finding[] {
  return findingsIn(
    logKey,
    entries.map((entry) => linkOf(entry, logKey)),
    witnesses,
  );
}

/** What was done, and at which number. */
function brief(findings: Finding[]): string[] {
  return findings.map(
    ({ what, seq, to, text }) =>
      `${what} ${text === undefined ? '' : `${text} of `}${seq}${to === undefined ? '' : `-${to}`}`,
  );
}

const snapshotOf = ({ seq, hash }: Entry): Witness => ({ seq, hash, by: 'its snapshot', inside: true });
const anchorOf = ({ seq, hash }: Entry): Witness => ({ seq, hash, by: 'the anchor' });

describe('a log that is as it was written', () => {
  test('has no findings, in whatever order its entries are read', () => {
    expect(find(five)).toEqual([]);
    expect(find([last, two, four, one, three], [snapshotOf(last), anchorOf(three)])).toEqual([]);
    expect(find([])).toEqual([]);
  });

  test('may have gone on since its snapshot and its anchors', () => {
    expect(find(five, [snapshotOf(two), anchorOf(one)])).toEqual([]);
  });

  test('may change what is no part of its hash', () => {
    const worked = { ...three, open: { '3.0': { due: 'x', attempts: 4 } }, due: 'x' };
    expect(find([one, two, worked, four, last])).toEqual([]);
  });
});

describe('what was changed', () => {
  // Each field that is hashed, and whatever is in its place.
  const fields: (keyof EntryFacts)[] = [
    'seq',
    'v',
    'at',
    'actor',
    'action',
    'key',
    'events',
    'effects',
    'digests',
    'prev',
    'writer',
    'logKey',
  ];

  test('is found by number, whatever field of whatever entry it is, and whatever it says now', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...fields),
        fc.integer({ min: 0, max: 4 }),
        fc.jsonValue(),
        (field, i, value) => {
          fc.pre(JSON.stringify(value) !== JSON.stringify(five[i]![field]));
          const entries: Entry[] = five.map((entry, k) => (k === i ? { ...entry, [field]: value } : entry));
          const about = find(entries).filter(({ text }) => text === undefined);
          expect(brief(about)).toEqual([`changed ${i + 1}`]);
        },
      ),
      { numRuns: 300 },
    );
  });

  test.each(fields)('is found where %s is gone altogether', (field) => {
    const { [field]: _gone, ...rest } = three;
    const about = find([one, two, rest, four, last]).filter(({ text }) => text === undefined);
    expect(brief(about)).toEqual(['changed 3']);
  });

  test('is found where only the hash was', () => {
    expect(brief(find([one, two, { ...three, hash: 'f'.repeat(64) }, four, last]))).toEqual(['changed 3']);
  });

  test.each([
    [1, one],
    [3, three],
    [4, four],
  ])('is found in entry %i where its hash was made to fit', (seq, entry) => {
    const entries = five.map((own) => (own === entry ? forged(own, { action: 'close' }) : own));
    expect(brief(find(entries))).toEqual([`rewritten ${seq}`]);
  });

  test('is found where its place in the chain was invented as well', () => {
    const invented = forged(three, { action: 'close', prev: 'f'.repeat(64) });
    expect(brief(find([one, two, invented, four, last]))).toEqual(['rewritten 3']);
    expect(brief(find([forged(one, { prev: 'f'.repeat(64) }), two, three, four, last]))).toEqual([
      'rewritten 1',
    ]);
  });

  test('at the end, with a hash that fits, is found by the snapshot', () => {
    const entries = [one, two, three, four, forged(last, { action: 'close' })];
    expect(find(entries)).toEqual([]);
    expect(brief(find(entries, [snapshotOf(last)]))).toEqual(['rewritten 1-5']);
    expect(brief(find(entries, [anchorOf(four), snapshotOf(last)]))).toEqual(['rewritten 5']);
  });
});

describe('what was removed', () => {
  test.each([
    ['at the start', [two, three, four, last], ['removed 1']],
    ['in the middle', [one, two, four, last], ['removed 3']],
    ['in two places', [one, three, last], ['removed 2', 'removed 4']],
    ['several at once', [one, last], ['removed 2-4']],
  ])('%s is found by number', (_where, entries, findings) => {
    expect(brief(find(entries))).toEqual(findings);
  });

  test('in the middle is found also where the others were moved up', () => {
    const moved = [one, two, under(3, four), under(4, last)];
    expect(brief(find(moved))).toEqual(['removed 3']);
  });

  test('at the end is found by the snapshot, or by an anchor', () => {
    expect(find([one, two, three])).toEqual([]);
    expect(brief(find([one, two, three], [snapshotOf(last)]))).toEqual(['removed 4-5']);
    expect(brief(find([one, two, three], [anchorOf(four)]))).toEqual(['removed 4']);
  });

  test('altogether is found by an anchor', () => {
    expect(brief(find([], [anchorOf(last)]))).toEqual(['removed 1-5']);
  });
});

describe('what was inserted', () => {
  const forgery = written(two, { action: 'close' });

  test('is found where the others were moved down', () => {
    const entries = [one, two, forgery, under(4, three), under(5, four), under(6, last)];
    expect(brief(find(entries))).toEqual(['inserted 3']);
  });

  test('is found under an id that no entry has', () => {
    expect(brief(find([...five, { ...forgery, id: 'x' }]))).toEqual(['inserted 3']);
    expect(brief(find([...five, { ...forgery, id: '3' }]))).toEqual(['inserted 3']);
  });

  test('is found where it comes from another log', () => {
    const other = written(last, { logKey: 'incident:w:2' });
    expect(brief(find([...five, other]))).toEqual(['inserted 6']);
  });
});

describe('what was reordered', () => {
  test('is found where two entries were swapped', () => {
    expect(brief(find([one, under(2, three), under(3, two), four, last]))).toEqual([
      'reordered 2',
      'reordered 3',
    ]);
  });

  test('is found where their numbers were changed with them', () => {
    const swapped = [one, { ...three, id: two.id, seq: 2 }, { ...two, id: three.id, seq: 3 }, four, last];
    expect(brief(find(swapped))).toEqual(['changed 2', 'changed 3']);
  });

  test('is found where their hashes were made to fit as well', () => {
    const second = forged({ ...three, id: two.id }, { seq: 2 });
    const third = forged({ ...two, id: three.id }, { seq: 3 });
    expect(brief(find([one, second, third, four, last]))).toEqual(['rewritten 2', 'rewritten 3']);
  });
});

describe('a text', () => {
  const text = (entry: Entry, texts: Entry['texts']) =>
    find(five.map((own) => (own === entry ? { ...own, texts } : own)));
  const erasing = written(last, {
    action: 'erase',
    events: [{ kind: 'erased', texts: [{ seq: 3, name: 'comment' }] } as never],
  });

  test('that was changed is found, with its name', () => {
    const changed = { ...three.texts.comment!, text: 'nothing to see' };
    expect(brief(text(three, { comment: changed }))).toEqual(['changed comment of 3']);
  });

  test('whose salt was swapped with another one’s is found, and so is the other', () => {
    const { comment, reason } = two.texts;
    const swapped = {
      comment: { ...comment!, salt: reason!.salt },
      reason: { ...reason!, salt: comment!.salt },
    };
    expect(brief(text(two, swapped))).toEqual(['changed comment of 2', 'changed reason of 2']);
  });

  test('that stands under another one’s name is found', () => {
    const { comment, reason } = two.texts;
    expect(brief(text(two, { comment: reason!, reason: comment! }))).toEqual([
      'changed comment of 2',
      'changed reason of 2',
    ]);
  });

  test('that was added, and one that is gone, are found', () => {
    expect(brief(text(three, { ...three.texts, more: salted('x') }))).toEqual(['inserted more of 3']);
    expect(brief(text(three, {}))).toEqual(['removed comment of 3']);
  });

  test('that was erased as it should be is no finding', () => {
    const entries = [one, two, { ...three, texts: { comment: blank } }, four, last, erasing];
    expect(find(entries)).toEqual([]);
  });

  test('that is blank although no entry says that it was erased is found', () => {
    expect(brief(text(three, { comment: blank }))).toEqual(['removed comment of 3']);
    const another = [one, two, three, { ...four, texts: { comment: blank } }, last, erasing];
    expect(brief(find(another))).toEqual(['removed comment of 4']);
    const forgery = { ...erasing, action: 'tidy' };
    const said = [one, two, { ...three, texts: { comment: blank } }, four, last, forgery];
    expect(brief(find(said))).toEqual(['removed comment of 3', 'changed 6']);
  });
});

describe('a chain that was computed anew as a whole', () => {
  const anew: Entry[] = [];
  for (const entry of five)
    anew.push(forged(entry, { prev: anew.at(-1)?.hash ?? '', ...(entry === three && { action: 'close' }) }));

  test('holds together, and is found only by what was kept elsewhere', () => {
    expect(find(anew)).toEqual([]);
    expect(find(anew, [snapshotOf(anew[4]!)])).toEqual([]);
    expect(brief(find(anew, [snapshotOf(anew[4]!), anchorOf(four)]))).toEqual(['rewritten 1-4']);
    // A snapshot that was made to fit vouches for nothing, wherever it stands.
    expect(brief(find(anew, [snapshotOf(anew[4]!), anchorOf(last)]))).toEqual(['rewritten 1-5']);
    expect(brief(find(anew, [snapshotOf(anew[2]!), anchorOf(last)]))).toEqual(['rewritten 1-5']);
  });

  test('is told from where on, between the last anchor that fits and the first that does not', () => {
    expect(brief(find(anew, [anchorOf(two), anchorOf(last), anchorOf(four)]))).toEqual(['rewritten 3-4']);
  });

  test('is found though a line that fits it was added to what is kept outside, before or after the true one', () => {
    const added = anchorOf(anew[3]!);
    expect(brief(find(anew, [anchorOf(four), added]))).toEqual(['rewritten 1-4']);
    expect(brief(find(anew, [added, anchorOf(four)]))).toEqual(['rewritten 1-4']);
    // And a true chain is doubted where two that are kept outside contradict each other: a person decides whom to believe.
    expect(brief(find(five, [anchorOf(four), added]))).toEqual(['rewritten 1-4']);
    expect(brief(find(five, [added, anchorOf(four)]))).toEqual(['rewritten 1-4']);
  });

  test('of which only the anchored part still stands is cut behind it, and not before', () => {
    expect(find(anew, [anchorOf(two)])).toEqual([]);
  });
});

test.each([
  [{ what: 'removed', seq: 4, to: 6 }, 'incident:w:1: entries 4 to 6 were removed: so.'],
  [{ what: 'changed', seq: 4, text: 'comment' }, 'incident:w:1: text comment of entry 4 was changed: so.'],
] as const)('a finding is a sentence', (finding, sentence) => {
  expect(sentenceOf({ log: logKey, why: 'so', ...finding })).toBe(sentence);
});

describe('whatever somebody who may write to the store has stored', () => {
  test('the audit goes on', () => {
    const nonsense = fc.record(
      {
        id: fc.oneof(fc.string(), fc.constant(entryId(3))),
        seq: fc.jsonValue(),
        prev: fc.jsonValue(),
        hash: fc.jsonValue(),
        events: fc.jsonValue(),
        digests: fc.jsonValue(),
        texts: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(nonsense, (stored) => {
        expect(find([one, two, stored as Partial<Entry>, four, last]).length).toBeGreaterThan(0);
      }),
    );
  });
});
