/** What can't be done, as an analyst sees it and decides on it: on the card, in the dialog, in health; wide and on a phone. */
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pino } from 'pino';
import type { Locator, Page } from 'playwright-core';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { scenarios } from '../../sandbox/sentinel/scenarios.ts';
import {
  become,
  card,
  dialog,
  fillIn,
  hideLog,
  openBrowser,
  openPlace,
  press,
  sayInPersonalChat,
} from './playground-page.ts';

const pictures = process.env.PICTURES;
let sandbox: Sandbox;

before(async () => {
  sandbox = await startSandbox({
    env: { SANDBOX_SEED: 'off', SANDBOX_PORT: '0', SENTINEL_POLL_SECONDS: '1' },
    logger: pino({ level: 'fatal' }),
    tell: (text) => console.log(text),
    folder: mkdtempSync(join(tmpdir(), 'muster-parked-')),
  });
  sandbox.world!.create(scenarios[0]!.build(1));
});
after(async () => sandbox.stop());

test('a closing that Sentinel refuses can be seen, tried again and dropped', {
  timeout: 180_000,
}, async () => {
  const browser = await openBrowser(sandbox.ready.playground!, { width: 1400, height: 1000 });
  const { page } = browser;
  try {
    await become(page, sandbox.ready.teams, { key: 'ada', name: 'Ada Moreno' });
    await hideLog(page);
    await openPlace(page, 'General');
    const incident = card(page, /Incident 1/);
    await incident.waitFor();
    sandbox.world!.faults.refuse = { status: 400, methods: ['PUT'] };
    await press(incident, 'Close');
    const closing = dialog(page, 'Close');
    await closing.getByLabel('Undetermined').check();
    await fillIn(closing, 'Why?', 'A planned trip.');
    await press(closing, 'Close incident');
    const undone = card(page, /Not in Sentinel: closing, by Ada Moreno/);
    await undone.waitFor();
    await look(page, undone, 'parked-card');

    await press(undone, 'Drop …');
    const why = dialog(page, 'Drop');
    await why.getByText(/Not in Sentinel: closing/).waitFor();
    await look(page, why, 'parked-dialog');
    await press(why, 'Close');

    await openPlace(page, 'Personal Chat');
    await sayInPersonalChat(page, 'health');
    const health = card(page, /How Muster is/);
    await health.waitFor();
    await look(page, health, 'parked-health');
    sandbox.world!.faults.refuse = undefined;
    await press(health, 'Try again');
    await card(page, /is tried again/).waitFor();
    await sayInPersonalChat(page, 'health');
    await card(page, /Everything is well/).waitFor();
    await look(page, card(page, /Everything is well/), 'parked-well');
  } finally {
    await browser.close();
  }
});

/** Nothing is wider than its place, in a wide window and on a phone. */
async function look(page: Page, shown: Locator, name: string): Promise<void> {
  for (const width of [1400, 440]) {
    await page.setViewportSize({ width, height: 1000 });
    await shown.scrollIntoViewIfNeeded();
    if (pictures) await shown.screenshot({ path: join(pictures, `${name}-${width}.png`) });
    const overflow = await shown.evaluate((element) => element.scrollWidth - element.clientWidth);
    assert.ok(overflow <= 1, `${name} is ${overflow} pixels wider than its place at ${width} pixels`);
  }
  await page.setViewportSize({ width: 1400, height: 1000 });
}
