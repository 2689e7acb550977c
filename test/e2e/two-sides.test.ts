/**
 * Two sides at random: people in Teams, people in Sentinel, Defender's correlation, and outages in between. Once all is
 * well again, both sides hold the same, every word is there once, and nobody's limits were broken on the way.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { foldIncident } from '../../bot/incidents/fold.ts';
import { severities } from '../../bot/incidents/incident.ts';
import { emptyIncident, type IncidentEntry, type IncidentState } from '../../bot/incidents/state.ts';
import { upcast } from '../../bot/log/versions.ts';
import { host } from '../../sandbox/sentinel/entities.ts';
import { fastClock } from '../fakes/clock.ts';
import { buttonsOf, cardText, eventually, type Stage, startStage } from './stage.ts';

// A seed of its own with `SEED=7`, more of them with `SEEDS=100`.
const seeds = process.env.SEED
  ? [Number(process.env.SEED)]
  : Array.from({ length: Number(process.env.SEEDS ?? 4) }, (_, i) => i + 1);
const incidents = 3;

const which = fc.integer({ min: 0, max: incidents - 1 });
const severity = fc.constantFrom(...severities);
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      by: fc.constant('analyst' as const),
      which,
      says: fc.oneof(
        fc.constantFrom('acknowledge', 'take', 'release', 'reopen', 'tag vip', 'tag -vip', 'set again'),
        severity.map((one) => `severity ${one}`),
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ by: fc.constant('analyst closes' as const), which }) },
  {
    weight: 2,
    arbitrary: fc.record({ by: fc.constant('analyst writes' as const), which, command: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ by: fc.constant('team writes' as const), which, command: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ by: fc.constant('team acknowledges' as const), which }) },
  {
    weight: 4,
    arbitrary: fc.record({
      by: fc.constant('portal' as const),
      which,
      change: fc.oneof(
        severity.map((one) => ({ severity: one })),
        fc.constantFrom('Ada Moreno', 'Alex Admin', null).map((owner) => ({ owner })),
        fc.constantFrom('New', 'Active').map((status) => ({ status })),
        fc.constant({ status: 'Closed', classification: 'Undetermined' }),
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ by: fc.constant('portal comments' as const), which }) },
  {
    weight: 1,
    arbitrary: fc.record({
      by: fc.constant('correlation' as const),
      which,
      what: fc.constantFrom('renames', 'adds an alert', 'merges'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      by: fc.constant('fate' as const),
      brings: fc.constantFrom('no writes', 'no Sentinel', 'lost answers', 'no Teams', 'a new Muster'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ by: fc.constant('time' as const), ms: fc.integer({ min: 20, max: 300 }) }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

let stage: Stage;
let words = 0;

beforeAll(async () => {
  stage = await startStage({
    clock: fastClock(20),
    tickMs: 10_000,
    teamsLimits: true,
    env: { SENTINEL_POLL_SECONDS: '20' },
  });
  await stage.settle();
}, 30_000);
afterAll(() => stage.stop());

/** What was said about an incident, by the side it was said on; each is a word that is said nowhere else. */
interface Said {
  soc: string[];
  team: string[];
  sentinel: string[];
}

async function take(one: Step, numbers: number[], said: Said[]): Promise<void> {
  const number = 'which' in one ? numbers[one.which]! : 0;
  const heard = 'which' in one ? said[one.which]! : { soc: [], team: [], sentinel: [] };
  const word = `word${++words}`;
  const write = async (key: string, where: 'soc' | 'payments', command: boolean, list: string[]) => {
    const thread = stage.cardNow(where, number)?.thread;
    const { status } = command
      ? await stage.type(key, where, `comment ${number} ${word}`)
      : await stage.type(key, where, word, thread);
    if (status === 200 && (command || thread)) list.push(word);
  };
  switch (one.by) {
    case 'analyst':
      return void (await stage.type('ada', 'soc', one.says.replace(/^(set again|\w+)/, `$1 ${number}`)));
    case 'analyst closes': {
      const button = buttonsOf(stage.cardNow('soc', number)?.card).close;
      if (button) await stage.fill('ada', 'soc', button, { outcome: 'Undetermined', comment: 'Done.' });
      return;
    }
    case 'analyst writes':
      return write('ada', 'soc', one.command, heard.soc);
    case 'team writes':
      return write('piet', 'payments', one.command, heard.team);
    case 'team acknowledges':
      return void (await stage.type('piet', 'payments', `acknowledge ${number}`));
    case 'portal':
      if (isMerged(number)) return;
      stage.world.change(number, one.change, 'Carla Conti');
      return;
    case 'portal comments':
      stage.world.comment(number, word, 'Carla Conti');
      heard.sentinel.push(word);
      return;
    case 'correlation':
      return correlate(one.what, number, numbers[(one.which + 1) % incidents]!, word);
    case 'fate':
      return bring(one.brings);
    case 'time':
      heal();
      return new Promise((resolve) => setTimeout(resolve, one.ms));
  }
}

const isMerged = (number: number): boolean =>
  stage.held(number).incident.properties.labels!.some(({ labelName }) => labelName === 'Redirected');

