/** A team's contacts as people see them: shown, set in the form with something wrong at first, and gone; wide and on a phone. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { TEAM } from '../../sandbox/teams/people.ts';
import { createPeople } from '../e2e/people.ts';
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
});
after(async () => sandbox.stop());

test('a member sets the team’s contacts, and the SOC sees who is gone', { timeout: 180_000 }, async () => {
  const browser = await openBrowser(sandbox.ready.playground!, { width: 1400, height: 1000 });
  const { page } = browser;
  const people = createPeople(sandbox.gateway, sandbox.ready.botId);
  try {
    await become(page, sandbox.ready.teams, { key: 'piet', name: 'Piet Larsen' });
    await hideLog(page);
    await openPlace(page, 'Payments');
    await people.type('piet', 'payments', 'contacts');
    const shown = card(page, /Contacts of Payments/);
    await shown.waitFor();
    await looksRight(page, shown, 'contacts-before');

    await press(shown, 'Set contacts');
    const form = dialog(page, 'Contacts');
    await fillIn(form, 'Who is the team’s security contact?', 'Piet Larsen');
    await fillIn(form, 'Who stands in where the contact does not answer?', 'Ada Moreno');
    await fillIn(form, 'Monday', 'nine to five');
    for (const day of ['Tuesday', 'Wednesday', 'Thursday', 'Friday']) await fillIn(form, day, '08:00-17:00');
    await press(form, 'Save');
    await form.getByText(/“nine to five” can’t be read as times/).waitFor();
    await looksRight(page, form, 'contacts-form');
    assert.equal(await form.getByLabel('Tuesday').inputValue(), '08:00-17:00');
    await fillIn(form, 'Monday', '08:00-12:00, 13:00-17:00');
    await press(form, 'Save');
    const set = card(page, /Set by Piet Larsen/);
    await set.waitFor();
    await looksRight(page, set, 'contacts-set');

    const place = sandbox.gateway.places.find(({ name }) => name === 'Payments')!;
    place.members = place.members.filter((key) => key !== 'piet');
    const { id, aadObjectId, tenantId } = people.person('piet');
    await people.send({
      ...people.activity('ada', 'payments', {
        type: 'conversationUpdate',
        membersRemoved: [{ id, aadObjectId }],
      }),
      channelData: { tenant: { id: tenantId }, team: TEAM, eventType: 'teamMemberRemoved' },
    });
    await become(page, sandbox.ready.teams, { key: 'ada', name: 'Ada Moreno' });
    await openPlace(page, 'General');
    const gone = card(page, /Piet Larsen: security contact/);
    await gone.waitFor();
    await looksRight(page, gone, 'contacts-gone');
    await openPlace(page, 'Personal Chat');
    await sayInPersonalChat(page, 'contacts');
    const list = card(page, /something missing at 1/);
    await list.waitFor();
    await looksRight(page, list, 'contacts-list');
  } finally {
    await browser.close();
  }
});
