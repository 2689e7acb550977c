/** A small company with Muster in it, in memory: everybody there can be, everywhere they can speak, and one incident. */
import { pino } from 'pino';
import type { Asked, Reply } from '../../bot/actions/asked.ts';
import { createCore } from '../../bot/core.ts';
import { Upstream } from '../../bot/errors.ts';
import { type ChannelEvent, channelLogKey } from '../../bot/incidents/channel.ts';
import type { IncidentEvent, Person } from '../../bot/incidents/events.ts';
import { defaultTargets } from '../../bot/incidents/levels.ts';
import type { TwoPeopleRule } from '../../bot/incidents/second-person.ts';
import type { Entry } from '../../bot/log/entry.ts';
import {
  type ChannelDraft,
  channels as channelKind,
  type IncidentDraft,
  incidents as incidentKind,
} from '../../bot/log/kinds.ts';
import { createPacing } from '../../bot/pace/pacing.ts';
import type { Member, Place, Role } from '../../bot/ports.ts';
import { noLimits } from '../../sandbox/no-limits.ts';
import {
  ada,
  arrived,
  at,
  connection,
  logKey,
  member,
  paymentsId,
  paymentsRoute,
  place,
  socId,
  socRoute,
  tenant,
  webshopId,
} from '../build.ts';
import { type HandClock, handClock } from '../fakes/clock.ts';
import { type FakeMessenger, fakeMessenger } from '../fakes/messenger.ts';
import { createFakeSentinel, type FakeSentinel } from '../fakes/sentinel.ts';
import { fakeStore } from '../fakes/store.ts';

/** Somebody of the company, or who passes for it. */
export interface Somebody extends Member {
  roles: Role[];
  /** the channels whose rosters hold them, wherever they speak */
  in: string[];
}

let people = 0;
function somebody(name: string, roles: Role[] = [], channels: string[] = [], change: Partial<Member> = {}) {
  const oid = `${String(++people).padStart(8, '0')}-0000-4000-8000-000000000000`;
  const person = member({ oid, name, upn: `${name.toLowerCase()}@contoso.example` }, change);
  return { ...person, roles, in: channels } satisfies Somebody;
}

export const analyst = somebody('Ann', ['analyst'], [socId]);
export const analystToo = somebody('Abe', ['analyst'], [socId, paymentsId]);
export const analystOutside = somebody('Art', ['analyst']);
export const teamMember = somebody('Mia', [], [paymentsId]);
export const otherMember = somebody('Otto', [], [webshopId]);
export const teamColleague = somebody('Paul', [], [paymentsId]);
export const otherColleague = somebody('Olga', [], [webshopId]);
export const channelManager = somebody('Chloe');
export const manager = somebody('Max', ['manager']);
export const administrator = somebody('Adam', ['administrator']);
export const nobody = somebody('Nora');
export const guest = somebody('Gus', [], [paymentsId], { guest: true });
export const foreigner = somebody('Fritz', [], [paymentsId], { tenantId: 'another-tenant' });
const everybody: Somebody[] = [
  analyst,
  analystToo,
  analystOutside,
  teamMember,
  otherMember,
  teamColleague,
  otherColleague,
  channelManager,
  manager,
  administrator,
  nobody,
  guest,
  foreigner,
];

export const places = {
  SOC: place(socId),
  team: place(paymentsId),
  'other team': place(webshopId),
  elsewhere: place('19:lunch@thread.tacv2'),
  chat: place('a:chat', { kind: 'personal' }),
  group: place('19:group@thread.v2', { kind: 'groupChat' }),
} satisfies Record<string, Place>;
export type PlaceName = keyof typeof places;

/** Conversations that Muster is not in, so that Teams does not tell it who is there. */
export const foreign = {
  'a channel that Muster is not in': place('19:foreign@thread.tacv2'),
  'a group chat that Muster is not in': place('19:foreign@thread.v2', { kind: 'groupChat' }),
  'a meeting that Muster is not in': place('19:meeting_foreign@thread.v2', { kind: 'groupChat' }),
  // Teams calls it personal, as it does one's own chat with Muster.
  'a chat with somebody else': place('19:foreign_two@unq.gbl.spaces', { kind: 'personal' }),
} satisfies Record<string, Place>;
const isForeign = (id: string): boolean => Object.values(foreign).some((one) => one.id === id);

/** What a card of the incident sends: the button's data, and what a dialog adds. */
export type Data = Record<string, unknown>;

export interface Company {
  /** What somebody does somewhere, and what is answered. */
  does(who: Somebody, where: Place, kind: Asked['kind'], data: Data, text?: string): Promise<Reply>;
  /** Entries that were made in somebody's name, in any log. */
  entriesOf(who: Somebody): Promise<Entry[]>;
  /** what Teams was asked to show, as JSON */
  shown(): string;
  /** what was put into people's storage, oldest first */
  readonly taken: string[];
}

/** An entry: what happened, what was said, and by whom if by anybody. */
export interface Happened {
  events: IncidentEvent[];
  texts?: Record<string, string>;
  by?: Person;
}

const threadIn = ({ id, kind }: Place): string => (kind === 'channel' ? `${id};messageid=1` : id);
const card = (channel: string): IncidentEvent => ({
  kind: 'posted',
  about: 'card',
  channel,
  thread: threadIn(place(channel)),
  message: '1',
  rev: 1,
});
/** It has arrived, has its cards and a question to the team. */
const whole: IncidentEvent[] = [
  ...arrived({}, [socRoute, paymentsRoute]),
  card(socId),
  card(paymentsId),
  { kind: 'asked', id: 'q', by: ada, channel: paymentsId, people: [] },
];

