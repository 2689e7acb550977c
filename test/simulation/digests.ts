/**
 * Weeks of summaries: people want and stop them, leave and lose their roles, while replicas die and are deployed anew, all of
 * them are away for hours, there are holidays, and clocks are changed. Beside it a model goes through the calendar minute by
 * minute and says what falls on which.
 */
import { IANAZone } from 'luxon';
import type { Asked } from '../../bot/actions/asked.ts';
import type { Core } from '../../bot/core.ts';
import { type ChannelState, channelLogKey } from '../../bot/incidents/channel.ts';
import { channels } from '../../bot/log/kinds.ts';
import type { Clock, Directory, Message, Messenger, Place } from '../../bot/ports.ts';
import { connection, place, tenant } from '../build.ts';
import { readable } from '../cards/walk.ts';
import { fakeMessenger } from '../fakes/messenger.ts';
import { createFakeSentinel } from '../fakes/sentinel.ts';
import { fakeStore } from '../fakes/store.ts';
import { ada, ben, pam, payments, pia, placeOf, type Somebody, soc, wim } from './people.ts';
import { createProcess, type Process } from './process.ts';
import { createRandom } from './random.ts';
import { createTime } from './time.ts';
import { connect, coreOf, slow } from './week.ts';

const minute = 60_000;
const hour = 60 * minute;
/** The loops of a core, and for how long they doze where nothing falls due: a model minute lasts no longer. */
const loops = [8000, 30_000, 60_000];
const doze = 15 * minute;
/** Nobody wants one for sooner than this, so that none is dozed through. */
const soonest = 20 * minute;

/** A manager, who reads in New York. */
const max: Somebody = {
  ...wim,
  oid: '88888888-0000-4000-8000-000000000000',
  name: 'Max',
  roles: ['manager'],
  in: [],
};
const chatOf = (who: Somebody): Place => place(`a:${who.name}`, { kind: 'personal', tenantId: tenant });
const group = place('19:group@thread.v2', { kind: 'groupChat', tenantId: tenant });

/** Where summaries are sent: who may want them there, in which zone they are read, and what has to be so. */
const rooms: { at: Place; who: Somebody[]; zone: string; may(gone: ReadonlySet<string>): boolean }[] = [
  { at: placeOf(soc), who: [ada, ben], zone: 'UTC', may: () => true },
  { at: placeOf(payments), who: [pia, pam], zone: 'Europe/Berlin', may: () => true },
  { at: chatOf(pia), who: [pia], zone: 'Europe/Berlin', may: (gone) => !gone.has('pia') },
  { at: chatOf(max), who: [max], zone: 'America/New_York', may: (gone) => !gone.has('max') },
  { at: group, who: [pia, max], zone: 'Europe/Berlin', may: (gone) => gone.size === 0 },
];
type Room = (typeof rooms)[number];

/** Something that was sent, or has to be. */
export interface Sent {
  place: string;
  /** ISO UTC, to the minute */
  at: string;
  what: 'summary' | 'late' | 'over';
}

export interface Weeks {
  expected: Sent[];
  sent: Sent[];
  set: number;
  stopped: number;
  deaths: number;
  /** that said of themselves that they may be there twice */
  marked: number;
  states: ChannelState[];
}

interface Wanted {
  room: Room;
  number: number;
  on: 'day' | 'weekday' | number[];
  /** minutes of the day */
  clock: number;
}

