/** Changes that others make in Sentinel show in Teams, and a bad day of Sentinel's loses nothing. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { host } from '../../sandbox/sentinel/entities.ts';
import type { IncidentSpec } from '../../sandbox/sentinel/specs.ts';
import { buttonsOf, cardOf, cardText, eventually, type Json, type Stage, startStage } from './stage.ts';

let stage: Stage;
const properties = (number: number): Json => stage.held(number).incident.properties;
const shown = (number: number, where: 'soc' | 'payments' = 'soc'): string =>
  stage.cardNow(where, number)?.text ?? '';

const incident = (spec: Partial<IncidentSpec> = {}): Promise<number> => stage.arrive(spec);

beforeAll(async () => {
  stage = await startStage({ delayedAfterMs: 2000 });
  await stage.settle();
}, 30_000);
afterEach(() => {
  Object.assign(stage.world.faults, { down: false, refuse: undefined, dropAfterCommit: 0, latencyMs: 0 });
});
afterAll(() => stage.stop());

test('status, owner, severity and title changed in Sentinel show on the card', async () => {
  const number = await incident();
  stage.world.change(number, {
    title: 'Very rare process',
    severity: 'Low',
    owner: 'Ada Moreno',
    status: 'Active',
  });
  await eventually('the card follows', () =>
    ['Very rare process', 'Low', 'Ada Moreno', 'Active'].every((text) => shown(number).includes(text)),
  );
  stage.world.change(number, { owner: null });
  await eventually('nobody owns it', () => !shown(number).includes('Ada Moreno'));
});

test('closed and reopened in Sentinel shows on the card', async () => {
  const number = await incident();
  stage.world.change(number, {
    status: 'Closed',
    classification: 'Undetermined',
    classificationComment: 'Noise.',
  });
  await eventually(
    'the card is closed',
    () => /Closed/.test(shown(number)) && shown(number).includes('Noise.'),
  );
  expect(Object.keys(buttonsOf(stage.cardNow('soc', number)?.card))).not.toContain('acknowledge');
  stage.world.change(number, { status: 'Active' });
  await eventually('the card is open', () => buttonsOf(stage.cardNow('soc', number)?.card).close);
});

test('raised to High and assigned in Sentinel each make one sound, for the one it concerns', async () => {
  const number = await incident({ owner: { objectId: stage.person('ada').aadObjectId }, status: 'Active' });
  const before = stage.messages('soc').length;
  const sounds = () =>
    stage
      .messages('soc')
      .slice(before)
      .filter((m) => m.operation === 'post' && m.activity?.entities);
  stage.world.change(number, { severity: 'High' });
  await eventually('the mention of Ada', () => sounds().length === 1);
  stage.world.change(number, { owner: 'Alex Admin' });
  await eventually('the mention of Alex', () => sounds().length === 2);
  expect(JSON.stringify(sounds()[0]?.activity?.entities)).toContain(stage.person('ada').id);
  expect(JSON.stringify(sounds()[1]?.activity?.entities)).toContain(stage.person('alex').id);
});

test('entities that come later bring the card of the team that owns them', async () => {
  const number = await incident();
  expect(stage.cardNow('payments', number)).toBeUndefined();
  stage.world.addEntities(number, [host('pay-db-01', 'rg-payments')], { silently: true });
  stage.world.addAlert(number, { title: 'One more alert' });
  await eventually('the team’s card', () => shown(number, 'payments').includes('pay-db-01'));
  await eventually('the SOC’s card', () => /Payments/.test(shown(number)));
});

test('an incident that is deleted in Sentinel breaks nothing', async () => {
  const [gone, stays] = [await incident(), await incident()];
  stage.world.remove(gone);
  const { body } = await stage.press('ada', 'soc', gone, 'acknowledge');
  expect(body.type).toBe('application/vnd.microsoft.card.adaptive');
  await eventually('its card says so', () => /Deleted in Sentinel/.test(stage.cardNow('soc', gone)!.text));
  await stage.press('ada', 'soc', stays, 'acknowledge');
  await eventually('the other is written', () => properties(stays).status === 'Active');
});

test('who changes the incident between our GET and our PUT loses nothing, and neither do we', async () => {
  const number = await incident({ labels: ['before'] });
  const put = { method: 'PUT', path: /incidents\/[^/]+$/ };
  const before = stage.sandbox.requests!.count(put);
  stage.world.faults.latencyMs = 300;
  await stage.press('ada', 'soc', number, 'acknowledge');
  await eventually('our PUT is on its way', () => stage.sandbox.requests!.count(put) > before);
  stage.world.change(number, { severity: 'Low', labels: ['before', 'theirs'], description: 'Theirs.' });
  await eventually('ours is in', () => properties(number).status === 'Active');
  expect(properties(number)).toMatchObject({
    severity: 'Low',
    description: 'Theirs.',
    labels: [{ labelName: 'before' }, { labelName: 'theirs' }],
    owner: { assignedTo: 'Ada Moreno' },
  });
  expect(stage.sandbox.requests!.count({ ...put, status: 409 })).toBe(1);
  stage.world.faults.latencyMs = 0;
  await eventually(
    'the card shows both',
    () => /Low/.test(shown(number)) && /Ada Moreno/.test(shown(number)),
  );
});

test('what is wanted while a write is under way is written too', async () => {
  const number = await incident();
  await Promise.all([
    stage.press('ada', 'soc', number, 'severity', { severity: 'Low' }),
    stage.press('ada', 'soc', number, 'tag', { add: 'one' }),
    stage.press('ada', 'soc', number, 'acknowledge'),
    stage.press('ada', 'soc', number, 'comment', { text: 'All at once' }),
  ]);
  await eventually('all of it', () => {
    const { severity, labels, status } = properties(number);
    return (
      severity === 'Low' && labels.length === 1 && status === 'Active' && stage.comments(number).length === 2
    );
  });
});

test('a write whose answer was lost is recognised, and not written again over what came after', async () => {
  const number = await incident();
  stage.world.faults.dropAfterCommit = 1;
  await stage.press('ada', 'soc', number, 'take');
  await eventually(
    'it is in, though nobody said so',
    () => properties(number).owner.assignedTo === 'Ada Moreno',
  );
  const { etag } = stage.held(number).incident;
  await eventually('the log knows', async () => {
    const entries = await stage.log(number);
    return entries.some(({ events }) => events.some((e) => e.kind === 'synced'));
  });
  expect(stage.held(number).incident.etag).toBe(etag);
  expect(shown(number)).toContain('Ada Moreno');
});

test('while Sentinel is down verbs answer at once, the card says so after a while, and then all of it is in', async () => {
  const number = await incident();
  stage.world.faults.down = true;
  const { body } = await stage.press('ada', 'soc', number, 'acknowledge');
  expect(JSON.stringify(body.value)).toContain('Ada Moreno');
  await stage.press('ada', 'soc', number, 'comment', { text: 'Said while it was down' });
  await eventually('the card says since when', () => /not yet in Sentinel/i.test(shown(number)));
  expect(properties(number).status).toBe('New');
  stage.world.faults.down = false;
  await eventually(
    'both are in',
    () => properties(number).status === 'Active' && stage.comments(number).length === 1,
  );
  await eventually('the card says it no more', () => !/not yet in Sentinel/i.test(shown(number)));
  expect(stage.comments(number)[0]).toContain('Said while it was down');
}, 40_000);

test('a Sentinel that throttles gets the write when it said it would', async () => {
  const number = await incident();
  stage.world.faults.refuse = { status: 429, retryAfterSeconds: 1, methods: ['PUT'] };
  await stage.press('ada', 'soc', number, 'take');
  await eventually('a first refusal', () => stage.logs.some(({ err }) => String(err).includes('429')));
  stage.world.faults.refuse = undefined;
  await eventually('it is in', () => properties(number).owner.assignedTo === 'Ada Moreno');
});

test('a write that Sentinel refuses for good waits for a person, and the card shows what Sentinel holds', async () => {
  const number = await incident();
  // Sentinel takes no incident without a title back.
  stage.held(number).incident.properties.title = '';
  stage.world.faults.latencyMs = 200;
  await stage.press('ada', 'soc', number, 'take');
  stage.world.faults.latencyMs = 0;
  await eventually('it is tried no more', async () =>
    (await stage.log(number)).some(({ events }) => events.some((e) => e.kind === 'parked')),
  );
  stage.world.change(number, { title: 'A title again' });
  await eventually('nobody owns it', () => buttonsOf(stage.cardNow('soc', number)?.card).take);
  expect(shown(number)).not.toContain('Active');
  await stage.press('ada', 'soc', number, 'severity', { severity: 'Low' });
  await eventually('what is wanted later is written', () => properties(number).severity === 'Low');
  expect(properties(number).owner.objectId).toBeNull();
});

test('a write for which Muster lacks the role waits until somebody grants it', async () => {
  const number = await incident();
  stage.world.faults.refuse = { status: 403, methods: ['PUT'] };
  await stage.press('ada', 'soc', number, 'take');
  await eventually('it waits', () => /not yet in Sentinel/i.test(shown(number)));
  stage.world.faults.refuse = undefined;
  await eventually('it is in', () => properties(number).owner.assignedTo === 'Ada Moreno');
}, 40_000);

test('what both changed stays as Sentinel has it, the thread says so, and one press sets it again', async () => {
  const number = await incident({ severity: 'Medium' });
  stage.world.faults.refuse = { status: 503, methods: ['PUT'] };
  await stage.press('ada', 'soc', number, 'severity', { severity: 'High' });
  stage.world.change(number, { severity: 'Low' });
  stage.world.faults.refuse = undefined;
  const told = await eventually('the line in the thread', () =>
    stage.messages('soc').find((m) => /became Low in Sentinel meanwhile, so High by Ada/.test(cardText(m))),
  );
  expect(told.conversationId).toBe((await stage.card('soc', number)).thread);
  expect(told.activity?.entities).toMatchObject([{ mentioned: { id: stage.person('ada').id } }]);
  expect(properties(number).severity).toBe('Low');
  await eventually('the card shows Sentinel’s', () => /^Low$/m.test(shown(number)));

  const again = buttonsOf(cardOf(told))['set again']!;
  await stage.click('ada', 'soc', again, told.conversationId);
  await eventually('it is set again', () => properties(number).severity === 'High');
  await eventually('the card follows', () => /^High$/m.test(shown(number)));
});
