/** Incidents of every shape that has broken something, through card, acknowledge, comment, close and sync. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { engine, watched } from '../cards/engine.ts';
import { awkwardIncidents } from '../fixtures/incidents.ts';
import { cardOf, cardText, eventually, type Json, nodes, type Stage, startStage } from './stage.ts';

let stage: Stage;
/** The incidents by what is awkward about them: their number, and what Sentinel held before anybody acted. */
const before = new Map<string, { number: number; properties: Json }>();
const answered: Json[] = [];
const made = watched();
const names = awkwardIncidents.map(({ name }) => name);
const closedBefore = (name: string): boolean => before.get(name)!.properties.status === 'Closed';
// Sentinel takes no 101st comment.
const isFull = (name: string): boolean => name === '100 comments';
const numberOf = (name: string): number => before.get(name)!.number;
const heldNow = (name: string): Json => stage.held(numberOf(name)).incident.properties;

beforeAll(async () => {
  // More writes than Sentinel takes in five minutes, and more messages than a channel does.
  stage = await startStage({ sentinelLimits: false });
  await stage.settle();
  for (const { name, spec } of awkwardIncidents) {
    // Just modified, since Muster looks for what changed; with as many digits as the fixture has.
    const digits = /\.(\d+)Z$/.exec(spec.lastModifiedTimeUtc ?? '.0000000Z')?.[1] ?? '';
    const now = stage.clock.now().toISOString().slice(0, 19);
    const lastModifiedTimeUtc = `${now}${digits && `.${digits}`}Z`;
    const { properties } = stage.world.create({ ...spec, lastModifiedTimeUtc });
    before.set(name, { number: properties.incidentNumber, properties });
  }
}, 30_000);

afterAll(() => stage.stop());

const open = awkwardIncidents.filter(({ spec }) => spec.status !== 'Closed').map(({ name }) => name);

test('every open incident gets its card, with its entities, and none that is closed gets one', async () => {
  // First cards go before updates.
  for (const name of open) await stage.card('soc', numberOf(name));
  for (const name of open)
    await eventually(`the card with its entities of: ${name}`, () => {
      const shown = stage.cardNow('soc', numberOf(name));
      return shown && !/follow/i.test(shown.text);
    });
  for (const name of names.filter(closedBefore)) expect(stage.cardNow('soc', numberOf(name))).toBeUndefined();
}, 40_000);

test('every one is acknowledged, commented and closed by its card, and Sentinel holds all of it', async () => {
  const ada = stage.person('ada');
  await Promise.all(
    open.map(async (name) => {
      const number = numberOf(name);
      const unanswered = (body: Json) => body.type !== 'application/vnd.microsoft.card.adaptive';
      const { body } = await stage.press('ada', 'soc', number, 'acknowledge');
      if (unanswered(body)) throw new Error(`acknowledge, ${name}: ${JSON.stringify(body)}`);
      answered.push(body.value);
      expect(await stage.press('ada', 'soc', number, 'comment', { text: `Looked at: ${name}` })).toEqual({
        status: 200,
        body: {},
      });
    }),
  );
  for (const name of open) {
    await eventually(`Sentinel holds ${name} as Active, with an owner and the comment`, () => {
      const { status, owner } = heldNow(name);
      const said = isFull(name) || stage.comments(numberOf(name)).some((c) => c.includes('Looked at:'));
      return status !== 'New' && (owner?.objectId ?? owner?.assignedTo) && said;
    });
    const { owner } = before.get(name)!.properties;
    const owned = owner?.objectId || owner?.assignedTo;
    // An owner is never displaced.
    expect(heldNow(name).owner.objectId).toBe(owned ? owner.objectId : ada.aadObjectId);
  }
  await Promise.all(
    open.map(async (name) => {
      const inputs = { outcome: 'FalsePositive.InaccurateData', comment: `Closed: ${name}` };
      const { body } = await stage.press('ada', 'soc', numberOf(name), 'close', inputs);
      if (body.task) throw new Error(`close, ${name}: ${JSON.stringify(body)}`);
    }),
  );
  for (const name of open) {
    await eventually(`Sentinel holds ${name} as closed`, () => heldNow(name).status === 'Closed');
    expect(heldNow(name)).toMatchObject({
      classification: 'FalsePositive',
      classificationReason: 'InaccurateData',
      classificationComment: `Ada Moreno (SOC, Teams): Closed: ${name}`,
    });
  }
}, 60_000);

test('nothing else that Sentinel held was dropped or changed by our writes', () => {
  const ours = ['status', 'owner', 'classification', 'classificationReason', 'classificationComment'];
  const moving = ['lastModifiedTimeUtc', 'additionalData'];
  const rest = (properties: Json): Json =>
    Object.fromEntries(Object.entries(properties).filter(([key]) => ![...ours, ...moving].includes(key)));
  for (const name of open) {
    const [was, is] = [rest(before.get(name)!.properties), rest(heldNow(name))];
    // A key that was not there may be there with nothing in it: Sentinel itself adds it on a PUT.
    if (!('labels' in was)) expect(is.labels ?? []).toEqual([]);
    const { labels, ...wasBesides } = was;
    expect({ name, ...is }).toMatchObject({ name, ...wasBesides, ...(labels && { labels }) });
    const surplus = Object.keys(is).filter((key) => !(key in was) && key !== 'labels');
    expect({ name, surplus }).toEqual({ name, surplus: [] });
  }
});

test('incidents that were closed before are as they were', () => {
  for (const name of names.filter(closedBefore)) expect(heldNow(name)).toEqual(before.get(name)!.properties);
});

test('every card is closed now, as Sentinel is', async () => {
  for (const name of open)
    await eventually(`the closed card of: ${name}`, () =>
      /Closed/.test(stage.cardNow('soc', numberOf(name))!.text),
    );
});

test('no card is too large, and untrusted text stands in text runs only, as it was written', () => {
  const untrusted = ['evil.example', '<at>all', '<script>', '1+1', '\u202e', 'Looked at:', 'Closed:', '${'];
  const sent = [...answered, ...stage.gateway.sent.flatMap((message) => cardOf(message) ?? [])];
  expect(sent.length).toBeGreaterThan(3 * open.length);
  for (const card of sent) {
    expect(Buffer.byteLength(JSON.stringify(card))).toBeLessThan(25 * 1024);
    for (const node of nodes(card))
      for (const [key, value] of Object.entries(node)) {
        if (typeof value !== 'string' || (node.type === 'TextRun' && key === 'text')) continue;
        for (const text of untrusted) if (value.includes(text)) throw new Error(`${key} holds ${value}`);
      }
  }
  const expressions = numberOf('template expressions in every text');
  const shown = stage.cardPosts('soc', expressions).map(cardText).join();
  expect(shown).toContain('${1+1} ${if(true, $root, null)} {{DATE(2026-11-24T00:00:00Z)}}');
});

test('every card is the one that Microsoft’s engine makes', () => {
  const ofIncidents = made.filter(({ name }) => name === 'incident');
  expect(ofIncidents.length).toBeGreaterThan(3 * open.length);
  for (const one of ofIncidents) expect(one.card).toEqual(engine(one));
});

test('nothing failed on the way', () => {
  // A comment that Sentinel has no room for is not asked for: it waits, and then that is told.
  expect(stage.logs.map(({ msg, err }) => `${msg}: ${err}`)).toEqual([]);
});
