/** How long the server waits for whom. */
import { afterEach, expect, test } from '@jest/globals';
import { type Closing, ourBot, startDirectory } from '../fixtures/strangers.ts';

const closing: Closing = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

test('an idle connection is kept for longer than a proxy keeps it, who would lose what it is just sending', async () => {
  const { url } = await ourBot(closing, await startDirectory(closing));
  const { headers } = await fetch(`${url}/livez`);
  expect(headers.get('keep-alive')).toBe('timeout=120');
});
