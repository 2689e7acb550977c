/** Walks every log as it is stored, page by page, and says what of it is not as it was written. */
import type { Archive } from '../ports.ts';
import { type Anchor, anchorIn, headsOf, isAnchors } from './anchors.ts';
import { type Finding, findingsIn, type Head, type Link, linkOf, type Witness } from './findings.ts';

export interface Audit {
  logs: number;
  entries: number;
  /** how many anchors were given from outside */
  anchors: number;
  findings: Finding[];
}

/** How far it is, in entries. */
export interface Progress {
  began(entries: number): void;
  read(entries: number): void;
}

const atOnce = 8;

/** @param told what was kept outside of the store. Throws Upstream where the store can't be read. */
export async function audit(archive: Archive, told: Anchor[], progress: Progress): Promise<Audit> {
  const witnesses = new Map<string, Witness[]>();
  const hear = ({ logKey, seq, hash }: Head, by: string, inside?: true): void => {
    const witness = { seq, hash, by, ...(inside && { inside }) };
    witnesses.set(logKey, [...(witnesses.get(logKey) ?? []), witness]);
  };
  // What is told of a log is read before the log, which may grow meanwhile.
  for (const anchor of told)
    for (const head of headsOf(anchor)) hear(head, `the anchor of ${anchor.at} kept outside`);
  for (const head of await archive.heads()) hear(head, 'its snapshot', true);
  const counts = await archive.logs();
  let entries = 0;
  progress.began([...counts.values()].reduce((sum, count) => sum + count, 0));

  const findings: Finding[] = [];
  async function walk(logKey: string): Promise<void> {
    const links: Link[] = [];
    for await (const page of archive.entries(logKey)) {
      for (const entry of page) {
        links.push(linkOf(entry, logKey));
        const anchor = isAnchors(logKey) ? anchorIn(entry) : undefined;
        for (const head of anchor ? headsOf(anchor).slice(1) : [])
          hear(head, `the store’s own anchor of ${anchor?.at}`, true);
      }
      entries += page.length;
      progress.read(page.length);
    }
    findings.push(...findingsIn(logKey, links, witnesses.get(logKey)));
  }

  async function walkAll(logKeys: string[]): Promise<void> {
    const left = logKeys.values();
    const walker = async (): Promise<void> => {
      for (const logKey of left) await walk(logKey);
    };
    await Promise.all(Array.from({ length: atOnce }, walker));
  }

  // A log that was taken away as a whole is known by who tells of it. What anchors say is heard before what they tell of.
  const known = (): string[] => [...new Set([...counts.keys(), ...witnesses.keys()])].sort();
  const anchorLogs = known().filter(isAnchors);
  await walkAll(anchorLogs);
  const others = known().filter((logKey) => !isAnchors(logKey));
  await walkAll(others);
  return {
    logs: anchorLogs.length + others.length,
    entries,
    anchors: told.length,
    findings: findings.sort((a, b) => (a.log < b.log ? -1 : a.log > b.log ? 1 : a.seq - b.seq)),
  };
}
