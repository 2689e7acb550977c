/** A store in a process of its own, so that what it holds is in nobody's memory but its own. */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { Conflict, NotFound } from '../bot/errors.ts';
import type { Store } from '../bot/ports.ts';
import type { Filling } from './filled.ts';

export interface Call {
  id: number;
  part: keyof Store;
  method: string;
  given: unknown[];
}

export type Answer =
  | { id: number; value?: unknown }
  | { id: number; failed: { name: string; message: string } };

const parts = {
  log: ['read', 'append', 'due'],
  snapshots: ['put', 'list', 'rows', 'inThread', 'open', 'inStorm', 'heads', 'withTextsBefore'],
  hints: ['put', 'due', 'remove', 'takeNonce', 'forgetNonces'],
  watermarks: ['get', 'move'],
  paces: ['get', 'write'],
  replicas: ['beat', 'list', 'remove'],
};

/** Starts it, filled; `busy` while a call is under way. */
export async function storeProcess(
  all: number,
  open: number,
  now: Date,
  { lately, teams }: Filling = { lately: 0, teams: 0 },
) {
  const child = fork(
    join(import.meta.dirname, 'programs/filled-store.ts'),
    [String(all), String(open), now.toISOString(), String(lately), String(teams)],
    {
      serialization: 'advanced',
    },
  );
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let calls = 0;
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', () => reject(new Error('The process of the store ended before it was filled.')));
  });
  child.on('message', (answer: Answer) => {
    const one = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (!('failed' in answer)) one?.resolve(answer.value);
    else one?.reject(errorOf(answer.failed));
  });

  function ask(part: keyof Store, method: string, given: unknown[]): Promise<unknown> {
    const id = ++calls;
    const answer = Promise.withResolvers<unknown>();
    waiting.set(id, answer);
    // `undefined` at the end is left out on the way.
    child.send({ id, part, method, given } satisfies Call);
    return answer.promise;
  }

  const over = Object.entries(parts).map(([part, methods]) => [
    part,
    Object.fromEntries(
      methods.map((method) => [method, (...given: unknown[]) => ask(part as keyof Store, method, given)]),
    ),
  ]);
  const store = Object.fromEntries(over) as unknown as Store;
  // A change is a function, which can't cross: the entry is read, changed here, and written there.
  store.log.amend = async (logKey, seq, change) => {
    const [entry] = await store.log.read(logKey, seq - 1);
    if (!entry) throw new NotFound(`Log ${logKey} has no entry ${seq}.`);
    await ask('log', 'amend', [logKey, seq, change({ texts: entry.texts, open: entry.open })]);
  };
  return { store, busy: () => waiting.size > 0, end: () => end(child) };
}

async function end(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill();
  await gone;
}

function errorOf({ name, message }: { name: string; message: string }): Error {
  if (name === 'Conflict') return new Conflict(message);
  if (name === 'NotFound') return new NotFound(message);
  return new Error(message);
}
