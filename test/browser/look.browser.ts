/// <reference lib="dom" />
/** Every card as the Playground shows it, wide and on a phone: nothing overflows, and axe finds nothing to object to. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { scenarios } from '../../sandbox/sentinel/scenarios.ts';
import { startEmptySandbox } from './empty-sandbox.ts';
import { card, openBrowser, openPlace, sayInPersonalChat } from './playground-page.ts';

const pictures = process.env.PICTURES;
const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
let sandbox: Sandbox;

before(async () => {
  sandbox = await startEmptySandbox();
  scenarios.forEach((scenario, i) => {
    sandbox.world!.create(scenario.build(i + 1));
  });
});
after(async () => sandbox.stop());

const answers: [say: string, shows: string | RegExp][] = [
  ['help', /acknowledge 1234/],
  ['status', /How things stand/],
  ['open', /open incidents/],
  ['overdue', /verdue/],
  ['unanswered', /No question is open/],
  ['handover', /Hand-over/],
  ['routes', /Payments/],
  ['show 3', /Incident 3/],
  ['history 3', /brought it in|posted the card/],
  ['clsoe', /Did you mean|mean/],
];

// The page keeps some 110 to 140 pixels for itself, so that a card of a phone's 320 pixels needs 440.
for (const width of [1400, 440]) {
  test(`every card can be read and used in a window of ${width} pixels`, { timeout: 180_000 }, async () => {
    const browser = await openBrowser(sandbox.ready.playground!, { width: 1400, height: 1000 });
    const { page } = browser;
    try {
      await openPlace(page, 'General');
      await card(page, /Incident 3/).waitFor();
      await check(page, width, 'soc', /Incident 3/);
      await openPlace(page, 'Payments');
      await card(page, /Incident 3/).waitFor();
      await check(page, width, 'payments', /Incident 3/);
      await openPlace(page, 'Personal Chat');
      for (const [say, shows] of answers) {
        await sayInPersonalChat(page, say);
        await card(page, shows).waitFor();
        await check(page, width, say.replace(' ', '-'), shows);
      }
    } finally {
      await browser.close();
    }
  });
}

async function check(page: Page, width: number, name: string, shows: string | RegExp): Promise<void> {
  await page.setViewportSize({ width, height: 1000 });
  const shown = card(page, shows);
  await shown.scrollIntoViewIfNeeded();
  if (pictures) await shown.screenshot({ path: join(pictures, `look-${name}-${width}.png`) });
  const overflow = await shown.evaluate((element) => element.scrollWidth - element.clientWidth);
  assert.ok(
    overflow <= 1,
    `the card of ${name} is ${overflow} pixels wider than its place at ${width} pixels`,
  );
  await page.addScriptTag({ path: axePath });
  const violations = await shown.evaluate(async (element) => {
    const { axe } = window as unknown as {
      axe: {
        run(
          node: Element,
          options: object,
        ): Promise<{ violations: { id: string; help: string; nodes: { html: string }[] }[] }>;
      };
    };
    // The page's own renderer names what More shows by an id that it gives nothing.
    const rules = { 'aria-valid-attr-value': { enabled: false } };
    // Its bar of several parts has a name with all numbers, and buttons without one in it.
    const theirs = ['[data-tabster-dummy]', '[aria-label*=", Total: "]'];
    const result = await axe.run({ include: element, exclude: theirs } as never, {
      runOnly: ['wcag2a', 'wcag2aa'],
      rules,
    });
    return result.violations.map(
      (v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.html.slice(0, 160)).join(' | ')}`,
    );
  });
  assert.deepEqual(violations, [], `axe on the card of ${name} at ${width} pixels`);
  await page.setViewportSize({ width: 1400, height: 1000 });
}
