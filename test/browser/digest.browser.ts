/** Summaries as people see them: wanted by a button and in words, sent at their minute, listed and ended; wide and on a phone. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DateTime } from 'luxon';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { scenarios } from '../../sandbox/sentinel/scenarios.ts';
import { createPeople } from '../e2e/people.ts';
import { startEmptySandbox } from './empty-sandbox.ts';
import {
  card,
  hideLog,
  looksRight,
  openBrowser,
  openPlace,
  press,
  sayInGroupChat,
  sayInPersonalChat,
} from './playground-page.ts';

let sandbox: Sandbox;

before(async () => {
  sandbox = await startEmptySandbox({ TIME_ZONE: 'UTC' });
  scenarios.forEach((scenario, i) => {
    sandbox.world!.create(scenario.build(i + 1));
  });
});
after(async () => sandbox.stop());

/** A minute that begins half a minute from now, or a little later, by the clock on the wall. */
function soon(): string {
  const at = new Date(Date.now() + 90_000);
  return at.toISOString().slice(11, 16);
}

test('a summary comes to a chat and a channel at its minute, and is ended in the list', {
  timeout: 240_000,
}, async () => {
  const browser = await openBrowser(sandbox.ready.playground!, { width: 1400, height: 1000 });
  const { page } = browser;
  const people = createPeople(sandbox.gateway, sandbox.ready.botId);
  try {
    await hideLog(page);
    await openPlace(page, 'General');
    await card(page, /Incident 3/).waitFor();
    await openPlace(page, 'Personal Chat');
    await sayInPersonalChat(page, 'status');
    const status = card(page, /How things stand/);
    await status.waitFor();
    await press(status, 'Every weekday at 8');
    const wanted = card(page, /comes here every weekday at 08:00, first on/);
    await wanted.waitFor();
    await looksRight(page, wanted, 'digest-wanted');

    const at = soon();
    await sayInPersonalChat(page, `every day at ${at} high`);
    await card(page, /Summary 2 of “high” comes here/).waitFor();
    // The payments team's channel goes by Zurich's clock.
    const there = DateTime.fromFormat(at, 'HH:mm', { zone: 'utc' })
      .setZone('Europe/Zurich')
      .toFormat('HH:mm');
    await people.type('piet', 'payments', `every day at ${there}`);
    await openPlace(page, 'Incident bridge');
    // Nobody of the web shop: all who are left may see what is the payments team's.
    const bridge = sandbox.gateway.places.find(({ name }) => name === 'Incident bridge')!;
    bridge.members = ['ada', 'piet', 'mona'];
    await sayInGroupChat(page, `every day at ${at}`);
    await card(page, /comes here every day/).waitFor();

    await openPlace(page, 'Personal Chat');
    const summary = card(page, /Your summary of \w+ \d\d:\d\d/);
    await summary.waitFor({ timeout: 150_000 });
    await looksRight(page, summary, 'digest-personal');
    await openPlace(page, 'Incident bridge');
    const ours = card(page, /Summary of \w+ \d\d:\d\d/);
    await ours.waitFor();
    await looksRight(page, ours, 'digest-group');
    await openPlace(page, 'Payments');
    const teams = card(page, /Summary of \w+ \d\d:\d\d/);
    await teams.waitFor();
    await looksRight(page, teams, 'digest-payments');

    await openPlace(page, 'Personal Chat');
    await sayInPersonalChat(page, 'digests');
    const list = card(page, /2 summaries are sent here/);
    await list.waitFor();
    await looksRight(page, list, 'digest-list');
    await press(list, 'Stop');
    const left = card(page, /1 summary is sent here/);
    await left.waitFor();
    assert.match((await left.textContent()) ?? '', /every day at/);
    await looksRight(page, left, 'digest-left');
    await sayInPersonalChat(page, 'every weekdy at 8');
    const meant = card(page, /Did you mean/);
    await meant.waitFor();
    await looksRight(page, meant, 'digest-meant');
  } finally {
    await browser.close();
  }
});
