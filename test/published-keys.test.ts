/** Keys that somebody publishes are asked for rarely, whatever strangers send, and new ones are found all the same. */
import { afterEach, expect, jest, test } from '@jest/globals';
import { jwtVerify } from 'jose';
import { publishedKeys } from '../bot/published-keys.ts';
import { type Closing, junkToken, startDirectory } from './fixtures/strangers.ts';

const minuteMs = 60_000;

const closing: Closing = [];
let later = 0;
const realNow = Date.now;
afterEach(async () => {
  jest.restoreAllMocks();
  later = 0;
  for (const close of closing.splice(0)) await close();
});

/** Somebody's keys as we have them, at a time that the test sets. */
async function known() {
  jest.spyOn(Date, 'now').mockImplementation(() => realNow() + later);
  const directory = await startDirectory(closing);
  const keys = publishedKeys(directory.documents.teams);
  return {
    directory,
    /** Whether a token is taken to be theirs. */
    isTheirs: (token: string): Promise<boolean> =>
      jwtVerify(token, keys).then(
        () => true,
        () => false,
      ),
    after(ms: number): void {
      later += ms;
    },
  };
}

test('keys that nobody has heard of are looked up once in five minutes, however many strangers name', async () => {
  const { directory, isTheirs, after } = await known();
  expect(await isTheirs(await directory.teams.sign({}))).toBe(true);
  expect(directory.state.asked).toBe(1);
  for (let i = 0; i < 4; i++) {
    after(minuteMs);
    for (let k = 0; k < 10; k++) expect(await isTheirs(junkToken({}))).toBe(false);
  }
  expect(directory.state.asked).toBe(1);
  after(2 * minuteMs);
  for (let k = 0; k < 10; k++) expect(await isTheirs(junkToken({}))).toBe(false);
  expect(directory.state.asked).toBe(2);
});

test('a day long nothing is asked for while all keys are known, and then the keys are asked for again', async () => {
  const { directory, isTheirs, after } = await known();
  const token = await directory.teams.sign({ exp: 9_999_999_999 });
  for (let hour = 0; hour < 23; hour++) {
    expect(await isTheirs(token)).toBe(true);
    after(60 * minuteMs);
  }
  expect(directory.state.asked).toBe(1);
  after(2 * 60 * minuteMs);
  expect(await isTheirs(token)).toBe(true);
  expect(directory.state.asked).toBe(2);
});
