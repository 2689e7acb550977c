/**
 * What is wrong with a log, by number: entries in, findings out. The chain tells what was changed after it was written;
 * that nobody has written the whole of it anew is told only by what was kept elsewhere (a `Witness`). Pure.
 */
import { digestOf, type Entry, entryId, hashOf, type StoredText } from './entry.ts';

/** The last entry of a log, as somebody knew it. */
export interface Head {
  logKey: string;
  seq: number;
  hash: string;
}

/** What an entry's hash was, as it is kept elsewhere; `by` says where, as in `the anchor of 2026-03-02`. */
export interface Witness {
  seq: number;
  hash: string;
  by: string;
  /** it is kept in the same store: it may accuse, but vouches for nothing */
  inside?: true;
}

export type What = 'changed' | 'removed' | 'inserted' | 'reordered' | 'rewritten';

export interface Finding {
  log: string;
  what: What;
  /** the entry, or the first of several */
  seq: number;
  /** the last of several */
  to?: number;
  /** the name of the text, where the entry itself is whole */
  text?: string;
  /** what shows it, a part of a sentence */
  why: string;
}

/** What of a stored entry tells whether it is as it was written. Small, so that a long log's fit into memory. */
export interface Link {
  id: string;
  /** the number that its id stands for; absent: it is no entry's id */
  place?: number;
  seq: number;
  prev: string;
  hash: string;
  /** the hash that its facts have now */
  factsHash: string;
  /** its facts name another log */
  foreign: boolean;
  flaws: Flaw[];
  /** the texts that it says were erased */
  erases: string[];
}

interface Flaw {
  name: string;
  how: 'changed' | 'blank' | 'gone' | 'added';
}

/** One text of a log, as an entry that erases it names it. */
export interface ErasedText {
  seq: number;
  name: string;
}

export const textName = (seq: number, name: string): string => `${seq} ${name}`;

/** A text as it is once it was erased. */
export const blank: StoredText = { text: '', salt: '' };

