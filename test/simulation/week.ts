/**
 * A week of questions: people ask, answer, hand over and take more time while replicas die and are deployed anew, and the
 * clocks of the team's zone are changed. Beside it a model in a few lines says which promise falls on which minute.
 */
import { DateTime } from 'luxon';
import { pino } from 'pino';
import type { Asked } from '../../bot/actions/asked.ts';
import { type Core, createCore } from '../../bot/core.ts';
import { channelLogKey } from '../../bot/incidents/channel.ts';
import type { Person } from '../../bot/incidents/events.ts';
import { defaultTargets } from '../../bot/incidents/levels.ts';
import type { IncidentState } from '../../bot/incidents/state.ts';
import { incidentLogKey } from '../../bot/incidents/state.ts';
import { type ChannelDraft, channels, incidents } from '../../bot/log/kinds.ts';
import { createPacing } from '../../bot/pace/pacing.ts';
import type { Clock, Directory, Message, Messenger, Store } from '../../bot/ports.ts';
import { noLimits } from '../../sandbox/no-limits.ts';
import { connection, entity, tenant } from '../build.ts';
import { fakeMessenger } from '../fakes/messenger.ts';
import { createFakeSentinel } from '../fakes/sentinel.ts';
import { fakeStore } from '../fakes/store.ts';
import { ada, ben, everybody, pam, payments, pia, placeOf, type Somebody, soc } from './people.ts';
import { createProcess, type Process } from './process.ts';
import { createRandom } from './random.ts';
import { workspace } from './replica.ts';
import { createTime } from './time.ts';

export const zone = 'Europe/Berlin';
const minute = 60_000;
const day = 1440 * minute;
/** Wednesday; on Sunday the 29th, at 1:00 UTC, summer time begins in Berlin. */
const start = Date.parse('2026-03-25T08:00:00.000Z');

const tickMs = 8000;
/** The ticks, how often the channels are read again, and how often Sentinel is looked back into. */
const loops = [tickMs, 30_000, 60_000];
/** No promise is made for sooner than this. */
const longestDoze = 4 * minute;

/** What was said of a question, and when. */
export interface Kept {
  /** ISO UTC, to the minute */
  at: string;
  /** which of the incident's questions */
  number: number;
  what: string;
  /** who was mentioned, by their names */
  whom: string;
}

export interface Week {
  expected: Kept[];
  said: Kept[];
  asked: number;
  deaths: number;
  handOvers: number;
  state: IncidentState;
}

interface Model {
  number: number;
  id: string;
  by: Somebody;
  people: Somebody[];
  standIn?: Somebody;
  /** whose turn it became */
  turns: Somebody[];
  said: Somebody[];
  due: number;
  lead: number;
  kept: string[];
  over: boolean;
}

type Data = Record<string, unknown>;

