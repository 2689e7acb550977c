/** Files that people take along: offered in their own chat, put into their own storage, and nobody else's. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { host } from '../../sandbox/sentinel/entities.ts';
import type { SentMessage } from '../../sandbox/teams/connector.ts';
import type { UploadInfo } from '../../sandbox/teams/files.ts';
import { cardText, eventually, type Json, type Stage, startStage, type Where } from './stage.ts';

let stage: Stage;
/** of the payments team, and of nobody's */
let ours: number;
let theirs: number;

beforeAll(async () => {
  stage = await startStage();
  await stage.settle();
  for (const key of ['ada', 'piet', 'mona', 'nia']) await stage.install('personal', key);
  ours = await stage.arrive({
    title: '=HYPERLINK("https://evil.example")<script>alert(1)</script>',
    severity: 'High',
    entities: [host('pay-web-01', 'rg-payments')],
  });
  theirs = await stage.arrive({ title: 'Of the domain controller' });
  await stage.card('payments', ours);
}, 30_000);
afterAll(() => stage.stop());

const consentType = 'application/vnd.microsoft.teams.card.file.consent';
const infoType = 'application/vnd.microsoft.teams.card.file.info';
const attachmentOf = (message: SentMessage): Json | undefined => (message.activity as Json)?.attachments?.[0];
const chatOf = (key: string): SentMessage[] => stage.messages('personal', key);
const ofType = (key: string, type: string): SentMessage[] =>
  chatOf(key).filter((message) => attachmentOf(message)?.contentType === type);

/** Asks, and returns the files that were offered for it, in the asker's own chat. */
async function offered(key: string, where: Where, text: string): Promise<SentMessage[]> {
  const before = ofType(key, consentType).length;
  await stage.type(key, where, text);
  return ofType(key, consentType).slice(before);
}

interface Answer {
  action?: string;
  where?: Where;
  info?: Partial<UploadInfo>;
}

/** Presses Allow or Decline, as Teams tells it; returns the place that Teams made for the file. */
async function answer(key: string, offer: SentMessage, { action = 'accept', where, info }: Answer = {}) {
  const { name, content } = attachmentOf(offer)!;
  const uploadInfo = { ...stage.gateway.files.session(name), ...info };
  const value = {
    type: 'fileUpload',
    action,
    context: action === 'accept' ? content.acceptContext : content.declineContext,
    ...(action === 'accept' && { uploadInfo }),
  };
  const invoke = { type: 'invoke', name: 'fileConsent/invoke', value, replyToId: offer.messageId };
  const { status } = await stage.send(stage.activity(key, where ?? 'personal', invoke));
  expect(status).toBe(200);
  return uploadInfo;
}

const contentOf = ({ uniqueId }: UploadInfo): string | undefined =>
  stage.gateway.files.content(uniqueId)?.toString('utf8');
const lastWords = (key: string): string => cardText(chatOf(key).at(-1));

describe('a report', () => {
  test('asked for in a channel is offered in the asker’s own chat, as a page and as Markdown', async () => {
    const offers = await offered('ada', 'soc', `report ${ours}`);
    expect(offers.map((one) => attachmentOf(one)!.name)).toEqual([
      `incident-${ours}.html`,
      `incident-${ours}.md`,
    ]);
    expect(attachmentOf(offers[0]!)!.content.sizeInBytes).toBeGreaterThan(2000);
    expect(cardText(stage.messages('soc').at(-1))).toMatch(/in your own chat/);
  });

  test('that is accepted is put where Teams says, and then shown as a file; the offer goes', async () => {
    const [page] = await offered('ada', 'personal', `report ${ours}`);
    const info = await answer('ada', page!);
    const html = contentOf(info)!;
    expect(html).toMatch(/^<!doctype html>/);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).not.toContain('<script');
    expect(html).toContain('Raised it'.toLowerCase());
    const [shown] = ofType('ada', infoType).slice(-1);
    expect(attachmentOf(shown!)).toEqual({
      contentType: infoType,
      contentUrl: info.contentUrl,
      name: `incident-${ours}.html`,
      content: { uniqueId: info.uniqueId, fileType: 'html' },
    });
    expect(chatOf('ada').some((m) => m.operation === 'remove' && m.messageId === page!.messageId)).toBe(true);
  });

  test('that is declined is not made, and that is said', async () => {
    const [, markdown] = await offered('ada', 'personal', `report ${ours}`);
    const info = await answer('ada', markdown!, { action: 'decline' });
    expect(lastWords('ada')).toMatch(/no file was made/);
    expect(contentOf(info)).toBeUndefined();
    expect(contentOf(await answer('ada', markdown!))).toBeUndefined();
  });

  test('of a team’s member holds what the team may see', async () => {
    await stage.ask('ada', 'soc', `comment ${ours} Between analysts`);
    await stage.ask('piet', 'payments', `comment ${ours} Our own words`);
    const [page] = await offered('piet', 'payments', `report ${ours}`);
    const html = contentOf(await answer('piet', page!))!;
    expect(html).toContain('Our own words');
    expect(html).not.toContain('Between analysts');
    const [socs] = await offered('ada', 'personal', `report ${ours}`);
    expect(contentOf(await answer('ada', socs!))).toContain('Between analysts');
  });

  test('of an incident that somebody may not see is refused as if there were none', async () => {
    expect(await offered('piet', 'payments', `report ${theirs}`)).toEqual([]);
    expect(cardText(stage.messages('payments').at(-1))).toMatch(
      /no incident|don’t know|unknown|There is no/i,
    );
    expect(await offered('nia', 'personal', `report ${ours}`)).toEqual([]);
  });
});

