/** What Cosmos DB's SDK leaves to whoever calls it: each shown over the wire with the SDK alone, then as Muster has it. */
import { CosmosClient } from '@azure/cosmos';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Conflict } from '../../bot/errors.ts';
import { openStore } from '../../bot/store/cosmos.ts';
import { type LocalCosmos, startCosmos } from '../../sandbox/cosmos.ts';
import { entryOf } from '../contracts/store.ts';
import { type Fault, type Line, startLine } from './line.ts';

let cosmos: LocalCosmos;
let line: Line;
let databases = 0;
beforeAll(async () => {
  cosmos = await startCosmos({ port: 0 });
  line = await startLine(cosmos.url);
});
afterAll(async () => {
  await line.close();
  await cosmos.close();
});

const entry = entryOf(1);
const theirs = entryOf(1, { action: 'close' });

/** One container: by the SDK alone and by our store, both over a line that does this to the next creations. */
async function over(...faults: Fault[]) {
  const database = `muster-${++databases}`;
  const ours = await openStore({ endpoint: line.url, database, timeoutMs: 1_000 });
  const beside = await openStore({ endpoint: cosmos.url, database });
  const client = new CosmosClient({
    endpoint: line.url,
    key: 'c2FuZGJveA==',
    connectionPolicy: { enableEndpointDiscovery: false, enableBackgroundEndpointRefreshing: false },
  });
  line.faults = faults;
  line.creations = 0;
  return { bare: client.database(database).container('log'), ours, beside };
}

describe('a create that Cosmos DB carried out and whose answer was lost', () => {
  test('fails by the SDK as one that never arrived does, though it is stored', async () => {
    const { bare, beside } = await over('lose the answer', 'lose the request');
    const code = (error: { code?: unknown }) => error.code;
    const carriedOut = await bare.items.create(entry).catch(code);
    expect(await beside.log.read(entry.logKey)).toEqual([entry]);
    const never = await bare.items.create(entryOf(2)).catch(code);
    expect(await beside.log.read(entry.logKey)).toHaveLength(1);
    expect([carriedOut, never]).toEqual(['ECONNRESET', 'ECONNRESET']);
    expect(line.creations).toBe(2);
  });

  test('is made again by us, and recognised as the same entry', async () => {
    const { ours, beside } = await over('lose the answer');
    await ours.log.append(entry);
    expect(line.creations).toBe(2);
    expect(await beside.log.read(entry.logKey)).toEqual([entry]);
  });

  test('is no excuse for taking another’s entry for ours', async () => {
    const { ours, beside } = await over('lose the request');
    await beside.log.append(theirs);
    await expect(ours.log.append(entry)).rejects.toThrow(Conflict);
    expect(await beside.log.read(entry.logKey)).toEqual([theirs]);
  });
});

describe('a create that nobody answers', () => {
  test('keeps whoever asks by the SDK waiting for its minute', async () => {
    const { bare } = await over('never answer');
    const stop = new AbortController();
    const hung = bare.items.create(entry, { abortSignal: stop.signal }).then(
      () => true,
      () => true,
    );
    const later = new Promise<boolean>((resolve) => setTimeout(resolve, 1_500, false));
    expect(await Promise.race([hung, later])).toBe(false);
    stop.abort();
    await hung;
  });

  test('ends for us when our time is over, and is unknown', async () => {
    const { ours } = await over('never answer', 'never answer', 'never answer');
    await expect(ours.log.append(entry)).rejects.toMatchObject({ details: { outcome: 'unknown' } });
  });
});