export async function playWeek(seed: number, days = 7): Promise<Week> {
  const random = createRandom(seed);
  const time = createTime(start);
  const store = fakeStore();
  const sentinel = createFakeSentinel({
    workspaces: ['sub~rg-soc~ws-soc'],
    now: () => new Date(time.now()),
  });
  const teams = fakeMessenger(() => new Date(time.now()));
  const said: Kept[] = [];
  let lives = 0;
  let deaths = 0;
  let handOvers = 0;

  const replicas = [startOne(), startOne()];
  function startOne(): { core: Core; process: Process } {
    const name = `r${++lives}`;
    const process = createProcess(name, time);
    process.clock.wait = dozing(process.clock.wait);
    const core = coreOf(process, { store: slow(store, process), sentinel, messenger: listening(process) });
    void core.start();
    return { core, process };
  }
  /** A loop that looks for what is due looks no more often than something may be; a week has 75,000 looks otherwise. */
  function dozing(wait: Clock['wait']): Clock['wait'] {
    return async (ms, signal) => {
      if (!loops.includes(ms)) return wait(ms, signal);
      const [first] = await store.log.due('9', 1);
      const due = Date.parse(first?.due ?? '') - time.now();
      return wait(ms === tickMs && due < longestDoze ? Math.max(due, tickMs) : longestDoze, signal);
    };
  }
  const up = (): Core => random.pick(replicas.filter(({ process }) => process.isAlive())).core;

  /** Takes a second for each message; one whose sender dies meanwhile is not sent. */
  function listening(process: Process): Messenger {
    return {
      ...teams,
      post: async (...call) => {
        await process.clock.wait(1000);
        return teams.post(...call);
      },
      update: async (...call) => {
        await process.clock.wait(1000);
        return teams.update(...call);
      },
      reply: async (place, thread, message) => {
        await process.clock.wait(1000);
        const kept = keptIn(message, time.now());
        if (kept) said.push(kept);
        return teams.reply(place, thread, message);
      },
    };
  }

  const models: Model[] = [];
  const expected: Kept[] = [];
  let logKey = '';

  /** Every promise that falls due until now, by the model. */
  function keepUp(): void {
    for (const model of models) {
      for (;;) {
        const next = model.over ? undefined : nextOf(model);
        if (!next || next.at > time.now()) break;
        model.kept.push(next.what);
        if (next.what === 'standIn' && model.standIn) model.turns.push(model.standIn);
        const whom = next.whom ?? owing(model);
        expected.push(promise(model, next.what, next.at, whom));
      }
    }
  }

  async function does(
    who: Somebody,
    where: string,
    kind: Asked['kind'],
    data: Data,
    text = '',
  ): Promise<string> {
    keepUp();
    const { oid, name } = who;
    const place = placeOf(where);
    const state = await up().journal.read(incidents, logKey);
    const thread = state.sent[where]?.card?.thread ?? where;
    const reply = up().converse({
      kind,
      speaker: { oid, name, tenantId: tenant, place },
      data,
      text,
      conversation: thread,
      messageKey: `${time.now()} ${oid} ${random.int(0, 1e9)}`,
    });
    // Where one dies that was to answer, the same is delivered again by Teams; here nobody dies while people act.
    const waited = time.pass(12_000);
    const answer = await reply;
    await waited;
    return JSON.stringify(answer);
  }

  async function ask(): Promise<void> {
    const people = random.pick([[pia], [pam], [pia, pam]]);
    const standIn = random.chance(0.6) ? random.pick([pia, pam]) : undefined;
    const by = random.pick([ada, ben]);
    const { when, date, clock, due } = chooseDue();
    const number = models.length + 1;
    const answer = await does(by, soc, 'submit', {
      verb: 'ask',
      incident: logKey,
      channel: payments,
      people: people.map(({ oid }) => oid).join(','),
      question: `Question ${number}?`,
      answers: 'text',
      when,
      date,
      time: clock,
      nonce: `n${number}`,
      ...(standIn && { standIn: standIn.oid }),
    });
    if (!answer.includes('"done"')) throw new Error(`It was not asked: ${answer}`);
    const state = await up().journal.read(incidents, logKey);
    const asked = state.questions.at(-1)!;
    const lead = leadOf(Date.parse(asked.at), due);
    models.push({
      number,
      id: asked.id,
      by,
      people,
      turns: [],
      said: [],
      due,
      lead,
      kept: [],
      over: false,
      ...(standIn && { standIn }),
    });
    if (random.chance(0.6)) killAt(due + random.int(0, 25) * 1000);
    if (random.chance(0.3)) killAt(due - lead * minute + random.int(0, 25) * 1000);
    if (random.chance(0.3)) killAt(due + Math.max(5, lead) * minute + random.int(0, 25) * 1000);
  }

  /** A due time as a form says it, and what the zone's clocks make of that. */
  function chooseDue() {
    const now = DateTime.fromMillis(time.now(), { zone });
    const when = random.pick(['30m', '1h', '4h', 'tomorrow', 'at', 'at'] as const);
    const spans: Record<string, number> = { '30m': 30, '1h': 60, '4h': 240 };
    const span = spans[when];
    if (span)
      return { when, date: '', clock: '', due: Math.ceil((time.now() + span * minute) / minute) * minute };
    if (when === 'tomorrow') {
      const due = now.plus({ days: 1 }).set({ hour: 10, minute: 0, second: 0, millisecond: 0 });
      return { when, date: '', clock: '', due: due.toMillis() };
    }
    // The hours around which clocks are changed among them.
    const at = now.plus({ days: random.int(1, 3) }).set({
      hour: random.pick([1, 2, 3, 9, 15]),
      minute: random.pick([0, 30, 59]),
      second: 0,
      millisecond: 0,
    });
    const [date = '', clock = ''] = at.toFormat('yyyy-MM-dd HH:mm').split(' ');
    return { when, date, clock, due: at.toMillis() };
  }

  function killAt(at: number): void {
    if (at <= time.now()) return;
    time.after(at - time.now(), () => {
      const i = random.int(0, replicas.length - 1);
      const one = replicas[i];
      if (!one?.process.isAlive()) return;
      deaths += 1;
      // Half of them are deployed anew, the others just die.
      if (random.chance(0.5)) one.process.die();
      else void one.core.stop().then(() => one.process.die());
      time.after(random.int(1, 6) * 1000, () => {
        one.process.die();
        replicas[i] = startOne();
      });
    });
  }

  async function doSomething(): Promise<void> {
    keepUp();
    const open = models.filter(({ over }) => !over);
    if (open.length === 0 || random.chance(0.4)) return ask();
    const model = random.pick(open);
    const who = random.pick([pia, pam]);
    const data = { incident: logKey, question: model.id, from: 'question', nonce: `n${random.int(0, 1e9)}` };
    const may = isAsked(model, who);
    const what = random.pick([
      'answer',
      'cannot say',
      'pass on',
      'pass on',
      'more time',
      'more time',
      'withdraw',
    ]);
    switch (what) {
      case 'answer':
        await does(who, payments, 'click', { ...data, verb: what, answer: 'So it is.' });
        if (may) model.over = true;
        return;
      case 'cannot say':
        await does(who, payments, 'submit', { ...data, verb: what, reason: 'No access.' });
        if (may) model.said.push(who);
        return;
      case 'pass on': {
        const to = who === pia ? pam : pia;
        const told = model.kept.includes('contact');
        const alone = model.people.length === 1 && model.people[0] === to;
        await does(who, payments, 'submit', { ...data, verb: what, person: to.oid, reason: '' });
        if (!(may || (who === pam && told)) || alone) return;
        handOvers += 1;
        model.people = [...model.people.filter((one) => one !== who && one !== to), to];
        model.turns = model.turns.filter((one) => one !== who);
        expected.push(promise(model, 'passed', time.now() - 12_000, [to]));
        return;
      }
      case 'more time': {
        const { when, date, clock, due } = chooseDue();
        await does(who, payments, 'submit', { ...data, verb: what, when, date, time: clock, reason: '' });
        if (!may || due <= model.due) return;
        model.due = due;
        const asked = (await up().journal.read(incidents, logKey)).questions[model.number - 1];
        model.lead = leadOf(Date.parse(asked?.dueSince ?? ''), due);
        model.kept = [];
        if (random.chance(0.7)) killAt(due + random.int(0, 25) * 1000);
        return;
      }
      default:
        await does(ben, soc, 'click', { ...data, verb: 'withdraw' });
        model.over = true;
    }
  }

  function isAsked(model: Model, who: Somebody): boolean {
    return model.people.includes(who) || model.turns.includes(who);
  }

  await settle();
  const end = start + days * day;
  while (time.now() < end) {
    // People act in the second half of a minute: what falls on a minute has been said by then, or has not.
    const pause = random.pick([4, 9, 20, 45, 90, 240]);
    const until = Math.floor(time.now() / minute) * minute + pause * minute + 70_000 - 30_000;
    await time.pass(until - time.now());
    for (const [i, { process }] of replicas.entries()) if (!process.isAlive()) replicas[i] = startOne();
    await doSomething();
  }
  for (const model of models) {
    if (model.over) continue;
    keepUp();
    await does(ben, soc, 'click', { verb: 'withdraw', incident: logKey, question: model.id, from: 'card' });
    model.over = true;
  }
  await time.pass(5 * minute);
  const state = await up().journal.read(incidents, logKey);
  for (const { process } of replicas) process.die();
  return { expected, said, asked: models.length, deaths, handOvers, state };

  /** The channels are connected, and an incident has its cards. */
  async function settle(): Promise<void> {
    const contact = { oid: pam.oid, name: pam.name };
    const team = connection({ hosts: ['pay-*'] }, { name: 'Payments', zone, contact });
    const settled = Promise.all([
      connect(up(), soc, [{ kind: 'socNamed', by: ada }]),
      connect(up(), payments, [{ kind: 'connected', connection: team, by: ada }]),
    ]);
    await time.pass(minute);
    await settled;
    const ref = sentinel.add(
      { title: 'Odd', severity: 'High', status: 'Active' },
      { entities: [entity('Host', 'pay-01')] },
    );
    logKey = incidentLogKey(ref.workspace, ref.id);
    const polled = up().poll();
    await time.pass(2 * minute);
    await polled;
  }
}

