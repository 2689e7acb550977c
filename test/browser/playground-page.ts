import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';

/** The places of the Playground's left side, by the names that it shows. */
export type PlaceName = 'General' | 'Payments' | 'Incident bridge' | 'Personal Chat';

/** Chromium on the Playground's (or any local) page. The page loads nothing from elsewhere. */
export type OpenBrowser = { page: Page; context: BrowserContext; close: () => Promise<void> };

const ARGS =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';

/** Opens a browser with a profile of its own. Sizes in CSS pixels. `CHROMIUM` names another Chromium than the usual one. */
export async function openBrowser(
  url: string,
  { width = 1400, height = 900, dark = false } = {},
): Promise<OpenBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'muster-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    args: ARGS.split(' '),
  });
  // Its fonts come from a network that a test does not have, and its page waits for them.
  await context.route(
    ({ hostname }) => hostname !== '127.0.0.1' && hostname !== 'localhost',
    (route) => route.abort(),
  );
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto(url);
  const close = async () => {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  };
  return { page, context, close };
}

/** Puts the Playground's log away, so that a picture shows what Teams would. */
export async function hideLog(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Hide log panel' }).click();
}

/** Opens a channel or chat. */
export async function openPlace(page: Page, name: PlaceName): Promise<void> {
  const item = { General: 'Contoso Security - General', Payments: 'Contoso Security - Payments' } as const;
  const isChannel = name === 'General' || name === 'Payments';
  const place = page.getByRole('treeitem', { name: isChannel ? item[name] : name });
  // On a busy machine the Playground has been seen to come up without its places.
  await place.waitFor({ timeout: 10_000 }).catch(() => page.reload());
  await place.click();
  // What is typed before the old place is gone is lost with it; only a channel has a button to post.
  await page
    .getByRole('button', { name: 'Post', exact: true })
    .waitFor({ state: isChannel ? 'visible' : 'hidden' });
}

/** Chooses who presses the buttons, and waits until the Playground has loaded itself anew as that person. */
export async function become(page: Page, gatewayUrl: string, person: { key: string; name: string }) {
  const alreadyThere = await header(page, person.name).isVisible();
  const ready = () => page.waitForResponse(/\/_debug\/conversation\/.*\/installation$/).then(() => {});
  const reloaded = alreadyThere ? Promise.resolve() : ready();
  await fetch(`${gatewayUrl}/_sandbox/person`, { method: 'PUT', body: JSON.stringify({ key: person.key }) });
  await reloaded;
  await header(page, person.name).waitFor();
}

/** Who the Playground says the user is. */
function header(page: Page, name: string): Locator {
  return page.getByRole('toolbar').getByText(name, { exact: true });
}

/** The thread of a channel that holds some text, from its first message to its reply box. */
export function thread(page: Page, text: string | RegExp): Locator {
  return page.getByRole('group').filter({ hasText: text });
}

/** The newest card that holds some text. Locators look anew each time, so it stays the card while it changes. */
export function card(page: Page | Locator, text: string | RegExp): Locator {
  return page.locator('.ac-adaptiveCard').filter({ hasText: text }).last();
}

/** Presses a card's or a dialog's button. */
export async function press(on: Locator, title: string): Promise<void> {
  await on.getByRole('button', { name: title, exact: true }).first().click();
}

/** The line that appears under a card when the bot answers a press in words. */
export function notice(page: Page, text: string | RegExp): Locator {
  return page.locator('.ac-preview-panel ~ *, .ac-preview-panel').getByText(text).last();
}

/** The open dialog, with this title. */
export function dialog(page: Page, title: string | RegExp): Locator {
  return page.getByRole('dialog', { name: title });
}

/** Fills in a dialog's input, or picks a choice of it (by its title), and never both. */
export async function fillIn(form: Locator, label: string, value: string): Promise<void> {
  const field = form.getByLabel(label).first();
  const kind = await field.evaluate((element) => element.tagName);
  if (kind === 'SELECT') {
    // A choice may say more than the name, to tell two of the same name apart.
    const label = await field.locator('option', { hasText: value }).first().textContent();
    await field.selectOption({ label: label ?? value });
  } else if (kind === 'FIELDSET') await field.getByLabel(value, { exact: true }).check();
  else await field.fill(value);
}

/**
 * That something is not wider than its place, in a wide window and on a phone; with `PICTURES`, a folder, its pictures are put
 * there.
 */
export async function looksRight(page: Page, shown: Locator, name: string): Promise<void> {
  const pictures = process.env.PICTURES;
  for (const width of [1400, 440]) {
    await page.setViewportSize({ width, height: 1000 });
    // In one step: a card that is drawn anew in between would be gone.
    await shown.evaluate((element) => element.scrollIntoView({ block: 'nearest' }));
    if (pictures) await shown.screenshot({ path: join(pictures, `${name}-${width}.png`) });
    const overflow = await shown.evaluate((element) => element.scrollWidth - element.clientWidth);
    assert.ok(overflow <= 1, `${name} is ${overflow} pixels wider than its place at ${width} pixels`);
  }
  await page.setViewportSize({ width: 1400, height: 1000 });
}

/** Says something to the bot in a new thread of the open channel. A channel's bot hears only what mentions it. */
export async function postInChannel(page: Page, text: string): Promise<void> {
  await mention(page, page.getByRole('textbox').first(), text);
  await page.getByRole('button', { name: 'Post', exact: true }).click();
}

/** Says something to the bot in a thread of a channel. */
export async function reply(page: Page, to: Locator, text: string): Promise<void> {
  // A card's inputs are text boxes too; the reply box is the thread's last.
  await mention(page, to.getByRole('textbox').last(), text);
  await to.getByRole('button', { name: 'Send Message' }).click();
}

/** Says something in the open personal chat. */
export async function sayInPersonalChat(page: Page, text: string): Promise<void> {
  await write(page, page.getByRole('textbox').last(), text);
  await page.getByRole('button', { name: 'Send Message' }).last().click();
}

/** Says something to the bot in the open group chat. */
export async function sayInGroupChat(page: Page, text: string): Promise<void> {
  await mention(page, page.getByRole('textbox').last(), text);
  await page.getByRole('button', { name: 'Send Message' }).last().click();
}

async function mention(page: Page, box: Locator, text: string): Promise<void> {
  await box.click();
  await page.keyboard.type('@');
  await page.getByRole('menuitem', { name: 'Muster' }).click();
  await page.keyboard.type(` ${text}`);
}

/** The page drops what is typed while it still settles, so it is typed until it stands there. */
async function write(page: Page, box: Locator, text: string): Promise<void> {
  for (;;) {
    await box.click();
    await page.keyboard.type(text);
    if ((await box.textContent())?.includes(text)) return;
  }
}
