/** In the Playground: somebody searches while they write a message, puts an incident into it, and others press Show. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { account, host } from '../../sandbox/sentinel/entities.ts';
import { startEmptySandbox } from './empty-sandbox.ts';
import {
  become,
  card,
  looksRight,
  openBrowser,
  openPlace,
  type PlaceName,
  press,
  sayInPersonalChat,
} from './playground-page.ts';

const pictures = process.env.PICTURES;
let sandbox: Sandbox;

before(async () => {
  sandbox = await startEmptySandbox();
  const entities = [host('pay-web-01', 'rg-payments'), account('mallory@contoso.example')];
  sandbox.world!.create({
    title: 'Card skimmer <b>on</b> the [shop](https://evil.example)',
    severity: 'High',
    entities,
  });
  sandbox.world!.create({ title: 'Odd sign-in from 203.0.113.7', severity: 'Low' });
});
after(async () => sandbox.stop());

/** Searches from where a message is written, and gives the list. */
async function search(page: Page, text: string): Promise<Locator> {
  await page.getByRole('button', { name: 'Trigger Message Extension App' }).last().click();
  await page.getByRole('menuitem', { name: 'Search Command' }).click();
  const parameter = page.getByPlaceholder('Parameter name');
  // The Playground knows no manifest, so it is told what the manifest says.
  if (!(await parameter.isVisible()))
    await page.getByRole('button', { name: 'Specify Command ID or Parameter' }).click();
  await page.getByPlaceholder('Command ID').fill('findIncident');
  await parameter.fill('text');
  await page.getByPlaceholder('Enter a search term').fill(text);
  return page.getByPlaceholder('Enter a search term').locator('xpath=ancestor::*[5]');
}

async function put(page: Page, where: PlaceName, text: string, title: RegExp): Promise<void> {
  await openPlace(page, where);
  const list = await search(page, text);
  await list.getByText(title).first().waitFor();
  if (pictures)
    await page.screenshot({ path: join(pictures, `extension-list-${where.replace(' ', '-')}.png`) });
  await list.getByText(title).first().click();
}

test('an incident is found while a message is written, put into it, and shown to whoever may see it', {
  timeout: 120_000,
}, async () => {
  const { page, close } = await openBrowser(sandbox.ready.playground!, { width: 1400, height: 1000 });
  try {
    await become(page, sandbox.ready.teams, { key: 'ada', name: 'Ada Moreno' });
    await openPlace(page, 'General');
    await card(page, /Card skimmer/).waitFor();
    await openPlace(page, 'Payments');
    await card(page, /Card skimmer/).waitFor();

    await put(page, 'Payments', 'skimmer', /#1 Card skimmer/);
    await page.getByRole('button', { name: 'Post', exact: true }).click();
    const whole = card(page, /As of/);
    await looksRight(page, whole, 'reference');
    assert.match((await whole.textContent()) ?? '', /High.*Card skimmer <b>on<\/b>.*Not acknowledged/s);
    assert.equal(await whole.locator('a, b').count(), 0);

    await put(page, 'Incident bridge', 'skimmer', /#1 Card skimmer/);
    await page.getByRole('button', { name: 'Send Message' }).last().click();
    const bare = card(page, /Its title is not shown here/);
    await looksRight(page, bare, 'reference-bare');
    assert.doesNotMatch((await bare.textContent()) ?? '', /skimmer|High/);
    for (const [key, name, sees] of [
      ['ada', 'Ada Moreno', /mallory/],
      ['piet', 'Piet Larsen', /pay-web-01/],
      ['nia', 'Nia Okafor', /members of an application team/],
    ] as const) {
      await become(page, sandbox.ready.teams, { key, name });
      await openPlace(page, 'Incident bridge');
      await press(card(page, /Its title is not shown here/), 'Show');
      const shown = page.getByRole('dialog').last();
      await shown.getByText(sees).first().waitFor();
      if (key !== 'ada') assert.doesNotMatch((await shown.textContent()) ?? '', /mallory/);
      if (pictures) await page.screenshot({ path: join(pictures, `extension-shown-${key}.png`) });
      await shown.getByRole('button', { name: 'Close' }).first().click();
    }
    await become(page, sandbox.ready.teams, { key: 'ada', name: 'Ada Moreno' });

    await openPlace(page, 'Personal Chat');
    await sayInPersonalChat(page, 'find skimmer');
    await looksRight(page, card(page, /1 incident found/), 'find');
  } finally {
    await close();
  }
});
