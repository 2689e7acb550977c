/// <reference lib="dom" />
/**
 * Every card in the colours of Teams' light and dark theme, wide and on a phone, as a client without charts shows it. The
 * Playground draws only in the light; this is drawn by the renderer that comes with botframework-schema.
 */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { Card } from '../../cards/template.ts';
import { anHourLater, context } from '../cards/samples.ts';
import { shownCards } from '../cards/shown.ts';
import { type OpenBrowser, openBrowser } from './playground-page.ts';
import { type Theme, themes } from './themes.ts';

const { resolve } = createRequire(import.meta.url);
const pictures = process.env.PICTURES;
let browser: OpenBrowser;

before(async () => {
  browser = await openBrowser('about:blank', { width: 1400, height: 1000 });
  for (const script of ['adaptivecards/dist/adaptivecards.min.js', 'axe-core/axe.min.js'])
    await browser.page.addScriptTag({ path: resolve(script) });
});
after(async () => browser.close());

for (const [name, theme] of Object.entries(themes))
  for (const width of [680, 320])
    test(`every card can be read in the ${name} theme, ${width} pixels wide`, {
      timeout: 120_000,
    }, async () => {
      const cards = shownCards(context({ now: anHourLater }));
      const drawn = await draw(browser.page, cards, theme, width);
      assert.deepEqual(drawn, Object.keys(cards));
      assert.deepEqual(await overflowing(browser.page), []);
      assert.deepEqual(await hardToRead(browser.page), []);
      for (const shown of pictures
        ? ['status', 'by-team', 'by-rule', 'trend', 'incident-new', 'question-overdue']
        : [])
        await browser.page
          .locator(`#${shown}`)
          .screenshot({ path: join(pictures!, `${shown}-${name}-${width}.png`) });
    });

/** Puts all cards on the page, with all that is folded away. Gives the names of those that could be drawn. */
async function draw(page: Page, cards: Record<string, Card>, theme: Theme, width: number): Promise<string[]> {
  return await page.evaluate(
    ({ cards, theme, width }) => {
      const { AdaptiveCards } = window as unknown as {
        AdaptiveCards: {
          AdaptiveCard: new () => {
            hostConfig: object;
            parse(card: object): void;
            render(): HTMLElement | undefined;
          };
          HostConfig: new (config: object) => object;
        };
      };
      document.documentElement.lang = 'en';
      document.title = 'Cards';
      const links = document.createElement('style');
      links.textContent = `a { color: ${theme.link} }`;
      document.body.replaceChildren(links);
      document.body.style.cssText = `background: ${theme.page}; font-family: Arial, sans-serif`;
      // All that is folded away is shown, and what is empty left out: this renderer fails on it where newer ones don't.
      const unfolded = (key: string, value: unknown) =>
        key === 'inlines' && Array.isArray(value)
          ? value.filter((run: { text: string }) => run.text !== '')
          : value === false
            ? undefined
            : value;
      return Object.entries(cards).flatMap(([name, card]) => {
        const drawn = new AdaptiveCards.AdaptiveCard();
        drawn.hostConfig = new AdaptiveCards.HostConfig(theme.host);
        // It knows only 1.2, and would show nothing of what is newer.
        drawn.parse({ ...(JSON.parse(JSON.stringify(card, unfolded)) as object), version: '1.2' });
        const element = drawn.render();
        if (!element) return [];
        const place = document.createElement('main');
        place.id = name;
        place.style.cssText = `width: ${width}px; margin: 8px`;
        place.append(element);
        document.body.append(place);
        return [name];
      });
    },
    { cards, theme, width },
  );
}

/** The cards of the page that are wider than their place. */
async function overflowing(page: Page): Promise<string[]> {
  return await page.evaluate(() =>
    [...document.querySelectorAll('main')]
      .filter((place) => place.scrollWidth > place.clientWidth + 1)
      .map(({ id, scrollWidth, clientWidth }) => `${id}: ${scrollWidth - clientWidth} pixels`),
  );
}

/** Texts that stand out too little from what is behind them. */
async function hardToRead(page: Page): Promise<string[]> {
  return await page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(node: Element, options: object): Promise<{ violations: { nodes: { html: string }[] }[] }> };
    };
    const { violations } = await axe.run(document.body, { runOnly: ['color-contrast'] } as never);
    return violations.flatMap(({ nodes }) => nodes.map(({ html }) => html.slice(0, 200)));
  });
}
