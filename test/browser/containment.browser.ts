/** A containment as people see it: proposed, told what it breaks, agreed to by two, run, closed over a warning, and lifted. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { account, host } from '../../sandbox/sentinel/entities.ts';
import { startEmptySandbox } from './empty-sandbox.ts';
import {
  become,
  card,
  dialog,
  fillIn,
  hideLog,
  looksRight,
  openBrowser,
  openPlace,
  press,
} from './playground-page.ts';

let sandbox: Sandbox;
const ada = { key: 'ada', name: 'Ada Moreno' };
const piet = { key: 'piet', name: 'Piet Larsen' };
const alex = { key: 'alex', name: 'Alex Admin' };

before(async () => {
  sandbox = await startEmptySandbox({}, 'fatal');
});
after(async () => sandbox.stop());

test('the SOC proposes, the team decides, and the playbook is run once', { timeout: 240_000 }, async () => {
  const browser = await openBrowser(sandbox.ready.playground!, { width: 1400, height: 1000 });
  const { page } = browser;
  const { teams } = sandbox.ready;
  const held = sandbox.world!.create({
    title: 'Rare process on a web server, which talks to a host that is known to be bad',
    severity: 'Medium',
    entities: [
      host('pay-web-01', 'rg-payments'),
      host('pay-web-02', 'rg-payments'),
      account('eve@contoso.example'),
    ],
  });
  const { incidentNumber: number } = held.properties;
  const incident = () => card(page, new RegExp(`Incident ${number}`));
  const check = () => card(page, /Containment check/);
  try {
    await become(page, teams, ada);
    await hideLog(page);
    await openPlace(page, 'General');
    await incident().waitFor();
    await press(incident(), 'More');
    await press(incident(), 'Propose …');
    const form = dialog(page, 'Propose a containment');
    await form.waitFor();
    await looksRight(page, form, 'propose-empty');
    await fillIn(form, 'What is to be done?', 'Run a Sentinel playbook');
    await fillIn(form, 'Which playbook? Only for “Run a Sentinel playbook”', 'Isolate host with Defender');
    await form.getByLabel('pay-web-01', { exact: false }).check();
    await fillIn(form, 'Why?', 'pay-web-01 talks to https://evil.example, and sends card data there.');
    await fillIn(form, 'By when do you need a decision?', 'In 30 minutes');
    await fillIn(form, 'How is it lifted again?', 'The SOC releases the host once it is clean.');
    await form.getByLabel('A second analyst decides', { exact: false }).check();
    await looksRight(page, form, 'propose-filled');
    await press(form, 'Propose');
    await check().waitFor();
    await looksRight(page, check(), 'check-soc');
    await looksRight(page, incident(), 'incident-with-check');

    await become(page, teams, piet);
    await openPlace(page, 'Payments');
    await check().waitFor();
    await looksRight(page, check(), 'check-team');
    await looksRight(page, incident(), 'team-incident-with-check');
    await press(check(), 'Go ahead …');
    const decide = dialog(page, 'Go ahead');
    await decide.waitFor();
    assert.match((await decide.textContent()) ?? '', /pay-web-01/);
    await fillIn(decide, 'What would break?', 'Card payments of one of two servers');
    await fillIn(decide, 'For whom?', 'Shops in Zurich, some seconds');
    await fillIn(decide, 'When is it safe?', 'Now; not between 18:00 and 20:00');
    await fillIn(decide, 'Your reason', 'The other server takes over.');
    await looksRight(page, decide, 'go-ahead');
    await press(decide, 'Go ahead');
    await card(page, /Card payments of one/).waitFor();
    await looksRight(page, check(), 'check-one-of-two');

    await become(page, teams, alex);
    await openPlace(page, 'Payments');
    await press(check(), 'Go ahead …');
    await fillIn(dialog(page, 'Go ahead'), 'Your reason', 'Fine.');
    await press(dialog(page, 'Go ahead'), 'Go ahead');
    await card(page, /Sentinel took the playbook/).waitFor();
    await looksRight(page, check(), 'check-ran-team');
    const { playbookRuns } = sandbox.world!.workspaces[0]!;
    assert.equal(playbookRuns.length, 1);

    await become(page, teams, ada);
    await openPlace(page, 'General');
    await looksRight(page, check(), 'check-ran-soc');
    await press(incident(), 'Close');
    const close = dialog(page, 'Close');
    await close.getByText(/Still contained/).waitFor();
    await looksRight(page, close, 'close-warned');
    await page.keyboard.press('Escape');
    await press(check(), 'Lift …');
    await fillIn(dialog(page, 'Lift'), 'What the team should know. May be empty', 'The host was cleaned.');
    await looksRight(page, dialog(page, 'Lift'), 'lift');
    await press(dialog(page, 'Lift'), 'Lift');
    await card(page, /Lifted by Ada Moreno/).waitFor();

    await become(page, teams, piet);
    await openPlace(page, 'Payments');
    await press(check(), 'Healthy again? …');
    const well = dialog(page, 'Healthy again?');
    await well.waitFor();
    await well.getByLabel('No, not yet').check();
    await fillIn(well, 'What the SOC should know. May be empty', 'Payments are slow still.');
    await looksRight(page, well, 'healthy');
    await press(well, 'Tell');
    await card(page, /not healthy yet/).waitFor();
    await looksRight(page, check(), 'check-lifted');
  } finally {
    await browser.close();
  }
});
