import { describe, expect, test } from '@jest/globals';
import type { Activity } from 'botbuilder';
import { AuthenticationConstants, ClaimsIdentity } from 'botframework-connector';
import { believedMs, provenOnce } from '../../bot/teams/proven.ts';

const activity = { channelId: 'msteams', serviceUrl: 'https://smba.example/' } as Activity;

/** An SDK that counts what it is asked, and says that what it proves ends then (seconds). */
function sdk({ ends = 10_000_000, refuses = false } = {}) {
  let asked = 0;
  let now = 1_000_000;
  const prove = provenOnce(
    async () => {
      asked += 1;
      if (refuses) throw new Error('Unauthorized');
      const claims = [
        { type: AuthenticationConstants.AudienceClaim, value: 'bot' },
        { type: 'exp', value: ends as unknown as string },
      ];
      return { claimsIdentity: new ClaimsIdentity(claims, true), audience: 'teams', callerId: 'c' };
    },
    { now: () => new Date(now) },
  );
  const pass = (ms: number): void => {
    now += ms;
  };
  return { prove, asked: () => asked, pass };
}

describe('a token of Teams', () => {
  test('is proven once, however many requests show it', async () => {
    const { prove, asked } = sdk();
    const [first, second] = [await prove(activity, 'Bearer a'), await prove(activity, 'Bearer a')];
    expect(second.claimsIdentity).toBe(first.claimsIdentity);
    expect(asked()).toBe(1);
  });

  test('is proven again after five minutes', async () => {
    const { prove, asked, pass } = sdk();
    await prove(activity, 'Bearer a');
    pass(believedMs - 1);
    await prove(activity, 'Bearer a');
    expect(asked()).toBe(1);
    pass(1);
    await prove(activity, 'Bearer a');
    expect(asked()).toBe(2);
  });

  test('is believed no longer than it says itself', async () => {
    const { prove, asked, pass } = sdk({ ends: 1_010 });
    await prove(activity, 'Bearer a');
    pass(10_000);
    await prove(activity, 'Bearer a');
    expect(asked()).toBe(2);
  });

  test('that does not say when it ends is proven each time', async () => {
    const { prove, asked } = sdk({ ends: Number.NaN });
    await prove(activity, 'Bearer a');
    await prove(activity, 'Bearer a');
    expect(asked()).toBe(2);
  });

  test.each([
    ['another token', activity, 'Bearer b'],
    ['another service address', { ...activity, serviceUrl: 'https://evil.example/' } as Activity, 'Bearer a'],
    ['another channel', { ...activity, channelId: 'emulator' } as Activity, 'Bearer a'],
  ])('proves nothing of %s', async (_what, other, header) => {
    const { prove, asked } = sdk();
    await prove(activity, 'Bearer a');
    await prove(other, header);
    expect(asked()).toBe(2);
  });

  test('that was refused is asked again each time, and refused', async () => {
    const { prove, asked } = sdk({ refuses: true });
    await expect(prove(activity, 'Bearer a')).rejects.toThrow('Unauthorized');
    await expect(prove(activity, 'Bearer a')).rejects.toThrow('Unauthorized');
    expect(asked()).toBe(2);
  });
});
