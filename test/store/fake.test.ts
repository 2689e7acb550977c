import { describe, expect, test } from '@jest/globals';
import { entryOf, storeContract } from '../contracts/store.ts';
import { fakeStore } from '../fakes/store.ts';

storeContract('the fake', async () => fakeStore());

describe('the fake throws on what the core should never do', () => {
  test('an entry under the id of another', async () => {
    await expect(fakeStore().log.append({ ...entryOf(1), id: '1' })).rejects.toThrow('id of another');
  });

  test('an entry whose open effects would never be looked at', async () => {
    const open = { a: { due: '2026-03-01T10:00:00.000Z', attempts: 0 } };
    const { due: _due, ...forgotten } = entryOf(1, { open });
    await expect(fakeStore().log.append(forgotten)).rejects.toThrow("which its open effects don't");
  });
});