/** Defender merges only what is open, and nobody changes afterwards what was merged away. */
function correlate(what: string, number: number, other: number, word: string): void {
  const closed = [number, other].some((one) => stage.held(one).incident.properties.status === 'Closed');
  if (what === 'renames') stage.world.rename(number, `Incident of ${word}`);
  if (what === 'adds an alert') stage.world.addAlert(number, { title: `Alert of ${word}` });
  if (what === 'merges' && !closed && mayMerge(number, other)) stage.world.merge(number, other);
}

function mayMerge(one: number, other: number): boolean {
  const [a, b] = [one, other].map((number) => stage.held(number).incident.properties.owner?.objectId);
  return !a || !b || a === b;
}

async function bring(fault: string): Promise<void> {
  if (fault === 'no writes') stage.world.faults.refuse = { status: 503, methods: ['PUT'] };
  if (fault === 'no Sentinel') stage.world.faults.down = true;
  if (fault === 'lost answers') stage.world.faults.dropAfterCommit = 2;
  if (fault === 'no Teams') stage.gateway.setFaults({ refuse: { status: 412, code: 'PreconditionFailed' } });
  if (fault === 'a new Muster') await stage.sandbox.restart();
}

function heal(): void {
  Object.assign(stage.world.faults, { refuse: undefined, down: false, dropAfterCommit: 0 });
  stage.gateway.setFaults({ refuse: null });
}

/** In what the two sides differ, in sentences; none once they agree. */
async function disagreements(number: number, said: Said): Promise<string[]> {
  const entries = await stage.log(number);
  const state = (entries.map(upcast) as IncidentEntry[]).reduce<IncidentState>(
    foldIncident,
    emptyIncident(entries[0]!.logKey),
  );
  const { properties } = stage.held(number).incident;
  const found: string[] = [];
  const same = (what: string, ours: unknown, theirs: unknown): void => {
    if (ours !== theirs) found.push(`#${number} ${what}: ${ours} here, ${theirs} in Sentinel`);
  };
  if (state.pending.length > 0) found.push(`#${number} has changes on their way`);
  same('status', state.seen?.status, properties.status);
  same('severity', state.seen?.severity, properties.severity);
  same('owner', state.seen?.owner?.objectId ?? null, properties.owner?.objectId ?? null);
  same('classification', state.seen?.classification, properties.classification);
  same('title', state.seen?.title, properties.title);
  const card = stage.cardNow('soc', number)?.text ?? '';
  const merged = isMerged(number);
  if (merged && !/Merged into #\d+/.test(card))
    found.push(`#${number}: the card does not show where it went`);
  // What is closed is told in one line, without its severity.
  const open = properties.status === 'Closed' ? [] : [properties.severity, properties.title];
  for (const value of merged ? [] : [...open, properties.status])
    if (!card.includes(value)) found.push(`#${number}: the card does not show ${value}`);

  const comments = stage.comments(number).join('\n');
  const replies = (where: 'soc' | 'payments'): string =>
    stage
      .messages(where)
      .filter((m) => m.operation === 'post' && m.conversationId === stage.cardNow(where, number)?.thread)
      .map(cardText)
      .join('\n');
  const times = (text: string, word: string): number =>
    text.match(new RegExp(`\\b${word}\\b`, 'g'))?.length ?? 0;
  const counted = (what: string, text: string, list: string[], wanted: number): void => {
    for (const word of list)
      if (times(text, word) !== wanted)
        found.push(`#${number}: ${word} is ${times(text, word)} times ${what}`);
  };
  // Nothing more is written to what was merged away: its log alone has what was still to be.
  if (!merged) counted('in Sentinel', comments, [...said.soc, ...said.team, ...said.sentinel], 1);
  counted('in the SOC’s thread', replies('soc'), [...said.team, ...said.sentinel], 1);
  counted('echoed to the SOC', replies('soc'), said.soc, 0);
  counted('in the team’s thread', replies('payments'), [...said.soc, ...said.team, ...said.sentinel], 0);
  return found;
}

test.each(seeds)(
  'whatever happens on either side, both end up with the same (seed %i)',
  async (seed) => {
    const steps = fc.sample(fc.array(step, { minLength: 25, maxLength: 25, size: 'max' }), {
      seed,
      numRuns: 1,
    })[0]!;
    const numbers: number[] = [];
    for (let i = 0; i < incidents; i++)
      numbers.push(
        await stage.arrive({ title: `Begun ${seed}.${i}`, entities: [host('pay-web-01', 'rg-payments')] }),
      );
    for (const number of numbers) await stage.card('payments', number);
    const said = numbers.map((): Said => ({ soc: [], team: [], sentinel: [] }));

    for (const one of steps) await take(one, numbers, said);
    heal();

    let left: string[] = [];
    await eventually(
      'both sides to agree',
      async () => {
        await stage.poll();
        left = (await Promise.all(numbers.map((number, i) => disagreements(number, said[i]!)))).flat();
        return left.length === 0;
      },
      40_000,
    ).catch((error) => {
      throw new Error(`${error.message}\n${left.join('\n')}\nafter ${JSON.stringify(steps)}`);
    });
    for (const number of numbers) expect(stage.comments(number).length).toBeLessThanOrEqual(100);
    expect(stage.sandbox.requests!.count({ status: 429 })).toBe(0);
    expect(stage.gateway.throttled()).toBe(0);
  },
  60_000,
);
