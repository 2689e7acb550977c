/** What happens to Muster in a run: rules and people at work in Sentinel, people who press buttons in Teams, playbooks. */
import type { Asked, Reply } from '../../bot/actions/asked.ts';
import { keepHint } from '../../bot/http/hint.ts';
import { severities } from '../../bot/incidents/incident.ts';
import { incidentLogKey } from '../../bot/incidents/state.ts';
import { entity } from '../build.ts';
import type { FakeSentinel } from '../fakes/sentinel.ts';
import {
  ada,
  ben,
  channelIds,
  eve,
  everybody,
  gus,
  pam,
  payments,
  pia,
  placeOf,
  type Somebody,
  soc,
  webshop,
  wim,
} from './people.ts';
import type { Random } from './random.ts';
import { playbook, type Replica } from './replica.ts';
import type { Shown, Teams } from './teams.ts';
import type { Time } from './time.ts';

/** Something that a person wanted. */
export interface Press {
  who: Somebody;
  verb: string;
  incident: string;
  channel: string;
  /** said nowhere else */
  word?: string;
  /** Muster said that it is done, and Teams got that answer */
  accepted: boolean;
}

/** A summary that somebody wants in a channel. */
export interface Summary {
  channel: string;
  /** `HH:mm` */
  at: string;
  accepted: boolean;
}

/** Something that a person found while they wrote a message somewhere. */
export interface Sight {
  who: Somebody;
  channel: string;
  number: number;
}

export interface CrowdOptions {
  time: Time;
  random: Random;
  sentinel: FakeSentinel;
  teams: Teams;
  /** the replicas that are up, any of which a load balancer may choose */
  up(): Replica[];
}

type Data = Record<string, unknown>;

/** Teams gives up on an answer after this long and delivers the same again. */
const patienceMs = 15_000;
const deliveries = 3;

export type Crowd = ReturnType<typeof createCrowd>;

