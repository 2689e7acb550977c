import { expect, test } from '@jest/globals';
import { tellAnchor } from '../../bot/effects/anchor-tell.ts';
import type { Task, Tools } from '../../bot/effects/handler.ts';
import { type AnchorEffect, anchorIn, lineOf } from '../../bot/log/anchors.ts';
import { type Entry, hashOf } from '../../bot/log/entry.ts';
import { at } from '../build.ts';
import { stillClock } from '../fakes/clock.ts';

const facts = {
  logKey: 'anchors:2026-03-02',
  seq: 4,
  v: 1,
  at: at(0).toISOString(),
  actor: { kind: 'muster' as const },
  action: 'anchored',
  key: 'anchor:1:0',
  events: [{ kind: 'anchored', heads: [['incident:w:1', 7, 'h']] }],
  effects: [{ kind: 'anchor.tell', id: '4.0' }],
  digests: {},
  prev: '',
};
const entry = { ...facts, hash: hashOf(facts) } as unknown as Entry;
const task = { entry } as Task<AnchorEffect>;

function tools(keepAnchor?: (line: string) => Promise<void>) {
  const logged: unknown[][] = [];
  const logger = { info: (...said: unknown[]) => logged.push(said), error: () => undefined };
  return { tools: { clock: stillClock(at(0)), keepAnchor, logger } as unknown as Tools, logged };
}

test('an anchor is always logged, by the hash of its entry, without its heads', async () => {
  const { tools: given, logged } = tools();
  expect(await tellAnchor(task, given)).toEqual({});
  const { at: when, logKey, seq } = facts;
  expect(logged).toEqual([[{ anchor: { at: when, logKey, seq, hash: entry.hash, heads: 1 } }, 'anchor']]);
});

test('and kept with its heads in the file, where there is one', async () => {
  const lines: string[] = [];
  const { tools: given } = tools(async (line) => void lines.push(line));
  expect(await tellAnchor(task, given)).toEqual({});
  expect(lines).toEqual([lineOf(anchorIn(entry)!)]);
});

test('a file that can’t be written to now gets it later, and no anchor is given up', async () => {
  const { tools: given, logged } = tools(async () => {
    throw new Error('ENOSPC');
  });
  expect(await tellAnchor(task, given)).toEqual({ again: at(1).toISOString() });
  expect(logged).toHaveLength(1);
});
