import { expect, test } from '@jest/globals';
import { asking, upstream } from '../../bot/store/upstream.ts';

function failedWith(fields: object): Error {
  return Object.assign(new Error('it failed'), fields);
}

const failures: [string, unknown, 'retry' | 'never' | 'unknown', 'retry' | 'never' | 'unknown'][] = [
  ['throttled', failedWith({ code: 429 }), 'retry', 'retry'],
  ['a concurrent write of the same document', failedWith({ code: 449 }), 'retry', 'retry'],
  ['a write region that is moving', failedWith({ code: 403, substatus: 3 }), 'retry', 'retry'],
  ['forbidden', failedWith({ code: 403, substatus: 5300 }), 'never', 'never'],
  ['a wrong key', failedWith({ code: 401 }), 'never', 'never'],
  ['a replica that is behind', failedWith({ code: 404, substatus: 1002 }), 'retry', 'retry'],
  ['no container', failedWith({ code: 404, substatus: 0 }), 'never', 'never'],
  ['a document over 2 MB', failedWith({ code: 413 }), 'never', 'never'],
  ['timed out there', failedWith({ code: 408 }), 'unknown', 'retry'],
  ['gone', failedWith({ code: 410 }), 'unknown', 'retry'],
  ['unavailable', failedWith({ code: 503 }), 'unknown', 'retry'],
  ['timed out here', failedWith({ code: 'TimeoutError' }), 'unknown', 'retry'],
  ['a reset connection', failedWith({ code: 'ECONNRESET' }), 'unknown', 'retry'],
  ['no connection', failedWith({ code: 'ECONNREFUSED' }), 'retry', 'retry'],
  ['no such host', failedWith({ code: 'ENOTFOUND' }), 'retry', 'retry'],
  ['no token', failedWith({ name: 'CredentialUnavailableError' }), 'retry', 'retry'],
  ['an answer that is no JSON', new SyntaxError('Unexpected token'), 'unknown', 'retry'],
  ['a request that the SDK would not send', { message: 'Id contains illegal chars.' }, 'never', 'never'],
];

test.each(failures)('%s', (_name, error, writing, reading) => {
  expect(upstream(error, 'create it', 'writes').details.outcome).toBe(writing);
  expect(upstream(error, 'read it', 'reads').details.outcome).toBe(reading);
});

test('a failure keeps its cause, and says what happened and what to do', () => {
  const cause = failedWith({ code: 429, retryAfterInMs: 30 });
  const failure = upstream(cause, 'create entry 7', 'writes');
  expect(failure.message).toBe(
    'Cosmos DB could not create entry 7 now (429); nothing happened, try it again later.',
  );
  expect(failure.cause).toBe(cause);
  expect(failure.details).toEqual({
    service: 'cosmos',
    operation: 'create entry 7',
    status: 429,
    retryAfterMs: 30,
    outcome: 'retry',
  });
});

test('what Cosmos DB says is repeated of a reading, as far as it opens no door, and of a writing never', () => {
  const cause = Object.assign(failedWith({ code: 403 }), {
    message: 'blocked by the firewall: Bearer abcdef123456',
  });
  expect(upstream(cause, 'query documents', 'reads').message).toContain(
    '(403: blocked by the firewall: Bearer [token])',
  );
  expect(upstream(cause, 'create entry 7', 'writes').message).toContain('(403);');
});

test('a read that nobody answers is given up, and the SDK told so', async () => {
  let given: AbortSignal | undefined;
  const unanswered = asking(20)('read it', 'reads', (signal) => {
    given = signal;
    return new Promise(() => {});
  });
  await expect(unanswered).rejects.toMatchObject({ details: { outcome: 'retry' } });
  expect(given?.aborted).toBe(true);
});
