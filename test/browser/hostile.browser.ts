/// <reference lib="dom" />
/**
 * Cards, forms and messages full of an attacker's texts as the real Playground shows them: each text stands there to the
 * letter, and none became a link, a mention, a picture, an action or any element that our cards do not have.
 */
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { pino } from 'pino';
import type { Page } from 'playwright-core';
import { mentionsOf, plainName, plainWords } from '../../bot/effects/mention.ts';
import type { Message } from '../../bot/ports.ts';
import { activityOf } from '../../bot/teams/messenger.ts';
import type { Card } from '../../cards/template.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { playgroundMessages } from '../../sandbox/teams/messages.ts';
import { PLACE_IDS } from '../../sandbox/teams/people.ts';
import { poisonedCards, poisonedForms } from '../cards/poison.ts';
import { context } from '../cards/samples.ts';
import { shownCards } from '../cards/shown.ts';
import { stringsOf } from '../cards/walk.ts';
import { anyText, nasty } from '../words/nasty.ts';
import { openBrowser, openPlace } from './playground-page.ts';

const pictures = process.env.PICTURES;
const rounds = Number(process.env.ROUNDS ?? 6);
const sign = 'EVIL';
let sandbox: Sandbox;

before(async () => {
  sandbox = await startSandbox({
    env: { SANDBOX_SEED: 'off', SANDBOX_PORT: '0' },
    logger: pino({ level: 'error' }),
    tell: (text) => console.log(text),
    folder: mkdtempSync(join(tmpdir(), 'muster-hostile-')),
  });
});
after(async () => sandbox.stop());

/** What stands in the page below each card or message with a text, as the renderer made it. */
interface Shown {
  text: string;
  /** names of elements, and of their attributes that can act */
  elements: string[];
  links: string[];
  /** what a screen reader is told of mentions */
  mentions: number;
  buttons: string[];
}

test('what an attacker writes is text in the Playground, and nothing else', {
  timeout: 600_000,
}, async () => {
  const browser = await openBrowser(sandbox.ready.playground!, { width: 1400, height: 1000 });
  const { page } = browser;
  const cards = () => page.locator('.ac-adaptiveCard');
  const { post } = playgroundMessages(`${sandbox.ready.playground}/_connector`);
  const send = async (message: Message) => {
    const activity = { ...activityOf(message), conversation: { id: PLACE_IDS.personal } };
    const { status } = await post(PLACE_IDS.personal, activity as never);
    assert.ok(status < 300, `the Playground answered ${status}`);
  };
  /** Shows cards and reads what became of them, by their names. */
  const show = async (all: Record<string, Card>): Promise<Map<string, Shown>> => {
    const there = await cards().count();
    for (const card of Object.values(all)) await send({ card, summary: 'x' });
    const names = Object.keys(all);
    await page.waitForFunction(
      (count) => document.querySelectorAll('.ac-adaptiveCard').length >= count,
      there + names.length,
      { timeout: 60_000 },
    );
    const shown = await cards().evaluateAll(read, there);
    return new Map(names.map((name, i) => [name, shown[i]!]));
  };
  try {
    await openPlace(page, 'Personal Chat');
    const usual = await show({ ...shownCards(context()), ...poisonedForms(() => 'fine') });
    const elements = new Set([...usual.values()].flatMap((one) => one.elements));
    const buttons = new Set([...usual.values()].flatMap((one) => one.buttons));
    const random = fc.sample(anyText, { numRuns: 3000, seed: 5 });
    const texts = [...nasty, ...random];
    let next = 0;
    let strings = 0;
    let count = 0;
    for (let round = 0; round < rounds; round++) {
      const give = () => `${sign} ${texts[next++ % texts.length]}`;
      const all = { ...poisonedCards(context(), give), ...poisonedForms(give) };
      const shown = await show(all);
      for (const [name, card] of Object.entries(all)) {
        const one = shown.get(name)!;
        for (const { text, property } of stringsOf(card)) {
          if (property !== 'text' || !text.includes(sign)) continue;
          assert.ok(one.text.includes(text), `${name} does not show ${JSON.stringify(text)}`);
          strings += 1;
        }
        count += 1;
        assert.deepEqual(
          one.elements.filter((element) => !elements.has(element)),
          [],
          `elements on ${name}`,
        );
        assert.deepEqual(
          one.links.filter((link) => !isPortal(link)),
          [],
          `links on ${name}`,
        );
        assert.equal(one.mentions, 0, `mentions on ${name}`);
        assert.deepEqual(
          one.buttons.filter((button) => !buttons.has(button)),
          [],
          `buttons on ${name}`,
        );
      }
      if (pictures && round === 0) await page.screenshot({ path: join(pictures, 'hostile.png') });
    }
    console.log(`${count} cards and forms with ${strings} hostile texts rendered`);
  } finally {
    await browser.close();
  }
});

test('a name and a sentence in a message mention only whom the roster names', {
  timeout: 300_000,
}, async () => {
  const browser = await openBrowser(sandbox.ready.playground!, { width: 1400, height: 1000 });
  const { page } = browser;
  const { post } = playgroundMessages(`${sandbox.ready.playground}/_connector`);
  try {
    await openPlace(page, 'Incident bridge');
    const before = await anchors(page);
    for (const [i, text] of nasty.entries()) {
      const person = { oid: 'oid-1', name: 'x' };
      const directory = {
        members: async () => [{ oid: 'oid-1', id: '29:sandbox-ada', name: `Ada ${text}` }],
      };
      const [mention] = await mentionsOf([person], {} as never, { directory } as never);
      const words = `${mention!.text}: ${plainName(text)} reopened #${i}: ${plainWords(text, 300)} END${i}.`;
      const activity = activityOf({ text: words, mentions: [mention!], summary: 'x' });
      await post(PLACE_IDS.groupChat, { ...activity, conversation: { id: PLACE_IDS.groupChat } } as never);
    }
    await page.getByText(`END${nasty.length - 1}`).waitFor();
    assert.deepEqual((await anchors(page)).slice(before.length), []);
  } finally {
    await browser.close();
  }
});

async function anchors(page: Page): Promise<string[]> {
  return page.locator('a[href]').evaluateAll((all) => all.map((one) => (one as HTMLAnchorElement).href));
}

function isPortal(link: string): boolean {
  const { protocol, hostname } = new URL(link);
  return protocol === 'https:' && ['portal.azure.com', 'security.microsoft.com'].includes(hostname);
}

/** Runs in the page. */
function read(all: Element[], from: number): Shown[] {
  return all.slice(from).map((card) => {
    const inner = [...card.querySelectorAll('*')];
    const acting = ['href', 'src', 'srcset', 'action', 'formaction', 'style-src', 'srcdoc', 'data'];
    return {
      text: card.textContent ?? '',
      elements: [
        ...new Set(
          inner.flatMap((one) => [
            one.tagName.toLowerCase(),
            ...one
              .getAttributeNames()
              .filter((name) => acting.includes(name) || name.startsWith('on'))
              .map((name) => `${one.tagName.toLowerCase()}[${name}]`),
          ]),
        ),
      ],
      links: inner.flatMap((one) => (one instanceof HTMLAnchorElement && one.href ? [one.href] : [])),
      mentions: card.querySelectorAll('at, [itemtype*="Mention"], [class*="mention" i]').length,
      buttons: inner.flatMap((one) => (one.tagName === 'BUTTON' ? [one.textContent ?? ''] : [])),
    };
  });
}
