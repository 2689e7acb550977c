/// <reference lib="dom" />
/**
 * Cards, forms and messages full of an attacker's texts as the real Playground shows them: each text stands there to the
 * letter, and none became a link, a mention, a picture, an action or any element that our cards do not have.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import type { Page } from 'playwright-core';
import { mentionsOf, plainName, plainWords } from '../../bot/effects/mention.ts';
import { activityOf } from '../../bot/teams/messenger.ts';
import type { Card } from '../../cards/template.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { playgroundMessages } from '../../sandbox/teams/messages.ts';
import { PLACE_IDS } from '../../sandbox/teams/people.ts';
import { poisonedCards, poisonedForms } from '../cards/poison.ts';
import { context } from '../cards/samples.ts';
import { shownCards } from '../cards/shown.ts';
import { nodesOf, stringsOf } from '../cards/walk.ts';
import { anyText, nasty } from '../words/nasty.ts';
import { startEmptySandbox } from './empty-sandbox.ts';
import { openBrowser, openPlace } from './playground-page.ts';

const pictures = process.env.PICTURES;
const rounds = Number(process.env.ROUNDS ?? 6);
const sign = 'EVIL';
// The Playground takes messages of some hundred KB.
const atOnce = 8;
let sandbox: Sandbox;

before(async () => {
  sandbox = await startEmptySandbox();
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
  let made = 0;
  const messages = playgroundMessages(`${sandbox.ready.playground}/_connector`);
  let id: string | undefined;
  /** One message that becomes another, since the page draws all that it has anew for each one more. */
  const send = async (card: Card) => {
    const conversation = { id: PLACE_IDS.personal };
    const activity = { ...activityOf({ card, summary: 'x' }), conversation } as never;
    const { status, body } = await (id === undefined
      ? messages.post(conversation.id, activity)
      : messages.update(conversation.id, id, activity));
    assert.ok(status < 300, `the Playground answered ${status}`);
    id ??= JSON.parse(String(body)).id;
  };
  /** Shows cards, several in one, and reads what became of them, by their names. */
  const show = async (all: Record<string, Card>): Promise<Map<string, Shown>> => {
    const shown = new Map<string, Shown>();
    const entries = Object.entries(all);
    for (let from = 0; from < entries.length; from += atOnce) {
      const some = entries.slice(from, from + atOnce);
      await send(together(some, ++made));
      await page.locator(`#end-${made}`).waitFor({ state: 'attached', timeout: 60_000 });
      for (const [i, [name]] of some.entries())
        shown.set(name, await page.locator(`#card-${made}-${i}`).evaluate(read));
    }
    return shown;
  };
  try {
    await openPlace(page, 'Personal Chat');
    const usual = await show({ ...shownCards(context()), ...poisonedForms(() => 'fine') });
    const elements = new Set([...usual.values()].flatMap((one) => one.elements));
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
        const titles = nodesOf(card).map(({ title }) => title);
        assert.deepEqual(
          one.buttons.filter((button) => button.includes(sign) || !titles.includes(button)),
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
    const conversation = { id: PLACE_IDS.groupChat };
    const last = nasty.length - 1 - ((nasty.length - 1) % perMessage);
    await openPlace(page, 'Incident bridge');
    for (let from = 0; from < nasty.length; from += perMessage) {
      const said = await Promise.all(nasty.slice(from, from + perMessage).map(saying));
      const mentions = said.map(({ mention }) => mention);
      const text = `${said.map(({ words }) => words).join(' ')} END${from}.`;
      const activity = { ...activityOf({ text, mentions, summary: 'x' }), conversation };
      await post(conversation.id, activity as never);
    }
    await page.getByText(`END${last}`).first().waitFor({ state: 'attached' });
    assert.deepEqual(
      (await anchors(page)).filter((link) => !itsOwn.includes(link)),
      [],
    );
  } finally {
    await browser.close();
  }
});

const perMessage = 20;
// What the Playground's page itself leads to.
const itsOwn = ['https://portal.azure.com/', 'https://aka.ms/teams-app-test-tool-config-guide'];

/** A text as a name in the roster, as somebody's name, and as their words. */
async function saying(text: string) {
  const directory = { members: async () => [{ oid: 'oid-1', id: '29:sandbox-ada', name: `Ada ${text}` }] };
  const [mention] = await mentionsOf([{ oid: 'oid-1', name: 'x' }], {} as never, { directory } as never);
  const words = `${mention!.text}: ${plainName(text)} reopened it: ${plainWords(text, 300)}.`;
  return { mention: mention!, words };
}

async function anchors(page: Page): Promise<string[]> {
  return page.locator('a[href]').evaluateAll((all) => all.map((one) => (one as HTMLAnchorElement).href));
}

function isPortal(link: string): boolean {
  const { protocol, hostname } = new URL(link);
  return protocol === 'https:' && ['portal.azure.com', 'security.microsoft.com'].includes(hostname);
}

/**
 * Several cards as parts of one, which the page draws in one go. What More opens is open, since the page has nothing of
 * what is closed.
 */
function together(cards: [name: string, card: Card][], made: number): Card {
  const parts = cards.map(([, { body, actions }], i) => ({
    type: 'Container',
    // A container has no id in the page, so its first text has.
    items: [
      { type: 'TextBlock', id: `card-${made}-${i}`, text: 'card' },
      ...(body as object[]),
      ...(actions ? [{ type: 'ActionSet', actions }] : []),
    ],
  }));
  const open = JSON.parse(JSON.stringify(parts).replaceAll('"isVisible":false', '"isVisible":true'));
  const end = { type: 'TextBlock', id: `end-${made}`, text: 'end' };
  return { type: 'AdaptiveCard', version: '1.5', body: [...open, end] };
}

/** Runs in the page. */
function read(first: Element): Shown {
  const card = first.closest('.ac-container')!;
  const inner = [...card.querySelectorAll('*')];
  const acting = ['href', 'src', 'srcset', 'action', 'formaction', 'srcdoc', 'data'];
  const elements = inner.flatMap((one) => [
    one.tagName.toLowerCase(),
    ...one
      .getAttributeNames()
      .filter((name) => acting.includes(name) || name.startsWith('on'))
      .map((name) => `${one.tagName.toLowerCase()}[${name}]`),
  ]);
  return {
    text: card.textContent ?? '',
    elements: [...new Set(elements)],
    links: inner.flatMap((one) => (one instanceof HTMLAnchorElement && one.href ? [one.href] : [])),
    mentions: card.querySelectorAll('at, [itemtype*="Mention"], [class*="mention" i]').length,
    buttons: inner.flatMap((one) => (one.tagName === 'BUTTON' ? [one.textContent ?? ''] : [])),
  };
}