/** A company before anything has happened to it, and everything that Muster lives among there. */
export interface Premises extends Company {
  core: ReturnType<typeof createCore>;
  store: ReturnType<typeof fakeStore>;
  clock: HandClock;
  sentinel: FakeSentinel;
  messenger: FakeMessenger;
}

interface PremisesOptions {
  /** whoever speaks in a place is in its roster */
  present?: boolean;
  /** from so many cards a minute on there is a storm */
  cardsPerMinute?: number;
  twoPeople?: TwoPeopleRule[];
}

/** Its channels are connected; as long as nobody starts the core and lets time pass, Muster does nothing by itself. */
export async function premises({
  present = true,
  cardsPerMinute = 1000,
  twoPeople = [],
}: PremisesOptions = {}): Promise<Premises> {
  const store = fakeStore();
  const clock = handClock(at(10));
  const logger = pino({ level: 'silent' });
  const sentinel = createFakeSentinel({ workspaces: ['sub~rg-soc~ws-soc'], now: clock.now });
  const messenger = fakeMessenger(clock.now);
  const taken: string[] = [];
  let speaking: { who: Somebody; where: string } | undefined;
  const isIn = (one: Somebody, id: string): boolean =>
    one.in.includes(id) || (present && speaking?.who === one && speaking.where === id);
  const members = async ({ id }: Place): Promise<Member[]> => {
    if (isForeign(id))
      throw new Upstream('Teams did not list the members', {
        service: 'teams',
        operation: 'list the members',
        outcome: 'never',
        gone: 'removed',
      });
    return everybody.filter((one) => isIn(one, id));
  };
  const core = createCore(
    {
      targets: defaultTargets,
      twoPeople,
      quietSeconds: 60,
      storm: { cardsPerMinute, quietMinutes: 10 },
      language: 'en',
      zone: 'UTC',
      bot: { tenantId: tenant },
      sentinel: {
        workspaces: [{ subscriptionId: 'sub', resourceGroup: 'rg-soc', workspaceName: 'ws-soc' }],
        pollSeconds: 30,
        sweepMinutes: 15,
      },
    },
    {
      store,
      sentinel,
      messenger,
      directory: {
        members,
        member: async (where, oid) => (await members(where)).find((one) => one.oid === oid),
        roles: async (oid) => everybody.find((one) => one.oid === oid)?.roles ?? [],
      },
      files: { isAt: () => true, put: async (_to, content) => void taken.push(String(content)) },
      clock,
      logger,
      owner: 'r1',
      pacing: createPacing({ store, clock, owner: 'r1', logger, limits: noLimits }),
    },
  );
  const channel = (id: string, happened: ChannelEvent[]) =>
    core.journal.append(
      channelKind,
      channelLogKey(id),
      (): ChannelDraft => ({
        actor: { kind: 'muster' },
        action: 'met',
        key: `met:${id}`,
        events: [{ kind: 'met', place: place(id) }, ...happened],
        effects: [],
      }),
    );
  const connected = (name: string, hosts: string, managers: Person[] = []): ChannelEvent[] => [
    { kind: 'connected', connection: connection({ hosts: [hosts] }, { name, managers }), by: ada },
  ];
  await channel(socId, [{ kind: 'socNamed', by: ada }]);
  await channel(paymentsId, connected('Payments', 'pay-*', [channelManager]));
  await channel(webshopId, connected('Webshop', 'web-*'));
  await channel(places.elsewhere.id, []);
  return {
    core,
    store,
    clock,
    sentinel,
    messenger,
    async does(who, where, kind, data, text = '') {
      speaking = { who, where: where.id };
      const { oid, name, tenantId } = who;
      return core.converse({
        kind,
        speaker: { oid, name, ...(tenantId && { tenantId }), place: where },
        data,
        text,
        conversation: threadIn(where),
        messageKey: `${where.id} ${oid} ${JSON.stringify(data)} ${text}`,
      });
    },
    async entriesOf({ oid }) {
      const logs = [logKey, ...Object.values(places).map(({ id }) => channelLogKey(id))];
      const entries = (await Promise.all(logs.map((key) => store.log.read(key)))).flat();
      return entries.filter(({ actor }) => actor.kind === 'person' && actor.oid === oid);
    },
    shown: () => JSON.stringify(messenger.sent),
    taken,
  };
}

/**
 * A company with one incident. What Muster does by itself waits for ever: only what people are answered is looked at.
 * @param events what happened to the incident at first, with their texts
 * @param later what happened to it afterwards, an entry each
 */
export async function company({
  present = true,
  events = whole,
  texts = { question: 'Was it you?' } as Record<string, string>,
  later = [] as Happened[],
} = {}): Promise<Company> {
  const there = await premises({ present });
  const { core } = there;
  await core.journal.append(
    incidentKind,
    logKey,
    (): IncidentDraft => ({
      actor: { kind: 'sentinel' },
      action: 'arrived',
      key: 'arrived',
      events,
      effects: [],
      texts,
    }),
  );

  for (const [i, { events: happened, texts: said = {}, by }] of later.entries())
    await core.journal.append(
      incidentKind,
      logKey,
      (): IncidentDraft => ({
        actor: by ? { kind: 'person', oid: by.oid, name: by.name } : { kind: 'sentinel' },
        action: 'happened',
        key: `later:${i}`,
        events: happened,
        effects: [],
        texts: said,
      }),
    );
  return there;
}
