/**
 * The main job in the real Agents Playground in Chromium, as a new user would do it: an incident arrives, is
 * acknowledged, assigned, commented and closed, a question is asked and answered by somebody else, a manager asks for
 * the status, Sentinel and the log say the same, and a change in Sentinel shows on the card.
 */
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { CosmosClient } from '@azure/cosmos';
import { pino } from 'pino';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { scenarios } from '../../sandbox/sentinel/scenarios.ts';
import { workspace } from '../../sandbox/settings.ts';
import {
  become,
  card,
  dialog,
  fillIn,
  openBrowser,
  openPlace,
  press,
  sayInPersonalChat,
  thread,
} from './playground-page.ts';

const pictures = process.env.PICTURES;

test('an incident’s life in the Playground', { timeout: 240_000 }, async () => {
  const sandbox = await startSandbox({
    env: { SANDBOX_SEED: 'off', SANDBOX_PORT: '0', SENTINEL_POLL_SECONDS: '1' },
    logger: pino({ level: 'error' }),
    tell: (text) => console.log(text),
    folder: mkdtempSync(join(tmpdir(), 'muster-browser-')),
  });
  const { gateway, world, ready } = sandbox;
  const person = (key: string) => gateway.people.find((p) => p.key === key)!;
  const browser = await openBrowser(ready.playground!, { width: 1400, height: 1100 });
  const { page } = browser;
  const shoot = async (name: string): Promise<void> => {
    if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`) });
  };
  try {
    const spec = scenarios.find((s) => /deployment/i.test(s.title))!.build(1);
    const incident = world!.create(spec);
    const { incidentNumber: number } = incident.properties;
    const held = () => world!.raw(incident.name)!.incident.properties;

    await become(page, gateway.url, person('ada'));
    await openPlace(page, 'General');
    const soc = card(page, new RegExp(`Incident ${number}`));
    await soc.getByText('Payments', { exact: true }).waitFor();
    await shoot('1-arrived');

    await press(soc, 'Acknowledge');
    await soc
      .getByText(/Acknowledged by Ada Moreno/)
      .first()
      .waitFor();
    await until(
      'Sentinel holds Ada as the owner',
      () => held().status === 'Active' && held().owner?.assignedTo === 'Ada Moreno',
    );
    await shoot('2-acknowledged');

    await press(soc, 'Assign');
    const assign = dialog(page, 'Assign');
    await fillIn(assign, 'Who takes it on?', 'Alex Admin');
    await shoot('3-assign');
    await press(assign, 'Assign');
    await soc.getByText('Alex Admin').first().waitFor();
    await until('Sentinel holds Alex as the owner', () => held().owner?.assignedTo === 'Alex Admin');

    await press(soc, 'Comment');
    const comment = dialog(page, 'Comment');
    await fillIn(comment, 'Your comment', 'Checked the pipeline: nobody planned this.');
    await press(comment, 'Comment');
    await soc.getByText('Checked the pipeline').waitFor();
    await until('Sentinel holds the comment', () =>
      [...world!.raw(incident.name)!.comments.values()].some((c) =>
        c.properties.message.startsWith('Ada Moreno (SOC, Teams): Checked the pipeline'),
      ),
    );

    await press(soc, 'More');
    await press(soc, 'Ask a team');
    const ask = dialog(page, /Ask/);
    await fillIn(ask, 'Or your own question', 'Was this deployment planned?');
    await shoot('4-ask');
    await ask.getByRole('button').last().click();

    await become(page, gateway.url, person('piet'));
    await openPlace(page, 'Payments');
    const question = card(page, 'Was this deployment planned?');
    await question.waitFor();
    await shoot('5-question');
    // The page draws a message anew when the mouse comes over it, so the mouse comes first, as a person's does.
    await question.getByRole('textbox').click();
    await question.getByRole('textbox').pressSequentially('No. We deploy on Tuesdays only.');
    await press(question, 'Answer');
    await question
      .getByText(/Piet Larsen/)
      .first()
      .waitFor();
    await until('Sentinel holds question and answer in one comment', () =>
      [...world!.raw(incident.name)!.comments.values()].some((c) =>
        /planned\?[\s\S]*Tuesdays only/.test(c.properties.message),
      ),
    );
    await shoot('6-answered');

    await become(page, gateway.url, person('ada'));
    await openPlace(page, 'General');
    await thread(page, new RegExp(`Incident ${number}`))
      .getByText('Tuesdays only')
      .first()
      .waitFor();

    world!.change(incident.name, { severity: 'Low' });
    await soc.getByText('Low', { exact: true }).first().waitFor();

    await press(soc, 'Close');
    const close = dialog(page, 'Close');
    await close.getByLabel('True positive – suspicious activity').check();
    await shoot('7-close');
    await fillIn(close, 'Why?', 'Deployment key stolen; key revoked.');
    await close.getByRole('button').last().click();
    await soc
      .getByText(/Closed/)
      .first()
      .waitFor();
    await until(
      'Sentinel holds it closed',
      () => held().status === 'Closed' && held().classification === 'TruePositive',
    );
    await shoot('8-closed');

    const overApi = await sentinelOver(ready.sentinel, incident.name);
    assert.equal(overApi.incident.properties.status, 'Closed');
    assert.equal(overApi.incident.properties.owner.assignedTo, 'Alex Admin');
    assert.match(
      overApi.incident.properties.classificationComment,
      /^Ada Moreno \(SOC, Teams\): Deployment key stolen/,
    );
    assert.ok(overApi.comments.value.length >= 2, 'the comments can be read over the API');

    await become(page, gateway.url, person('mona'));
    await openPlace(page, 'Personal Chat');
    await sayInPersonalChat(page, 'status');
    await card(page, /resolve/i).waitFor();
    await shoot('9-status');

    const entries = await logOf(ready.cosmos, incident.name);
    for (const action of ['arrived', 'acknowledge', 'assign', 'comment', 'ask', 'answer', 'changed', 'close'])
      assert.ok(
        entries.some((entry) => entry.action === action),
        `the log in Cosmos holds an entry "${action}"`,
      );
  } catch (error) {
    await page.screenshot({ path: join(tmpdir(), 'muster-browser-failed.png') });
    throw error;
  } finally {
    await browser.close();
    await sandbox.stop();
  }
});

async function until(what: string, holds: () => boolean): Promise<void> {
  const end = Date.now() + 15_000;
  while (!holds()) {
    assert.ok(Date.now() < end, `waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The incident and its comments as anybody reads them over Sentinel's REST API. */
// biome-ignore lint/suspicious/noExplicitAny: the answers of a REST API, looked into by the assertions
async function sentinelOver(endpoint: string, incidentId: string): Promise<{ incident: any; comments: any }> {
  const { subscriptionId, resourceGroup, workspaceName } = workspace;
  const base = `${endpoint}/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.OperationalInsights/workspaces/${workspaceName}/providers/Microsoft.SecurityInsights/incidents/${incidentId}`;
  const get = async (path: string) =>
    (
      await fetch(`${base}${path}?api-version=2025-09-01`, { headers: { authorization: 'Bearer reader' } })
    ).json();
  return { incident: await get(''), comments: await get('/comments') };
}

async function logOf(endpoint: string, incidentId: string): Promise<{ action: string }[]> {
  const client = new CosmosClient({
    endpoint,
    key: 'c2FuZGJveA==',
    connectionPolicy: { enableEndpointDiscovery: false, enableBackgroundEndpointRefreshing: false },
  });
  const query = {
    query: "SELECT c.action FROM c WHERE c.type = 'entry' AND ENDSWITH(c.logKey, @id)",
    parameters: [{ name: '@id', value: incidentId }],
  };
  const { resources } = await client.database('muster').container('log').items.query(query).fetchAll();
  return resources;
}