const dayNames = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** @param start epoch milliseconds, a whole minute */
export async function playWeeks(
  seed: number,
  start: number,
  days: number,
  holidays: string[],
): Promise<Weeks> {
  const random = createRandom(seed);
  const time = createTime(start);
  const store = fakeStore();
  const sentinel = createFakeSentinel({ workspaces: ['sub~rg-soc~ws-soc'], now: () => new Date(time.now()) });
  const teams = fakeMessenger(() => new Date(time.now()));
  const gone = new Set<string>();
  const sent: Sent[] = [];
  /** what the messages were found by that were sent */
  const known = new Set<string>();
  const expected: Sent[] = [];
  const wanted: Wanted[] = [];
  const counts = new Map<Room, number>();
  /** what nobody stops */
  const throughout: Wanted[] = [];
  let [lives, deaths, marked, stopped] = [0, 0, 0, 0];
  /** when nobody is up */
  const away = { from: start + 9 * 24 * hour + 5 * hour, to: start + 9 * 24 * hour + 10.75 * hour };

  const isIn = (one: Somebody, id: string): boolean =>
    (one.in.includes(id) && !(one === pia && gone.has('pia'))) ||
    rooms.some(({ at, who }) => at.kind !== 'channel' && at.id === id && who.includes(one));
  const members = (id: string): Somebody[] => [ada, ben, pia, pam, wim, max].filter((one) => isIn(one, id));
  const directory: Directory = {
    members: async ({ id }) => members(id),
    member: async ({ id }, oid) => members(id).find((one) => one.oid === oid),
    roles: async (oid) => {
      const one = [ada, ben, max].find((somebody) => somebody.oid === oid);
      return one === max && gone.has('max') ? [] : (one?.roles ?? []);
    },
  };

  const replicas = [startOne(), startOne()];
  function startOne(): { core: Core; process: Process } {
    const process = createProcess(`r${++lives}`, time);
    process.clock.wait = dozing(process.clock.wait);
    const core = coreOf(
      process,
      { store: slow(store, process), sentinel, messenger: listening(process) },
      { directory, holidays },
    );
    void core.start();
    return { core, process };
  }
  function dozing(wait: Clock['wait']): Clock['wait'] {
    return async (ms, signal) => {
      if (!loops.includes(ms)) return wait(ms, signal);
      const [first] = await store.log.due('9', 1);
      const due = Date.parse(first?.due ?? '') - time.now();
      return wait(ms === loops[0] && due < doze ? Math.max(due, ms) : doze, signal);
    };
  }
  const up = (): Core => random.pick(replicas.filter(({ process }) => process.isAlive())).core;

  /** Takes a second for each message; one whose sender dies meanwhile is not sent. */
  function listening(process: Process): Messenger {
    return {
      ...teams,
      post: async (where, message) => {
        await process.clock.wait(1000);
        note(where, message);
        return teams.post(where, message);
      },
    };
  }
  function note(where: Place, message: Message): void {
    const one = sentIn(where, message, time.now());
    if (!one) return;
    const again = /perhaps here twice/.test(message.summary ?? '');
    if (again) marked += 1;
    // Its sender died before it could tell: nobody may look into a chat, so it came twice and says so.
    if (again && message.key && known.has(message.key)) return;
    known.add(message.key ?? '');
    sent.push(one);
  }

  let seen = start;
  /** Goes through the minutes until now, and notes what falls on them. */
  function keepUp(): void {
    for (; seen < time.now(); seen += 5 * minute)
      for (const one of [...wanted]) {
        if (!fallsOn(one, seen, holidays)) continue;
        const isAway = seen >= away.from && seen < away.to;
        // Only the last of what is missed could still be in time, and there is one a day.
        if (isAway && away.to - seen >= 4 * hour) continue;
        const may = one.room.may(gone);
        expected.push({
          place: one.room.at.id,
          at: isoMinute(isAway ? away.to : seen),
          what: !may ? 'over' : isAway && away.to - seen > 5 * minute ? 'late' : 'summary',
        });
        if (!may) wanted.splice(wanted.indexOf(one), 1);
      }
  }

  async function says(who: Somebody, { at, zone }: Room, text: string, press?: object): Promise<string> {
    const { oid, name } = who;
    const kind: Asked['kind'] = press ? 'click' : 'typed';
    const reply = up().converse({
      kind,
      speaker: { oid, name, tenantId: tenant, place: at, zone, language: 'en' },
      data: { ...press },
      text,
      conversation: at.id,
      messageKey: `${time.now()} ${oid} ${random.int(0, 1e9)}`,
    });
    const waited = time.pass(8000);
    const answer = await reply;
    await waited;
    return 'card' in answer ? readable(answer.card) : JSON.stringify(answer);
  }

  const here = ({ who }: Room): Somebody[] => who.filter(({ name }) => !gone.has(name.toLowerCase()));

  const anything = (): Promise<void> => {
    const room = random.pick(rooms.filter((one) => one.may(gone)));
    const on = random.pick(['day' as const, 'weekday' as const, [random.int(1, 7)], [1, random.int(2, 7)]]);
    return want(room, on, random.pick([0, 150, 165, 180, 480, 545, 990, 60 * random.int(0, 23)]));
  };

  async function want(room: Room, on: Wanted['on'], clock: number): Promise<void> {
    const one: Wanted = { room, number: (counts.get(room) ?? 0) + 1, on, clock };
    for (let at = seen; at < time.now() + soonest; at += 5 * minute) if (fallsOn(one, at, holidays)) return;
    const same = wanted.some(
      (other) => other.room === room && other.clock === clock && String(other.on) === String(on),
    );
    if (same || wanted.filter((other) => other.room === room).length >= 10) return;
    const days = Array.isArray(on) ? on.map((day) => dayNames[day - 1]).join(' and ') : on;
    const [h, m] = [Math.floor(clock / 60), String(clock % 60).padStart(2, '0')];
    const told = random.pick([`every ${days} at ${h}:${m}`, `every ${h}:${m} ${days}`]);
    const answer = await says(random.pick(here(room)), room, told);
    if (!answer.includes(`Summary ${one.number} comes here`))
      throw new Error(`“${told}” was answered: ${answer}`);
    counts.set(room, one.number);
    wanted.push(one);
  }

  async function stop(): Promise<void> {
    const one = random.pick(wanted);
    if (throughout.includes(one) || !one.room.may(gone)) return;
    const who = here(one.room);
    const digest = String(one.number);
    const answer = random.chance(0.5)
      ? await says(random.pick(who), one.room, `stop digest ${digest}`)
      : await says(random.pick(who), one.room, '', { verb: 'stop digest', digest, from: 'list' });
    if (/There is no|is for/.test(answer)) throw new Error(`Stopping ${digest} was answered: ${answer}`);
    wanted.splice(wanted.indexOf(one), 1);
    stopped += 1;
  }

  /** Somebody dies, or is deployed anew, about when something is due. */
  async function trouble(): Promise<void> {
    const [first] = await store.log.due('9', 1);
    const due = Date.parse(first?.due ?? '') + random.int(-2, 25) * 1000;
    if (!(due > time.now()) || (due > away.from - hour && due < away.to + hour)) return;
    time.after(due - time.now(), () => {
      const i = random.int(0, replicas.length - 1);
      const one = replicas[i]!;
      if (!one.process.isAlive()) return;
      deaths += 1;
      if (random.chance(0.5)) one.process.die();
      else void one.core.stop().then(() => one.process.die());
      time.after(random.int(1, 6) * 1000, () => {
        one.process.die();
        if (replicas[i] === one) replicas[i] = startOne();
      });
    });
  }

  await settle();
  const end = start + days * 24 * hour;
  time.after(away.from - time.now(), () => {
    for (const { process } of replicas) process.die();
  });
  time.after(away.to - time.now(), () => replicas.splice(0, replicas.length, startOne(), startOne()));
  const leaving = [
    { who: 'pia', at: start + (days - 4) * 24 * hour + 3 * minute },
    { who: 'max', at: start + (days - 2) * 24 * hour + 3 * minute },
  ];
  for (const { who, at } of leaving)
    time.after(at - time.now(), () => {
      keepUp();
      gone.add(who);
    });
  // In the hours that there are twice, or not at all, in each of the zones.
  await want(rooms[1]!, 'day', 150);
  await want(rooms[3]!, 'day', 90);
  throughout.push(...wanted);
  while (time.now() < end) {
    const pause = random.int(30, 300) * minute;
    // Between two minutes of the model.
    const until = Math.ceil((time.now() + pause) / (5 * minute)) * 5 * minute + 90_000;
    await time.pass(until - time.now());
    keepUp();
    const isAway = time.now() > away.from - hour && time.now() < away.to;
    if (isAway) continue;
    await trouble();
    const now = wanted.length < 4 || random.chance(0.5) ? anything : random.chance(0.4) ? stop : undefined;
    await now?.();
  }
  keepUp();
  const states = await Promise.all(rooms.map(({ at }) => up().journal.read(channels, channelLogKey(at.id))));
  for (const { process } of replicas) process.die();
  const set = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return { expected, sent, set, stopped, deaths, marked, states };

  async function settle(): Promise<void> {
    const team = connection({ hosts: ['pay-*'] }, { name: 'Payments', zone: 'Europe/Berlin' });
    const settled = Promise.all([
      connect(up(), soc, [{ kind: 'socNamed', by: ada }]),
      connect(up(), payments, [{ kind: 'connected', connection: team, by: ada }]),
    ]);
    await time.pass(minute);
    await settled;
  }
}