export function createCrowd({ time, random, sentinel, teams, up }: CrowdOptions) {
  const presses: Press[] = [];
  const sights: Sight[] = [];
  const created: { id: string; workspace: string }[] = [];
  /** words that others said in Sentinel, by incident */
  const heard: { incident: string; word: string }[] = [];
  const summaries: Summary[] = [];
  let words = 0;
  const newWord = (): string => `word${++words}x`;

  /** Delivers it until somebody answers, as Teams does. Gives the answer, or undefined where none came. */
  async function deliver(asked: Asked): Promise<Reply | undefined> {
    for (let attempt = 1; attempt <= deliveries; attempt++) {
      const replicas = up();
      if (replicas.length > 0) {
        const { core, process } = random.pick(replicas);
        const answered = new Promise<Reply | undefined>((resolve) => {
          // A request reaches a process that stands still when it wakes.
          process.deliver(() => {
            // What fails there is answered with a sentence all the same.
            core.converse(asked).then(resolve, () => resolve({ kind: 'tell', text: 'failed' }));
          });
          time.after(patienceMs, () => resolve(undefined));
        });
        const reply = await answered;
        // The answer itself may be lost on its way.
        if (reply && !random.chance(0.03)) return reply;
      } else await new Promise<void>((resolve) => time.after(patienceMs, resolve));
    }
    return undefined;
  }

  function someoneAt(channel: string): Somebody {
    if (random.chance(0.1)) return random.pick([eve, gus, wim, pia]);
    if (channel === payments) return random.pick([pia, pam]);
    return channel === webshop ? wim : random.pick([ada, ben]);
  }

  function asked(
    kind: Asked['kind'],
    who: Somebody,
    card: Pick<Shown, 'channel' | 'thread'>,
    more: Partial<Asked>,
  ): Asked {
    const { oid, name, tenantId } = who;
    return {
      kind,
      speaker: { oid, name, ...(tenantId && { tenantId }), place: placeOf(card.channel) },
      data: {},
      text: '',
      conversation: card.thread,
      messageKey: `${card.thread} ${random.int(0, 1e9)}`,
      ...more,
    };
  }

  async function press(): Promise<void> {
    const shown = teams.someCard();
    if (!shown) return;
    // Some cards are forwarded, and some of what they send is forged.
    const card = random.chance(0.08) ? { ...shown, channel: random.pick(channelIds) } : shown;
    const buttons = buttonsIn(card.message.card);
    if (buttons.length === 0) return;
    const pressed = random.pick(buttons);
    const forged = pressed.msteams && random.chance(0.08);
    const data: Data = forged ? { ...pressed, verb: 'close' } : pressed;
    const verb = String(data.verb);
    if (typeof data.incident !== 'string') return;
    const who = someoneAt(card.channel);
    const one: Press = { who, verb, incident: data.incident, channel: card.channel, accepted: false };
    const { msteams, ...kept } = data;
    if (!msteams) {
      if (!['acknowledge', 'take', 'release', 'undo', 'reopen'].includes(verb)) return;
      presses.push(one);
      const reply = await deliver(asked('click', who, card, { data: kept, card: card.id }));
      one.accepted = reply?.kind === 'replace';
      return;
    }
    const form = formFor(verb);
    if (!form) return;
    presses.push(Object.assign(one, form.word && { word: form.word }));
    const sent = { ...kept, ...form.data, nonce: `n${random.int(0, 1e9)}` };
    const reply = await deliver(asked('submit', who, card, { data: sent }));
    one.accepted = reply?.kind === 'done';
  }

  function formFor(verb: string): { data: Data; word?: string } | undefined {
    const word = newWord();
    if (verb === 'comment') return { data: { text: `I say ${word}` }, word };
    if (verb === 'close') return { data: { outcome: 'Undetermined', comment: `closing ${word}` } };
    if (verb === 'share') return { data: { text: `we share ${word}` } };
    if (verb === 'inform') return { data: { channels: channelIds.join(','), reason: '' } };
    if (verb === 'not ours') return { data: { reason: `not ours ${word}` } };
    return undefined;
  }

  /** Words in the thread of a card, with or without a mention of Muster. */
  async function speak(): Promise<void> {
    const card = teams.someCard();
    const incident = card && incidentOf(card);
    if (!card || !incident) return;
    const who = someoneAt(card.channel);
    const word = newWord();
    const one: Press = { who, verb: 'say', incident, channel: card.channel, word, accepted: false };
    presses.push(one);
    const kind = random.pick(['typed', 'overheard'] as const);
    const reply = await deliver(asked(kind, who, card, { text: `I heard ${word}`, message: `m${words}` }));
    // What is overheard is answered with nothing, whatever became of it.
    one.accepted =
      kind === 'typed' && reply?.kind === 'post' && /Kept with incident/.test(JSON.stringify(reply.card));
  }

  function create(): void {
    const team = random.pick(['pay', 'web', 'other', 'rule']);
    const ref = sentinel.add(
      {
        id: `${String(created.length + 1).padStart(8, '0')}-0000-4000-8000-000000000000`,
        // Sentinel gives no number twice, whatever was deleted.
        number: created.length + 1,
        title: `Rare process ${created.length + 1}`,
        severity: random.pick(severities),
        ruleIds: team === 'rule' ? ['rule-web'] : [],
      },
      {
        entities: [
          ...(team === 'rule' ? [] : [entity('Host', `${team}-01`)]),
          // Some are about one of the payments team.
          ...(random.chance(0.2) ? [entity('Account', pia.name)] : []),
        ],
      },
    );
    created.push(ref);
  }

  function edit(): void {
    if (created.length === 0) return;
    const ref = random.pick(created);
    const change = random.pick([
      'severity',
      'status',
      'close',
      'title',
      'comment',
      'comment',
      'label',
    ] as const);
    try {
      if (change === 'severity') sentinel.edit(ref, { severity: random.pick(severities) });
      if (change === 'status') sentinel.edit(ref, { status: random.pick(['New', 'Active']) });
      if (change === 'close') sentinel.edit(ref, { status: 'Closed', classification: 'Undetermined' });
      if (change === 'title') sentinel.edit(ref, { title: `Renamed ${random.int(1, 99)}` });
      if (change === 'label') sentinel.edit(ref, { addLabels: [`label-${random.int(1, 5)}`] });
      if (change === 'comment') {
        const word = newWord();
        sentinel.say(ref, `the portal says ${word}`);
        heard.push({ incident: incidentLogKey(ref.workspace, ref.id), word });
      }
    } catch {
      // Nobody can change what was deleted.
    }
  }

  async function hint(): Promise<void> {
    const replicas = up();
    if (created.length === 0 || replicas.length === 0) return;
    const ref = random.pick(created);
    const { store, core, process } = random.pick(replicas);
    await keepHint(store.hints, ref, process.clock.now()).catch(() => undefined);
    void core.intake.followHints().catch(() => undefined);
  }

  /** Somebody presses a button of one of these verbs, wherever there is one, and sends what its form asks for. */
  async function fill(verbs: string[], inputs: (word: string, data: Data) => Data): Promise<void> {
    const found = teams
      .all()
      .flatMap((card) => buttonsIn(card.message.card).map((data) => ({ card, data })))
      .filter(({ data }) => verbs.includes(String(data.verb)));
    if (found.length === 0) return;
    const { card, data } = random.pick(found);
    const { msteams, ...kept } = data;
    const who = someoneAt(card.channel);
    const word = newWord();
    const { verb, incident } = kept as { verb: string; incident: string };
    const one: Press = { who, verb, incident, channel: card.channel, accepted: false };
    presses.push(Object.assign(one, !isEmpty(inputs(word, kept)) && { word }));
    const sent = { ...kept, ...inputs(word, kept), nonce: `n${random.int(0, 1e9)}` };
    const kind = msteams ? 'submit' : 'click';
    const reply = await deliver(asked(kind, who, card, { data: sent, ...(!msteams && { card: card.id }) }));
    one.accepted = reply?.kind === (msteams ? 'done' : 'replace');
  }

  /** A containment is proposed, mostly one that runs a playbook. */
  const propose = () =>
    fill(['propose'], (word) => ({
      channel: random.pick([payments, payments, webshop]),
      measure: random.pick(['playbook', 'playbook', 'isolateHost']),
      playbook,
      why: `since ${word}`,
      minutes: '15',
      lifting: 'by hand',
      silence: random.pick(['hold', 'analyst']),
    }));
  const decide = () =>
    fill(random.chance(0.85) ? ['go ahead'] : ['hold', 'override'], (word) => ({ reason: `as ${word}` }));
  const follow = () =>
    fill(random.pick([['outcome'], ['lift'], ['withdraw check'], ['healthy']]), (word, { verb }) =>
      verb === 'outcome' ? {} : { reason: `then ${word}`, healthy: random.pick(['yes', 'no']) },
    );

  /** A question that is due in some minutes, which only a long run sees. */
  const ask = () =>
    fill(['ask'], (word) => {
      const [date = '', clock = ''] = new Date(time.now() + 6 * 60_000).toISOString().split('T');
      const channel = random.pick([payments, payments, webshop]);
      const people = channel === payments ? random.pick(['', pia.oid, `${pia.oid},${pam.oid}`]) : wim.oid;
      const standIn = channel === payments && random.chance(0.5) ? pam.oid : '';
      const due = random.chance(0.8) ? { when: 'at', date, time: clock.slice(0, 5) } : { when: 'never' };
      return { channel, people, standIn, question: `who knows ${word}?`, answers: 'text', ...due };
    });
  const reactTo = () =>
    fill(
      random.pick([
        ...[['answer'], ['answer'], ['cannot say'], ['question note']],
        ...[['pass on'], ['more time']],
      ]),
      (word, { verb }) => ({
        [verb === 'answer' ? 'answer' : verb === 'question note' ? 'text' : 'reason']: `hm ${word}`,
        ...(verb === 'pass on' && { person: random.pick([pia, pam, wim]).oid }),
        ...(verb === 'more time' && { when: '1h' }),
      }),
    );
  async function withdraw(): Promise<void> {
    const card = teams.someCard();
    const incident = card && incidentOf(card);
    if (!card || !incident || card.channel !== soc) return;
    const who = random.pick([ada, ben]);
    presses.push({ who, verb: 'withdraw', incident, channel: soc, accepted: false });
    await deliver(asked('typed', who, card, { text: `withdraw q${random.int(1, 2)}` }));
  }

  /** Said outside of any incident's thread. */
  async function say(channel: string, text: string): Promise<string> {
    const card = { channel, thread: channel };
    const reply = await deliver(asked('typed', someoneAt(channel), card, { text }));
    return reply && 'card' in reply ? JSON.stringify(reply.card) : '';
  }

  /** How things stand, in a minute or two, or no more. */
  async function want(): Promise<void> {
    const channel = random.pick(channelIds);
    if (random.chance(0.2)) return void (await say(channel, `stop digest ${random.int(1, 2)}`));
    const at = new Date(time.now() + random.int(80, 150) * 1000).toISOString().slice(11, 16);
    const one: Summary = { channel, at, accepted: false };
    summaries.push(one);
    one.accepted = (await say(channel, `every day at ${at}`)).includes(`every day at ${at}`);
  }

  /** The SOC practises with a team; others try to. */
  async function drill(): Promise<void> {
    if (random.chance(0.5)) return;
    await say(random.chance(0.1) ? payments : soc, `drill ${random.pick(['payments', 'webshop'])}`);
  }

  /** Somebody types while they write a message, mostly where they belong. */
  async function search(): Promise<void> {
    const channel = random.pick(channelIds);
    const who = random.chance(0.7) ? someoneAt(channel) : random.pick(everybody);
    const where = { channel, thread: channel };
    const text = random.pick([
      '',
      'rare',
      'pay-01',
      'web',
      'open',
      'closed',
      'label',
      `${random.int(1, 12)}`,
    ]);
    const reply = await deliver(asked('find', who, where, { data: { text, skip: 0, count: 25 } }));
    if (reply?.kind !== 'found') return;
    for (const { title } of reply.found)
      sights.push({ who, channel, number: Number(/^#(\d+)/.exec(title)?.[1]) });
  }

  const doings = [
    ...[create, edit, edit, hint, press, press, press, press, press, press, speak, speak],
    ...[propose, propose, decide, decide, decide, follow, follow],
    ...[ask, ask, reactTo, reactTo, reactTo, withdraw],
    ...[want, want, want, drill],
    search,
  ];

  return {
    presses,
    sights,
    created,
    heard,
    summaries,
    create,
    /** One thing that somebody does. */
    async act(): Promise<void> {
      await random.pick(doings)();
    },
    /** Somebody deletes a message of Muster's in Teams, or an incident in Sentinel. */
    destroy(): void {
      const card = teams.someCard();
      if (random.chance(0.5) && created.length > 1) sentinel.remove(random.pick(created));
      else if (card) teams.remove(card);
    },
  };
}

const isEmpty = (data: Data): boolean => Object.keys(data).length === 0;

/** What each of a card's buttons sends back. */
function buttonsIn(value: unknown): Data[] {
  if (Array.isArray(value)) return value.flatMap(buttonsIn);
  if (value === null || typeof value !== 'object') return [];
  const node = value as { type?: string; data?: Data };
  const own = /^Action\.(Execute|Submit)$/.test(node.type ?? '') && node.data?.verb ? [node.data] : [];
  const { fallback: _fallback, ...rest } = value as Data;
  return [...own, ...Object.values(rest).flatMap(buttonsIn)];
}

/** The incident whose card it is; undefined for a storm's card and for notices. */
export function incidentOf({ message }: Shown): string | undefined {
  for (const data of buttonsIn(message.card))
    if (typeof data.incident === 'string' && data.verb === 'history') return data.incident;
  return undefined;
}