/** A channel that Muster was added to, and what it is. */
export function connect({ journal }: Core, channel: string, events: ChannelDraft['events']) {
  return journal.append(
    channels,
    channelLogKey(channel),
    (): ChannelDraft => ({
      actor: { kind: 'muster' },
      action: 'connect',
      key: `connect:${channel}`,
      events: [{ kind: 'met', place: placeOf(channel) }, ...events],
      effects: [],
    }),
  );
}

/** Each write takes half a second, so that a process dies before, in or after one. */
export function slow(store: Store, process: Process): Store {
  return {
    ...store,
    log: {
      ...store.log,
      append: async (entry) => {
        await process.clock.wait(500);
        await store.log.append(entry);
        await process.clock.wait(500);
      },
    },
  };
}

/** A life of Muster that looks for what is due every `tickMs`, and asks Sentinel hardly ever. */
export function coreOf(
  process: Process,
  world: Pick<Parameters<typeof createCore>[1], 'store' | 'sentinel' | 'messenger'>,
  { directory = byRosters, holidays = [] }: { directory?: Directory; holidays?: string[] } = {},
): Core {
  const { clock, name: owner } = process;
  const logger = pino({ level: 'silent' });
  const pacing = createPacing({ store: world.store, clock, owner, logger, limits: noLimits, holdMs: 8000 });
  return createCore(
    {
      targets: defaultTargets,
      twoPeople: [],
      quietSeconds: 60,
      storm: { cardsPerMinute: 1000, quietMinutes: 10 },
      language: 'en',
      zone: 'UTC',
      holidays,
      bot: { tenantId: tenant },
      sentinel: { workspaces: [workspace], pollSeconds: 7200, sweepMinutes: 1440 },
    },
    {
      ...world,
      directory,
      clock,
      logger,
      owner,
      // Whether the others are up is nothing here: a week has 120,000 beats.
      pacing: { ...pacing, heartbeat: { ...pacing.heartbeat, start: async () => undefined } },
      tickMs,
      leaseMs: 8000,
      mostOften: [],
    },
  );
}

