/**
 * How a manager looks at how things stand, in their own chat and in the SOC's channel: the summary fits one screen, what is
 * folded away opens, and what its buttons tell apart takes its place and leads back.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { scenarios } from '../../sandbox/sentinel/scenarios.ts';
import { startEmptySandbox } from './empty-sandbox.ts';
import {
  become,
  card,
  hideLog,
  looksRight,
  type OpenBrowser,
  openBrowser,
  openPlace,
  postInChannel,
  press,
  sayInPersonalChat,
} from './playground-page.ts';

let sandbox: Sandbox;
let browser: OpenBrowser;

before(async () => {
  sandbox = await startEmptySandbox();
  for (let i = 0; i < 9; i++) sandbox.world!.create(scenarios[i % scenarios.length]!.build(i + 1));
  browser = await openBrowser(sandbox.ready.playground!, { width: 1400, height: 1000 });
  await hideLog(browser.page);
});
after(async () => {
  await browser.close();
  await sandbox.stop();
});

test('a manager looks at the summary and at what is behind it', { timeout: 180_000 }, async () => {
  const { page } = browser;
  await openPlace(page, 'General');
  await card(page, /Incident 9/).waitFor();
  await become(page, sandbox.ready.teams, { key: 'mona', name: 'Mona Weiss' });
  await openPlace(page, 'Personal Chat');
  await sayInPersonalChat(page, 'status');
  const summary = card(page, /How things stand/);
  await summary.waitFor();
  await looksAt(page, summary, 'chat', 1000);
  await press(summary, 'Details');
  await summary.getByText('Age of the open').waitFor();
  await looksRight(page, summary, 'figures-chat-details');

  for (const [button, shows, height] of [
    ['By team', /By team.*Payments/s, 700],
    ['By rule', /By rule/, 1000],
    ['Trend', /Open at the end of the day/, 700],
  ] as const) {
    await press(card(page, /All channels/), button);
    const shown = card(page, shows);
    await shown.waitFor();
    await looksAt(page, shown, `chat-${button.replace(' ', '-')}`, height);
  }
  // Each took the place of the one before, so there is one card.
  assert.equal(
    await page
      .locator('.ac-adaptiveCard')
      .filter({ hasText: /All channels/ })
      .count(),
    1,
  );
  await press(card(page, /Open at the end of the day/), 'Summary');
  await card(page, /How things stand/).waitFor();
});

test('in the SOC’s channel the same is said in words', { timeout: 120_000 }, async () => {
  const { page } = browser;
  await openPlace(page, 'General');
  await postInChannel(page, 'trend high since yesterday');
  const trend = card(page, /Open at the end of the day/);
  await trend.waitFor();
  await looksAt(page, trend, 'soc-trend', 700);
  await press(trend, 'By rule');
  const rules = card(page, /By rule.*All channels · High/s);
  await rules.waitFor();
  await looksAt(page, rules, 'soc-by-rule', 1000);
});

/** That a card is no wider than its place, and no higher than a window of that many pixels where it is wide. */
async function looksAt(page: Page, shown: Locator, name: string, height: number): Promise<void> {
  await looksRight(page, shown, `figures-${name}`);
  const box = await shown.boundingBox();
  assert.ok(box && box.height <= height, `${name} is ${box?.height} pixels high`);
}
