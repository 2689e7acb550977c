/** The store in memory, filled as years leave it and served to the process that started this one; see store-process.ts. */
import { fakeStore } from '../../test/fakes/store.ts';
import { fill } from '../filled.ts';
import type { Answer, Call } from '../store-process.ts';

const [, , all, open, now, lately, teams] = process.argv;
const store = fakeStore();
await fill(store, Number(all), Number(open), new Date(now!), {
  lately: Number(lately),
  teams: Number(teams),
});
process.on('message', async ({ id, part, method, given }: Call) => {
  const call = (store[part] as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>)[method]!;
  try {
    const args = method === 'amend' ? [given[0], given[1], () => given[2]] : given;
    process.send!({ id, value: await call(...args) } satisfies Answer);
  } catch (error) {
    const { name, message } = error as Error;
    process.send!({ id, failed: { name, message } } satisfies Answer);
  }
});
process.send!('filled');