const membersOf = (id: string): Somebody[] => everybody.filter((one) => one.in.includes(id));
const byRosters: Directory = {
  members: async ({ id }) => membersOf(id),
  member: async ({ id }, oid) => membersOf(id).find((one) => one.oid === oid),
  roles: async (oid) => everybody.find((one) => one.oid === oid)?.roles ?? [],
};

/** A quarter of the time there was, at most an hour, in minutes. */
const leadOf = (since: number, due: number): number =>
  Math.min(60, Math.max(1, Math.floor((due - since) / minute / 4)));

function owing({ people, turns, said }: Model): Somebody[] {
  return [...new Set([...people, ...turns])].filter((one) => !said.includes(one));
}

function nextOf(model: Model): { what: string; at: number; whom?: Somebody[] } | undefined {
  const { kept, due, lead, people, turns, standIn } = model;
  if (kept.includes('soc')) return undefined;
  if (!kept.includes('before')) return { what: 'before', at: due - lead * minute };
  if (!kept.includes('due'))
    return { what: 'due', at: due, ...(owing(model).length === 0 && { whom: [pam] }) };
  const climbed = kept.length - 2;
  const at = due + Math.max(5, lead) * (climbed + 1) * minute;
  const asked = [...people, ...turns];
  const told = kept.includes('contact');
  if (standIn && !kept.includes('standIn') && !told && !asked.includes(standIn))
    return { what: 'standIn', at, whom: [standIn] };
  if (!told && !asked.includes(pam)) return { what: 'contact', at, whom: [pam] };
  return { what: 'soc', at, whom: [model.by] };
}

function promise({ number }: Model, what: string, at: number, whom: Person[]): Kept {
  const names = whom.map(({ name }) => name).sort();
  return { at: new Date(at).toISOString().slice(0, 16), number, what, whom: names.join(' ') };
}

const sentences: [RegExp, string][] = [
  [/ is due in /, 'before'],
  [/ is due now/, 'due'],
  [/You stand in/, 'standIn'],
  [/security contact/, 'contact'],
  [/has not answered question/, 'soc'],
  [/was handed over to you/, 'passed'],
];

/** What a message says of which question; undefined for one that is about something else. */
function keptIn({ text = '', mentions = [] }: Message, at: number): Kept | undefined {
  const what = sentences.find(([pattern]) => pattern.test(text))?.[1];
  const number = /question \d+-(\d+)/.exec(text)?.[1];
  if (!what || !number) return undefined;
  const whom = mentions.map(({ name }) => name).sort();
  return { at: new Date(at).toISOString().slice(0, 16), number: Number(number), what, whom: whom.join(' ') };
}