const isoMinute = (at: number): string => new Date(at).toISOString().slice(0, 16);

interface Wall {
  /** since 1970 */
  day: number;
  /** of the day */
  minute: number;
}

const offsets = new Map<string, number>();

/** What the clock and the calendar on the wall show. Offsets change on the hour in these zones. */
function wallAt(time: number, zone: string): Wall {
  const key = `${zone} ${Math.floor(time / hour)}`;
  const offset = offsets.get(key) ?? IANAZone.create(zone).offset(time);
  offsets.set(key, offset);
  const shown = Math.floor(time / minute) + offset;
  return { day: Math.floor(shown / 1440), minute: ((shown % 1440) + 1440) % 1440 };
}

/** Whether a summary falls on this minute: the wall shows its time, or has just jumped over it, for the first time that day. */
function fallsOn({ room, on, clock }: Wanted, at: number, holidays: string[]): boolean {
  const now = wallAt(at, room.zone);
  if (now.minute < clock || now.minute >= clock + 120) return false;
  for (let earlier = at - 5 * minute; earlier >= at - 3 * hour; earlier -= 5 * minute) {
    const then = wallAt(earlier, room.zone);
    if (then.day === now.day && then.minute >= clock) return false;
  }
  const weekday = ((now.day + 3) % 7) + 1;
  if (on === 'day') return true;
  if (on !== 'weekday') return on.includes(weekday);
  return weekday <= 5 && !holidays.includes(new Date(now.day * 24 * hour).toISOString().slice(0, 10));
}

/** A summary or its end; undefined for anything else that is posted. */
function sentIn(where: Place, { card }: Message, at: number): Sent | undefined {
  const text = card ? readable(card) : '';
  const what = /does not come any more/.test(text)
    ? ('over' as const)
    : !/[Ss]ummary of \w+day \d\d:\d\d/.test(text)
      ? undefined
      : /It comes late/.test(text)
        ? ('late' as const)
        : ('summary' as const);
  return what && { place: where.id, at: isoMinute(at), what };
}
