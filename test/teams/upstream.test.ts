import { expect, test } from '@jest/globals';
import { upstream } from '../../bot/teams/upstream.ts';

const post = (failure: object) => upstream('post the message', false, failure).details;
const update = (failure: object) => upstream('update the card', true, failure).details;

test.each([
  // Teams says when to come back, or that it could not be: nothing happened.
  [{ statusCode: 429 }, 'retry', 'retry'],
  [{ statusCode: 412 }, 'retry', 'retry'],
  [{ statusCode: 401 }, 'retry', 'retry'],
  // Refused, and it will be again.
  [{ statusCode: 400 }, 'never', 'never'],
  [{ statusCode: 403 }, 'never', 'never'],
  [{ statusCode: 404 }, 'never', 'never'],
  [{ statusCode: 413 }, 'never', 'never'],
  // It may have been accepted: a post must not be sent again as if nothing had been.
  [{ statusCode: 408 }, 'unknown', 'retry'],
  [{ statusCode: 500 }, 'unknown', 'retry'],
  [{ statusCode: 502 }, 'unknown', 'retry'],
  [{ statusCode: 503 }, 'unknown', 'retry'],
  [{ statusCode: 504 }, 'unknown', 'retry'],
  [{ code: 'ECONNRESET' }, 'unknown', 'retry'],
  [{ name: 'AbortError' }, 'unknown', 'retry'],
  // Nothing left the machine.
  [{ code: 'ECONNREFUSED' }, 'retry', 'retry'],
  [{ code: 'ENOTFOUND' }, 'retry', 'retry'],
])('%j: a post is %s, an update %s', (failure, posting, updating) => {
  expect(post(failure).outcome).toBe(posting);
  expect(update(failure).outcome).toBe(updating);
});

test('it keeps Teams’ own code and how long Teams asks to wait', () => {
  const failure = {
    statusCode: 429,
    details: { error: { code: 'TooManyRequests' } },
    response: { headers: { get: (name: string) => (name.toLowerCase() === 'retry-after' ? '7' : null) } },
  };
  expect(post(failure)).toEqual({
    service: 'teams',
    operation: 'post the message',
    outcome: 'retry',
    status: 429,
    code: 'TooManyRequests',
    retryAfterMs: 7000,
  });
});

test.each([
  [403, 'BotNotInConversationRoster', 'removed'],
  [404, 'ConversationNotFound', 'deleted'],
  [403, 'BotDisabledByAdmin', 'disabled'],
  [403, 'MessageWritesBlocked', 'blocked'],
  [403, 'ConversationBlockedByUser', 'blocked'],
  [403, 'ForbiddenOperationException', 'blocked'],
])('%i %s means that the place is gone: %s', (statusCode, code, gone) => {
  const failure = { statusCode, details: { error: { code } } };
  const details = upstream('post the message', false, failure, '19:x').details;
  expect(details).toMatchObject({ outcome: 'never', code, gone, place: '19:x' });
});

test('blocked writes are known by their own kind of answer too', () => {
  const message = JSON.stringify({ subCode: 'MessageWritesBlocked', details: 'x' });
  const bodyAsText = JSON.stringify({ errorCode: 209, message });
  expect(post({ statusCode: 403, response: { bodyAsText, headers: { get: () => null } } })).toMatchObject({
    outcome: 'never',
    code: 'MessageWritesBlocked',
    gone: 'blocked',
  });
});

test('a message that was deleted is no place that is gone', () => {
  const code = 'ActivityNotFoundInConversation';
  const details = update({ statusCode: 404, details: { error: { code } } });
  expect(details).toMatchObject({ outcome: 'never', messageGone: true });
  expect(details).not.toHaveProperty('gone');
});

test.each([
  [{ statusCode: 403 }],
  [{ statusCode: 403, details: { error: { code: 'SomethingNew' } } }],
  // The code alone proves nothing where the status says that it may pass.
  [{ statusCode: 503, details: { error: { code: 'ConversationNotFound' } } }],
])('%j says nothing of the place', (failure) => {
  expect(post(failure)).not.toHaveProperty('gone');
});

test('a message of an error of the network tells nothing of what was sent', () => {
  const error = upstream('post the message', false, {
    statusCode: 400,
    message: 'body: secret',
    code: 'BadSyntax',
  });
  expect(error.message).toBe('Teams did not post the message: 400 BadSyntax');
});
