/** The store's indexed fake, kept by one process and used by others: it outlives a Muster that is killed, and any size is quick. */
import { once } from 'node:events';
import { Agent, request as ask, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import { Conflict, NotFound, Upstream } from '../bot/errors.ts';
import { entryId } from '../bot/log/entry.ts';
import type { Changeable, Store } from '../bot/ports.ts';

/** One call of the port: `log.append` and its arguments. An amend comes with what it was decided on. */
interface Asked {
  room: keyof Store;
  method: string;
  given: unknown[];
}

/** Serves a store on any free port of this machine, each answer so many milliseconds late. */
export async function serveStore(store: Store, delayMs: number): Promise<{ url: string }> {
  async function carryOut({ room, method, given }: Asked): Promise<unknown> {
    if (method === 'amendFrom') {
      const [logKey, seq, before, after] = given as [string, number, Changeable, Changeable];
      let fits = false;
      await store.log.amend(logKey, seq, (held) => {
        fits = isDeepStrictEqual({ texts: held.texts, open: held.open }, before);
        return fits ? after : held;
      });
      return fits;
    }
    const methods = store[room] as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>;
    // JSON has no undefined.
    return methods[method]!(...given.map((one) => one ?? undefined));
  }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const asked = JSON.parse(Buffer.concat(chunks).toString()) as Asked;
    const answer = await carryOut(asked).then(
      (result) => ({ result }),
      (error: Error) => ({ error: error.name, message: error.message }),
    );
    setTimeout(() => response.end(JSON.stringify(answer)), delayMs);
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** The store that is served there. */
export function farStore(url: string): Store {
  const agent = new Agent({ keepAlive: true });

  async function call<T>(room: keyof Store, method: string, given: unknown[]): Promise<T> {
    const request = ask(url, { method: 'POST', agent });
    request.end(JSON.stringify({ room, method, given } satisfies Asked));
    const [response] = (await once(request, 'response')) as [AsyncIterable<Buffer>];
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk);
    const answer = JSON.parse(Buffer.concat(chunks).toString());
    if (answer.error === 'Conflict') throw new Conflict(answer.message);
    if (answer.error === 'NotFound') throw new NotFound(answer.message);
    if (answer.error)
      throw new Upstream(answer.message, { service: 'cosmos', operation: method, outcome: 'retry' });
    return answer.result as T;
  }

  /** Methods of a room that are asked for there, as they are. */
  const room = <R extends keyof Store, M extends keyof Store[R] & string>(name: R, ...methods: M[]) =>
    Object.fromEntries(
      methods.map((method) => [method, (...given: unknown[]) => call(name, method, given)]),
    ) as Pick<Store[R], M>;

  const log: Store['log'] = {
    ...room('log', 'read', 'append', 'due'),
    async amend(logKey, seq, change) {
      for (;;) {
        const [held] = await log.read(logKey, seq - 1);
        if (held?.id !== entryId(seq)) throw new NotFound(`Log ${logKey} has no entry ${seq}.`);
        const before: Changeable = { texts: held.texts, open: held.open };
        const after = change(structuredClone(before));
        if (await call<boolean>('log', 'amendFrom', [logKey, seq, before, after])) return;
      }
    },
  };
  return {
    log,
    snapshots: room(
      'snapshots',
      'put',
      'list',
      'rows',
      'inThread',
      'open',
      'inStorm',
      'heads',
      'withTextsBefore',
    ),
    hints: room('hints', 'put', 'due', 'remove', 'takeNonce', 'forgetNonces'),
    watermarks: room('watermarks', 'get', 'move'),
    paces: room('paces', 'get', 'write'),
    replicas: room('replicas', 'beat', 'list', 'remove'),
    lookups: room('lookups', 'get', 'put'),
  };
}
