/** `npm run audit:verify` as it is run, against a store over the real wire with which somebody has tampered. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CosmosClient } from '@azure/cosmos';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { verify } from '../bot/audit.ts';
import { lineOf } from '../bot/log/anchors.ts';
import { type Entry, hashOf } from '../bot/log/entry.ts';
import { createJournal } from '../bot/log/journal.ts';
import { type IncidentDraft, incidents } from '../bot/log/kinds.ts';
import type { Store } from '../bot/ports.ts';
import { openStore } from '../bot/store/cosmos.ts';
import { type LocalCosmos, startCosmos } from '../sandbox/cosmos.ts';
import { ada, arrived, at, logKey } from './build.ts';
import { stillClock } from './fakes/clock.ts';

const folder = mkdtempSync(join(tmpdir(), 'audit-'));
let cosmos: LocalCosmos;
let store: Store;

beforeAll(async () => {
  cosmos = await startCosmos({ port: 0 });
  store = await openStore({ endpoint: cosmos.url, database: 'muster' });
  const journal = createJournal({ log: store.log, clock: stillClock(at(0)), owner: 'one', leaseMs: 1 });
  for (const log of [logKey, `${logKey.slice(0, -1)}6`])
    for (let i = 1; i <= 4; i++)
      await journal.append(
        incidents,
        log,
        (): IncidentDraft => ({
          actor: { kind: 'person', ...ada },
          action: 'comment',
          key: `k${i}`,
          events: i === 1 ? arrived() : [{ kind: 'commented', id: String(i), by: ada }],
          effects: [],
          texts: { comment: `words ${i}` },
        }),
      );
});

afterAll(async () => {
  await cosmos.close();
  rmSync(folder, { recursive: true });
});

async function verified(args: string[] = [], env: Record<string, string> = { COSMOS_ENDPOINT: cosmos.url }) {
  const said = { out: '', err: '' };
  const code = await verify(args, env, {
    log: (text) => {
      said.out += `${text}\n`;
    },
    error: (text) => {
      said.err += `${text}\n`;
    },
  });
  return { code, ...said };
}

/** Past Muster, with a key to the store. */
async function tamper(seq: number, change: (entry: Entry) => Entry): Promise<void> {
  const client = new CosmosClient({
    endpoint: cosmos.url,
    key: '',
    connectionPolicy: { enableEndpointDiscovery: false, enableBackgroundEndpointRefreshing: false },
  });
  const [entry] = await store.log.read(logKey, seq - 1);
  await client.database('muster').container('log').item(entry!.id, logKey).replace(change(entry!));
}

describe('audit:verify', () => {
  test('refuses in one sentence what it can’t do, and ends with 2', async () => {
    const [nothing, elsewhere, unknown, anchors] = await Promise.all([
      verified([], {}),
      verified([], { COSMOS_ENDPOINT: 'http://127.0.0.1:9' }),
      verified(['--fast']),
      verified(['--anchors', join(folder, 'none')]),
    ]);
    expect([nothing.code, elsewhere.code, unknown.code, anchors.code]).toEqual([2, 2, 2, 2]);
    expect(nothing.err).toMatch(/^Nothing can be read: COSMOS_ENDPOINT is missing: [^\n]*\n$/);
    expect(elsewhere.err).toMatch(/^Cosmos DB could not query documents now [^\n]*\n$/);
    expect(unknown.err).toMatch(/^Unknown option '--fast'[^\n]* Say npm run audit:verify[^\n]*\n$/);
    expect(anchors.err).toMatch(/none can’t be read \(ENOENT\); name the file[^\n]*\n$/);
    for (const { out } of [nothing, elsewhere, unknown, anchors]) expect(out).toBe('');
  });

  test('finds nothing, then what was changed, by log and number; an anchor finds the chain made anew', async () => {
    const [, second, , last] = await store.log.read(logKey);
    const clean = await verified();
    expect(clean).toMatchObject({ code: 0, err: '' });
    expect(clean.out).toMatch(
      /^8 entries of 2 logs read\.\nEverything is as it was written\.\nWithout --anchors/,
    );

    await tamper(2, (entry) => ({ ...entry, action: 'close' }));
    const { PATH = '' } = process.env;
    const program = promisify(execFile)(process.execPath, ['bot/audit.ts'], {
      env: { PATH, COSMOS_ENDPOINT: cosmos.url },
    });
    const changed = await program.then(
      () => ({ code: 0, stdout: '' }),
      (failed: { code: number; stdout: string }) => failed,
    );
    expect(changed.code).toBe(1);
    expect(changed.stdout).toContain(`${logKey}: entry 2 was changed: what it says no longer has its hash.`);
    expect(changed.stdout).toContain('1 finding in 1 log.');

    let prev = second!.prev;
    for (const seq of [2, 3, 4])
      await tamper(seq, (entry) => {
        const facts = { ...entry, prev };
        prev = hashOf(facts);
        return { ...facts, hash: prev };
      });
    expect((await verified()).code).toBe(0);
    const file = join(folder, 'anchors.jsonl');
    const heads: [string, number, string][] = [[logKey, 4, last!.hash]];
    writeFileSync(file, `nonsense\n${lineOf({ at: 'noon', logKey: 'anchors:d', seq: 1, hash: 'h', heads })}`);
    const found = await verified(['--anchors', file, '--json']);
    expect(found.code).toBe(1);
    expect(found.err).toContain('Line 1');
    expect(JSON.parse(found.out)).toMatchObject({
      logs: 3,
      entries: 8,
      anchors: 1,
      findings: [
        { log: 'anchors:d', what: 'removed', seq: 1 },
        { log: logKey, what: 'rewritten', seq: 1, to: 4 },
      ],
    });

    // Whoever may add lines to the file contradicts it, and hides nothing.
    const [now] = await store.log.read(logKey, 3);
    const forged = lineOf({
      at: 'one',
      logKey: 'anchors:d',
      seq: 1,
      hash: 'i',
      heads: [[logKey, 4, now!.hash]],
    });
    const told = lineOf({ at: 'noon', logKey: 'anchors:d', seq: 1, hash: 'h', heads });
    for (const lines of [told + forged, forged + told]) {
      writeFileSync(file, lines);
      const { out } = await verified(['--anchors', file, '--json']);
      expect(JSON.parse(out).findings).toMatchObject([
        { log: 'anchors:d', what: 'removed', seq: 1 },
        { log: logKey, what: 'rewritten', seq: 1, to: 4, why: expect.stringContaining('the anchor of noon') },
      ]);
    }
  });
});
