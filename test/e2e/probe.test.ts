import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { host } from '../../sandbox/sentinel/entities.ts';
import { buttonsOf, cardOf, cardText, eventually, type Stage, startStage } from './stage.ts';
let stage: Stage; let n: number;
beforeAll(async () => { stage = await startStage({ env: { ACKNOWLEDGE_MINUTES: '' } }); await stage.settle(); n = await stage.arrive({ title: 'X', severity: 'Low', entities: [host('pay-web-01', 'rg-payments')] }); }, 30000);
afterAll(() => stage.stop());
const sync = () => new Promise(r => setTimeout(r, 400));
test('manager/outsider in personal without install', async () => {
  console.error('nia personal ack:', cardText((await stage.ask('nia', 'personal', `acknowledge ${n}`))[0]));
  console.error('nia personal history:', cardText((await stage.ask('nia', 'personal', `history ${n}`))[0]));
  console.error('piet group ack:', cardText((await stage.ask('piet', 'groupChat', `acknowledge ${n}`))[0]));
  console.error('mona personal routes:', cardText((await stage.ask('mona', 'personal', `routes`))[0]));
  console.error('piet personal routes:', cardText((await stage.ask('piet', 'personal', `routes`))[0]));
  console.error('piet payments status:', cardText((await stage.ask('piet', 'payments', `status`))[0]));
  console.error('gus personal:', cardText((await stage.ask('gus', 'personal', `open`))[0]));
});
test('release by member, reassign, undo chain', async () => {
  await stage.press('piet', 'payments', n, 'take'); await sync();
  console.error(JSON.stringify(stage.held(n).incident.properties.owner), stage.held(n).incident.properties.status);
  console.error('ada ack:', JSON.stringify((await stage.press('ada', 'soc', n, 'acknowledge')).body.type)); await sync();
  console.error(JSON.stringify(stage.held(n).incident.properties.owner));
  console.error('piet undo:', JSON.stringify((await stage.press('piet', 'payments', n, 'undo')).body).slice(0, 200));
  console.error('ada undo:', JSON.stringify((await stage.press('ada', 'soc', n, 'undo')).body).slice(0, 90));
  console.error('ada undo 2:', JSON.stringify((await stage.ask('ada', 'soc', `undo ${n}`)).map(m => cardText(m))));
  console.error('release in payments:', cardText((await stage.ask('piet', 'payments', `release ${n}`))[0])); await sync();
  console.error(JSON.stringify(stage.held(n).incident.properties.owner), stage.held(n).incident.properties.status);
  console.error('payments ', stage.cardNow('payments', n)!.text, Object.keys(buttonsOf(stage.cardNow('payments', n)!.card)));
  console.error('soc ', stage.cardNow('soc', n)!.text, Object.keys(buttonsOf(stage.cardNow('soc', n)!.card)));
});
test('closed then', async () => {
  await stage.press('ada', 'soc', n, 'close', { outcome: 'TruePositive.SuspiciousActivity', comment: 'c' }); await sync();
  for (const t of [`acknowledge ${n}`, `comment ${n} more words`, `take ${n}`, `severity ${n} high`, `tag ${n} x`, `ask ${n}`, `close ${n}`, `share ${n} hi`, `reopen ${n}`, `severity ${n} bogus`, `comment ${n}`, `show ${n} ${n + 1}`, 'show', 'acknowledge', `history ${n} 2`, `mine`, 'status soc'])
    console.error(t, '=>', JSON.stringify((await stage.ask('ada', 'soc', t)).map(m => cardText(m).slice(0, 300))));
  await sync();
  console.error(JSON.stringify(stage.held(n).incident.properties), stage.comments(n));
  console.error('soc ', stage.cardNow('soc', n)!.text, Object.keys(buttonsOf(stage.cardNow('soc', n)!.card)));
});
test('team in thread', async () => {
  const { thread } = await stage.card('payments', n);
  for (const t of ['close to midnight I saw a thing', 'open the gate please', 'help', 'acknowledge', 'ack', 'acknowledge 1', 'undo', 'not ours', 'status', 'history', 'tag a', '12', '#1', 'acknowldge'])
    console.error(t, '=>', JSON.stringify((await stage.ask('piet', 'payments', t, thread)).map(m => cardText(m).slice(0, 160))));
});
