/** The order in which Muster ends when it is told to. */
import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import { stopWhenTold } from '../bot/stop.ts';
import type { Json } from './e2e/stage.ts';

/** An app that is stopped; `ended` says when, and `left` is what it does not finish. */
function stopping({
  noticeMs = 0,
  graceMs = 1000,
  stop,
}: {
  noticeMs?: number;
  graceMs?: number;
  stop(): Promise<void>;
}) {
  const did: string[] = [];
  const logs: Json[] = [];
  const exited = Promise.withResolvers<number>();
  const told = stopWhenTold({
    app: {
      leave: () => void did.push('not ready'),
      async stop() {
        did.push('stop');
        await stop();
        did.push('stopped');
      },
      underWay: () => ['incident:1 0000000007'],
    },
    noticeMs,
    graceMs,
    logger: pino({}, { write: (line: string) => void logs.push(JSON.parse(line)) }),
    exit: (code) => exited.resolve(code),
  });
  return { told, did, logs, exited: exited.promise };
}
const never = () => new Promise<void>(() => undefined);

test('readiness goes at once, the rest after the notice, and the process ends with 0', async () => {
  const { told, did, exited } = stopping({ noticeMs: 20, stop: async () => undefined });
  told('SIGTERM');
  expect(did).toEqual(['not ready']);
  expect(await exited).toBe(0);
  expect(did).toEqual(['not ready', 'stop', 'stopped']);
});

test('when the grace is over it ends with 1, and the log says what was still under way', async () => {
  const { told, logs, exited } = stopping({ graceMs: 20, stop: never });
  told('SIGTERM');
  expect(await exited).toBe(1);
  expect(logs.at(-1)).toMatchObject({ level: 50, underWay: ['incident:1 0000000007'] });
  expect(logs.at(-1)!.msg).toMatch(/grace is over.*left to the other replicas/);
});

test('a second signal ends it at once', async () => {
  const { told, did, exited } = stopping({ noticeMs: 300, stop: never });
  told('SIGINT');
  told('SIGINT');
  expect(await exited).toBe(1);
  expect(did).toEqual(['not ready']);
});

test('one that can’t stop in order ends with 1 and says why', async () => {
  const { told, logs, exited } = stopping({ stop: async () => Promise.reject(new Error('no store')) });
  told('SIGTERM');
  expect(await exited).toBe(1);
  expect(logs.at(-1)).toMatchObject({ err: { message: 'no store' } });
});
