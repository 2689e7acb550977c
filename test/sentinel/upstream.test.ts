import { createHttpHeaders, createPipelineRequest, RestError } from '@azure/core-rest-pipeline';
import { expect, test } from '@jest/globals';
import { Conflict, NotFound, Upstream } from '../../bot/errors.ts';
import { failureOf } from '../../bot/sentinel/upstream.ts';

const read = { name: 'GET incident', writes: false, ofIncident: true };
const write = { name: 'PUT incident', writes: true, ofIncident: true };
const list = { name: 'GET incidents', writes: false, ofIncident: false };

function refusal(status: number, code?: string, headers: Record<string, string> = {}, message = 'refused') {
  const request = createPipelineRequest({ url: 'https://management.azure.com/' });
  const response = { status, headers: createHttpHeaders(headers), request };
  return new RestError(message, { statusCode: status, ...(code ? { code } : {}), request, response });
}
const details = (...args: Parameters<typeof failureOf>) => (failureOf(...args) as Upstream).details;

test('a missing incident is NotFound, a missing list is not', () => {
  expect(failureOf(read, refusal(404, 'NotFound'))).toBeInstanceOf(NotFound);
  expect(failureOf(list, refusal(404, 'NotFound'))).toBeInstanceOf(Upstream);
});

test.each([409, 412])('a stale etag answered with %d is a Conflict', (status) => {
  expect(failureOf(write, refusal(status, 'Conflict'))).toBeInstanceOf(Conflict);
});

test.each(['ScopeLocked', 'MissingSubscriptionRegistration', 'ReadOnlyDisabledSubscription'])(
  'a 409 %s is no conflict between writers',
  (code) => {
    expect(details(write, refusal(409, code))).toMatchObject({ code, status: 409, outcome: 'retry' });
  },
);

test.each([
  [400, 'never', 'never'],
  [401, 'retry', 'retry'],
  [403, 'retry', 'retry'],
  [408, 'retry', 'unknown'],
  [413, 'never', 'never'],
  [429, 'retry', 'retry'],
  [500, 'retry', 'unknown'],
  [502, 'retry', 'unknown'],
  [503, 'retry', 'unknown'],
  [504, 'retry', 'unknown'],
])('after %d a read is %s and a write is %s', (status, ofRead, ofWrite) => {
  expect(details(read, refusal(status)).outcome).toBe(ofRead);
  expect(details(write, refusal(status)).outcome).toBe(ofWrite);
});

test('a 503 that says when to come back has done nothing', () => {
  expect(details(write, refusal(503, 'ServerBusy', { 'retry-after': '30' }))).toMatchObject({
    outcome: 'retry',
    retryAfterMs: 30_000,
  });
});

test("a Retry-After date is read by the server's own clock", () => {
  const headers = { 'retry-after': 'Tue, 24 Nov 2026 10:02:00 GMT', date: 'Tue, 24 Nov 2026 10:00:30 GMT' };
  expect(details(read, refusal(429, undefined, headers)).retryAfterMs).toBe(90_000);
});

test('a Retry-After that is neither seconds nor a date is none', () => {
  expect(details(read, refusal(429, undefined, { 'retry-after': 'soon' })).retryAfterMs).toBeUndefined();
});

test.each(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'REQUEST_SEND_ERROR'])(
  'after %s a write may be in',
  (code) => {
    expect(details(write, new RestError('socket hang up', { code })).outcome).toBe('unknown');
  },
);

test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'])('after %s nothing was sent', (code) => {
  expect(details(write, new RestError('connect', { code })).outcome).toBe('retry');
});

test('without a token nothing was sent', () => {
  const noToken = Object.assign(new Error('ManagedIdentityCredential: no answer'), {
    name: 'AuthenticationError',
  });
  expect(details(write, noToken)).toMatchObject({ operation: 'PUT incident', outcome: 'retry' });
});

test('what is known already passes through', () => {
  const known = new Conflict('seen');
  expect(failureOf(write, known)).toBe(known);
});

test('the message says what happened and what to do', () => {
  const error = failureOf(read, refusal(403, 'AuthorizationFailed', {}, 'The client has no access'));
  expect(error.message).toBe(
    'Sentinel did not carry out GET incident (403): The client has no access. ' +
      "Give Muster's identity the role Microsoft Sentinel Responder on the workspace's resource group.",
  );
});
