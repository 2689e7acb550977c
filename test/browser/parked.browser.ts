import { after, before, test } from 'node:test';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { scenarios } from '../../sandbox/sentinel/scenarios.ts';
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
  sayInPersonalChat,
} from './playground-page.ts';

let sandbox: Sandbox;

before(async () => {
  sandbox = await startEmptySandbox({}, 'fatal');
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
    await looksRight(page, undone, 'parked-card');

    await press(undone, 'Drop …');
    const why = dialog(page, 'Drop');
    await why.getByText(/Not in Sentinel: closing/).waitFor();
    await looksRight(page, why, 'parked-dialog');
    await press(why, 'Close');

    await openPlace(page, 'Personal Chat');
    await sayInPersonalChat(page, 'health');
    const health = card(page, /How Muster is/);
    await health.waitFor();
    await looksRight(page, health, 'parked-health');
    sandbox.world!.faults.refuse = undefined;
    await press(health, 'Try again');
    await card(page, /is tried again/).waitFor();
    await sayInPersonalChat(page, 'health');
    await card(page, /Everything is well/).waitFor();
    await looksRight(page, card(page, /Everything is well/), 'parked-well');
  } finally {
    await browser.close();
  }
});
