/// <reference lib="dom" />
/**
 * A question in the real Agents Playground, as several people: asked from the SOC's list, given more time, handed over, answered
 * with a choice and corrected, and counted on the cards all the while.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { host } from '../../sandbox/sentinel/entities.ts';
import { startEmptySandbox } from './empty-sandbox.ts';
import { become, card, dialog, fillIn, hideLog, openBrowser, openPlace, press } from './playground-page.ts';

const pictures = process.env.PICTURES;
const question = 'Is this sign-in expected?';
let sandbox: Sandbox;

before(async () => {
  sandbox = await startEmptySandbox();
  const entities = [host('pay-web-01', 'rg-payments')];
  sandbox.world!.create({ title: 'Odd sign-in', severity: 'High', entities });
});
after(async () => sandbox.stop());

test('a question is asked, put off, handed over and answered by choosing', { timeout: 120_000 }, async () => {
  const { gateway, ready } = sandbox;
  const person = (key: string) => gateway.people.find((one) => one.key === key)!;
  const browser = await openBrowser(ready.playground!, { width: 1400, height: 1000 });
  const { page } = browser;
  const shoot = async (name: string) => {
    if (pictures) await page.screenshot({ path: join(pictures, `question-${name}.png`) });
  };
  try {
    await hideLog(page);
    await become(page, gateway.url, person('ada'));
    await openPlace(page, 'General');
    const soc = card(page, /What it touches/);
    await soc.waitFor();
    await press(soc, 'More');
    await press(soc, 'Ask a team');
    const ask = dialog(page, /Ask/);
    await fillIn(ask, 'A question of the SOC’s list', question);
    await fillIn(ask, 'Who? Choose nobody', 'Piet');
    await shoot('1-ask');
    await press(ask, 'Ask');
    await soc.getByText('1 open').waitFor();

    await become(page, gateway.url, person('piet'));
    await openPlace(page, 'Payments');
    const asked = card(page, question).filter({ hasText: 'Please answer by' });
    await asked.waitFor();
    await shoot('2-asked');
    await press(asked, 'More time …');
    const time = dialog(page, 'More time');
    await fillIn(time, 'Until when?', 'Next Monday at 10:00');
    await press(time, 'Take more time');
    await asked.getByText(/Piet Larsen needs more time/).waitFor();
    await press(asked, 'Not me, ask …');
    const other = dialog(page, /Not me/);
    await fillIn(other, 'Who should be asked?', 'Alex');
    await press(other, 'Hand over');
    await asked.getByText(/handed it over to Alex/).waitFor();

    await become(page, gateway.url, person('alex'));
    await openPlace(page, 'Payments');
    const mine = card(page, question).filter({ hasText: 'handed it over' });
    await mine.waitFor();
    await mine.getByLabel('Yes', { exact: true }).check();
    await mine.getByRole('textbox').click();
    await mine.getByRole('textbox').pressSequentially('A contractor, until May.');
    await press(mine, 'Answer');
    await mine.getByText('A contractor, until May.').first().waitFor();
    await shoot('3-answered');
    const overflow = await mine.evaluate((element) => element.scrollWidth - element.clientWidth);
    assert.ok(overflow <= 1, `the question's card is ${overflow} pixels wider than its place`);

    await become(page, gateway.url, person('ada'));
    await openPlace(page, 'General');
    await card(page, /What it touches/)
      .getByText('all answered')
      .waitFor();
    await page
      .getByText(/Alex Admin \(Payments\) answers/)
      .first()
      .waitFor();
  } finally {
    await browser.close();
  }
});