describe('an offer', () => {
  test('is good once', async () => {
    const [page] = await offered('ada', 'personal', `report ${ours}`);
    expect(contentOf(await answer('ada', page!))).toBeDefined();
    const again = await answer('ada', page!);
    expect(contentOf(again)).toBeUndefined();
    expect(lastWords('ada')).toMatch(/no longer offered/);
  });

  test('is its asker’s: another person, another chat and a made-up one get nothing', async () => {
    const [page] = await offered('ada', 'personal', `report ${ours}`);
    expect(contentOf(await answer('mona', page!))).toBeUndefined();
    expect(contentOf(await answer('piet', page!))).toBeUndefined();
    for (const where of ['soc', 'payments'] as const)
      expect(contentOf(await answer('ada', page!, { where }))).toBeUndefined();
    const forged = structuredClone(page!);
    attachmentOf(forged)!.content.acceptContext = {
      offer: crypto.randomUUID(),
      verb: 'report',
      incident: 'x',
    };
    expect(contentOf(await answer('ada', forged))).toBeUndefined();
    expect(contentOf(await answer('ada', page!))).toBeDefined();
  });

  test('of a report is made by what its asker may see when they accept it', async () => {
    const [page] = await offered('piet', 'payments', `report ${ours}`);
    await stage.ask('piet', 'payments', `not ours ${ours} handed over`);
    await stage.ask('ada', 'soc', `comment ${ours} After that`);
    const html = contentOf(await answer('piet', page!));
    expect(html ?? '').not.toContain('After that');
  });

  test('goes nowhere but to a place of files', async () => {
    const before = stage.gateway.sent.length;
    for (const info of [
      { uploadUrl: 'https://evil.example/uploadSession' },
      { contentUrl: 'https://evil.example/x' },
      { uploadUrl: 'not an address' },
    ]) {
      const [page] = await offered('ada', 'personal', `report ${ours}`);
      await answer('ada', page!, { info });
      expect(lastWords('ada')).toMatch(/not stored/);
    }
    expect(JSON.stringify(stage.gateway.sent.slice(before))).not.toContain('evil.example/uploadSession');
  });

  test('that OneDrive does not take is said', async () => {
    const [page] = await offered('ada', 'personal', `report ${ours}`);
    stage.gateway.files.fail(507);
    await answer('ada', page!);
    stage.gateway.files.fail(undefined);
    await eventually('the sentence', () => /did not take the file/.test(lastWords('ada')));
  });
});

describe('an export', () => {
  const rowsOf = (csv: string): Json[] => parse(csv, { bom: true, columns: true }) as Json[];

  test('holds a line for each incident that the asker may see, and no formula', async () => {
    const [table] = await offered('mona', 'personal', 'export');
    expect(attachmentOf(table!)!.name).toMatch(/^incidents-\d{4}-\d\d-\d\d\.csv$/);
    const csv = contentOf(await answer('mona', table!))!;
    expect(csv.startsWith('\uFEFF')).toBe(true);
    const rows = rowsOf(csv);
    expect(rows.map((row) => row.Number)).toEqual(expect.arrayContaining([String(ours), String(theirs)]));
    const row = rows.find(({ Number: number }) => number === String(ours))!;
    expect(row).toMatchObject({ Severity: 'High', Teams: expect.stringContaining('Payments') });
    expect(row.Title).toMatch(/^'=HYPERLINK/);
  });

  test('of a team’s member has the team’s incidents alone', async () => {
    const [table] = await offered('piet', 'payments', 'export');
    const rows = table ? rowsOf(contentOf(await answer('piet', table))!) : [];
    expect(rows.map((row) => row.Number)).not.toContain(String(theirs));
  });
});
