/** What strangers send is refused, and never makes the one who reads it fail. */
import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { checked } from '../bot/checked.ts';
import { refusedActivity } from '../bot/http/gate.ts';
import { hintedIncident } from '../bot/http/hint.ts';

/** JSON of it is harmless to look at, and it has no value that anything could be compared with. */
const valueless = JSON.parse('{"toString":"x","valueOf":null,"length":{"toString":"x","valueOf":null}}');
const schema = z.object({ name: z.string().max(10) });

test('what fits is given, and what does not is not', () => {
  expect(checked(schema, { name: 'Ada', more: 1 })).toEqual({ name: 'Ada' });
  for (const given of [{ name: 7 }, { name: 'x'.repeat(11) }, null, [], 'text'])
    expect(checked(schema, given)).toBeUndefined();
});

test('what has a length that is no number is not given either, though the schema would throw', () => {
  expect(() => schema.safeParse({ name: valueless })).toThrow(TypeError);
  expect(checked(schema, { name: valueless })).toBeUndefined();
});

test('the gate and a playbook’s call refuse it', () => {
  const bearer = { token: 't', claims: {} };
  const rules = { appId: 'a', tenantId: 't', issuer: 'i', isService: () => true };
  const activity = {
    type: 'message',
    channelId: 'msteams',
    serviceUrl: 'https://x',
    recipient: { name: valueless },
  };
  expect(refusedActivity(bearer, activity, rules)).toBe(400);
  expect(hintedIncident({ object: { id: valueless } }, [], () => undefined)).toBeUndefined();
});
