import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pino } from 'pino';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { scenarios } from '../../sandbox/sentinel/scenarios.ts';
import { sandboxPeople } from '../../sandbox/teams/people.ts';
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

before(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-two-'));
  const oid = (key: string) => sandboxPeople().find((person) => person.key === key)!.aadObjectId;
  const roles = { administrators: [oid('alex')], analysts: [oid('ada'), oid('alex')], managers: [] };
  writeFileSync(join(folder, 'two.json'), JSON.stringify(roles));
  sandbox = await startSandbox({
    env: {
      SANDBOX_SEED: 'off',
      SANDBOX_PORT: '0',
      SENTINEL_POLL_SECONDS: '1',
      SECOND_PERSON: 'High',
      ROLES_FILE: join(folder, 'two.json'),
    },
    logger: pino({ level: 'fatal' }),
    tell: (text) => console.log(text),
    folder,
  });
  sandbox.world!.create({ ...scenarios[0]!.build(1), severity: 'High' });
});
after(async () => sandbox.stop());

test('a closing that takes two is wanted, declined, wanted again and agreed to', {
  timeout: 180_000,
}, async () => {
  const browser = await openBrowser(sandbox.ready.playground!, { width: 1400, height: 1000 });
  const { page } = browser;
  const as = async (key: string, name: string) => {
    await become(page, sandbox.ready.teams, { key, name });
    await openPlace(page, 'General');
  };
  const close = async (why: string) => {
    await press(card(page, /Incident 1/), 'Close');
    const closing = dialog(page, 'Close');
    await closing.getByLabel('False positive – inaccurate data').check();
    await fillIn(closing, 'Why?', why);
    await press(closing, 'Close incident');
  };
  try {
    await become(page, sandbox.ready.teams, { key: 'ada', name: 'Ada Moreno' });
    await hideLog(page);
    await openPlace(page, 'General');
    await card(page, /Incident 1/).waitFor();
    await close('The feed listed our own proxy. <b>Bold</b> [x](https://evil.example)');
    const wanted = card(page, /Ada Moreno wants to close this/);
    await wanted.waitFor();
    await looksRight(page, wanted, 'two-wanted');
    // Their own wish is not theirs to agree to.
    await press(wanted, 'Agree and close');
    await page
      .getByText(/It was you who wants/)
      .first()
      .waitFor();

    await openPlace(page, 'Payments');
    await looksRight(page, card(page, /a second person has to agree first/), 'two-team');
    await as('alex', 'Alex Admin');
    await press(wanted, 'Decline …');
    const why = dialog(page, 'Decline');
    await looksRight(page, why, 'two-decline');
    await fillIn(why, 'Why is it not to be closed so?', 'The host has not been looked into yet.');
    await press(why, 'Keep open');
    const declined = card(page, /Alex Admin declined/);
    await declined.waitFor();
    await looksRight(page, declined, 'two-declined');

    await as('ada', 'Ada Moreno');
    await close('Looked into: nothing there.');
    await card(page, /Ada Moreno wants to close this/).waitFor();
    await as('alex', 'Alex Admin');
    await press(card(page, /Ada Moreno wants to close this/), 'Agree and close');
    const closed = card(page, /by Ada Moreno and Alex Admin/);
    await closed.waitFor();
    await looksRight(page, closed, 'two-closed');
  } finally {
    await browser.close();
  }
});