/** Whoever may write to the store may have stored anything. */
export function linkOf(stored: Partial<Entry>, logKey: string): Link {
  const { id = '', seq = 0, prev = '', hash = '' } = stored;
  return {
    id,
    ...(/^\d{10,}$/.test(id) && entryId(Number(id)) === id && { place: Number(id) }),
    seq,
    prev,
    hash,
    factsHash: hashOf(stored as Entry),
    foreign: stored.logKey !== logKey,
    flaws: flawsOf(stored),
    erases: erasedBy(stored),
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

function flawsOf(stored: Partial<Entry>): Flaw[] {
  const digests = isRecord(stored.digests) ? stored.digests : {};
  const texts = isRecord(stored.texts) ? stored.texts : {};
  const flaws = Object.entries(digests).flatMap(([name, digest]): Flaw[] => {
    const kept = texts[name];
    if (!kept) return [{ name, how: 'gone' }];
    if (digestOf(kept) === digest) return [];
    return [{ name, how: kept.text === blank.text && kept.salt === blank.salt ? 'blank' : 'changed' }];
  });
  const added = Object.keys(texts).filter((name) => digests[name] === undefined);
  return [...flaws, ...added.map((name): Flaw => ({ name, how: 'added' }))];
}

function erasedBy({ events }: Partial<Entry>): string[] {
  if (!Array.isArray(events)) return [];
  return events.flatMap((event) => {
    const { kind, texts } = (event ?? {}) as { kind?: string; texts?: ErasedText[] };
    if (kind !== 'erased' || !Array.isArray(texts)) return [];
    return texts.map((text) => textName(text?.seq, text?.name));
  });
}

/** What is wrong with a log whose entries, in any order, gave these links. No finding: it is as it was written. */
export function findingsIn(logKey: string, links: Link[], witnesses: Witness[] = []): Finding[] {
  const findings: Finding[] = [];
  const found = (what: What, seq: number, why: string, more: Pick<Finding, 'to' | 'text'> = {}): void => {
    findings.push({ log: logKey, what, seq, ...more, why });
  };

  const placed: Placed[] = [];
  for (const link of links) {
    if (link.place === undefined) found('inserted', link.seq, `its id ${link.id} is no entry's`);
    else if (isWhole(link) && link.foreign) found('inserted', link.place, 'it was written for another log');
    else if (isWhole(link) && !(Number.isInteger(link.seq) && link.seq > 0))
      found('inserted', link.place, 'it has no number');
    else placed.push({ ...link, place: link.place, true: isWhole(link) ? link.seq : link.place });
  }
  placed.sort((a, b) => a.place - b.place);

  const chain = withoutDoubles(placed, (double) =>
    found('inserted', double.place, `another entry has its number ${double.true}`),
  );
  for (const link of chain)
    if (!isWhole(link)) found('changed', link.true, 'what it says no longer has its hash');

  const inOrder = chain.map((link) => link.true).toSorted((a, b) => a - b);
  for (const [i, link] of chain.entries())
    if (link.true !== inOrder[i])
      found('reordered', link.true, `it stands where entry ${inOrder[i]} belongs`);
  chain.sort((a, b) => a.true - b.true);

  const last = chain.at(-1)?.true ?? 0;
  for (const [from, to] of gapsIn(inOrder)) found('removed', from, 'there is no such entry', upTo(from, to));
  for (const seq of writtenOver(chain))
    found('rewritten', seq, 'its hash fits what it says, but its neighbours were written beside another one');

  judgeBy(witnesses, chain, last, findings, found);

  const erased = new Set(chain.filter(isWhole).flatMap((link) => link.erases));
  for (const { true: seq, flaws } of chain)
    for (const { name, how } of flaws) {
      if (how === 'blank' && erased.has(textName(seq, name))) continue;
      found(flawed[how].what, seq, flawed[how].why, { text: name });
    }
  return findings.sort((a, b) => a.seq - b.seq);
}

/** A link with its place, and with the number it was written under: its own where its hash proves it. */
type Placed = Link & { place: number; true: number };

type Found = (what: What, seq: number, why: string, more?: Pick<Finding, 'to' | 'text'>) => void;

const flawed: Record<Flaw['how'], { what: What; why: string }> = {
  changed: { what: 'changed', why: 'the text or its salt is not the one that was written' },
  blank: { what: 'removed', why: 'the text is blank, and no entry says that it was erased' },
  gone: { what: 'removed', why: 'the text is not there, not even blank' },
  added: { what: 'inserted', why: 'the entry was written without such a text' },
};

/** Its hash is that of what it says. */
const isWhole = (link: Link): boolean => link.hash === link.factsHash;

const upTo = (from: number, to: number): { to?: number } => (to > from ? { to } : {});

/** Of two entries with one number, the one that its neighbours name is ours. */
function withoutDoubles(placed: Placed[], inserted: (double: Placed) => void): Placed[] {
  const byNumber = Map.groupBy(placed, (link) => link.true);
  const names = (seq: number, double: Placed): boolean =>
    byNumber.get(seq)?.some((next) => isWhole(next) && next.prev === double.hash) ?? false;
  const follows = (double: Placed): boolean =>
    byNumber.get(double.true - 1)?.some((before) => before.hash === double.prev) ?? false;
  const rank = (double: Placed): number =>
    (isWhole(double) ? 4 : 0) +
    (names(double.true + 1, double) ? 2 : 0) +
    (follows(double) ? 1 : 0) +
    (double.place === double.true ? 0.5 : 0);
  const doubles = new Set<Placed>();
  for (const several of byNumber.values())
    for (const double of several.toSorted((a, b) => rank(b) - rank(a)).slice(1)) doubles.add(double);
  for (const double of doubles) inserted(double);
  return placed.filter((link) => !doubles.has(link));
}

/** The numbers that are not there, as ranges. */
function gapsIn(sorted: number[]): [from: number, to: number][] {
  return sorted.flatMap((seq, i): [number, number][] => {
    const before = sorted[i - 1] ?? 0;
    return seq - before > 1 ? [[before + 1, seq - 1]] : [];
  });
}

/**
 * Entries that were written over with a hash that fits. One break in a row: the entry before it was, since it follows
 * on what comes before. Several in a row: what stands between them.
 */
function writtenOver(chain: Placed[]): number[] {
  const breaks = chain.map((link, i) => {
    const before = chain[i - 1];
    if (!isWhole(link)) return false;
    if (link.true === 1) return link.prev !== '';
    return (
      before !== undefined && before.true === link.true - 1 && isWhole(before) && before.hash !== link.prev
    );
  });
  const over: number[] = [];
  for (let i = 0; i < chain.length; i++) {
    if (!breaks[i]) continue;
    let end = i;
    while (breaks[end + 1]) end++;
    if (end === i) over.push(Math.max(1, chain[i]!.true - 1));
    else for (let k = i; k < end; k++) over.push(chain[k]!.true);
    i = end;
  }
  return over;
}

/** What is kept elsewhere finds an end that was cut off, and a chain that was computed anew as a whole. */
function judgeBy(
  witnesses: Witness[],
  chain: Placed[],
  last: number,
  findings: Finding[],
  found: Found,
): void {
  const bySeq = new Map(chain.map((link) => [link.true, link]));
  const sorted = witnesses.toSorted((a, b) => a.seq - b.seq || Number(a.inside ?? 0) - Number(b.inside ?? 0));
  const beyond = sorted.at(-1);
  if (beyond && beyond.seq > last)
    found('removed', last + 1, `${beyond.by} knows of entry ${beyond.seq}`, upTo(last + 1, beyond.seq));
  const fits = ({ seq, hash }: Witness): boolean => {
    const link = bySeq.get(seq);
    return !link || link.hash === hash || link.factsHash === hash;
  };
  const first = sorted.find((witness) => !fits(witness));
  if (first) {
    const { seq, by } = first;
    const good =
      sorted.findLast(
        (witness) => witness.seq < seq && !witness.inside && bySeq.has(witness.seq) && fits(witness),
      )?.seq ?? 0;
    const known = findings.some((one) => one.seq > good && one.seq <= seq && one.text === undefined);
    if (!known)
      found(
        'rewritten',
        good + 1,
        `the chain holds together, but ${by} has another hash for entry ${seq}`,
        upTo(good + 1, seq),
      );
  }
}

/** One line for people. */
export function sentenceOf({ log, what, seq, to, text, why }: Finding): string {
  const which = to === undefined ? `entry ${seq}` : `entries ${seq} to ${to}`;
  return `${log}: ${text === undefined ? which : `text ${text} of ${which}`} ${to === undefined ? 'was' : 'were'} ${what}: ${why}.`;
}
