/** A whole Muster for one file of tests: the sandbox without Playground and seed, and people who act through signed activities. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CosmosClient } from '@azure/cosmos';
import { pino } from 'pino';
import type { IncidentEntry } from '../../bot/incidents/state.ts';
import { connectPayments } from '../../sandbox/connect-payments.ts';
import { noLimits } from '../../sandbox/no-limits.ts';
import { type SandboxOptions, startSandbox } from '../../sandbox/sandbox.ts';
import type { Held } from '../../sandbox/sentinel/held.ts';
import type { IncidentSpec } from '../../sandbox/sentinel/specs.ts';
import type { SentMessage } from '../../sandbox/teams/connector.ts';
import { type Person, PLACE_IDS, personalChatId, TEAM } from '../../sandbox/teams/people.ts';
import { fastClock } from '../fakes/clock.ts';

export type Stage = Awaited<ReturnType<typeof startStage>>;
export type Where = 'soc' | 'payments' | 'webshop' | 'groupChat' | 'personal';
/** JSON from outside, of which a test says what it expects. */
// biome-ignore lint/suspicious/noExplicitAny: an assertion on JSON says what it expects by itself
export type Json = Record<string, any>;

const patienceMs = 10_000;

/** Waits until `look` gives something, and returns it; fails with what it waited for. */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  patience = patienceMs,
): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    const began = Date.now();
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`Waited ${patience / 1000} s in vain for: ${what}`);
    // What is costly to look at is looked at more rarely, so that what is waited for can go on.
    const wait = Math.max(20, 3 * (Date.now() - began));
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

/**
 * Starts it, and returns once Sentinel has been read for the first time. `otherwise` as the sandbox takes it; with
 * `teamsLimits` Teams keeps its published limits, and Muster keeps within them. Unless a clock is given, time passes four
 * times as fast as outside, since tests wait for polls, quiet and second tries most of their time.
 */
export async function startStage(otherwise: SandboxOptions['with'] & { env?: Record<string, string> } = {}) {
  const { env, ...more } = otherwise;
  const clock = more.clock ?? fastClock(4);
  const logs: Json[] = [];
  const sandbox = await startSandbox({
    env: {
      SANDBOX_PLAYGROUND: 'off',
      SANDBOX_SEED: 'off',
      SANDBOX_PORT: '0',
      SENTINEL_POLL_SECONDS: '2',
      COMMENT_QUIET_SECONDS: '2',
      // Tests are not to be a storm unless they are about one.
      STORM_CARDS_PER_MINUTE: '1000',
      ...env,
    },
    logger: pino({ level: 'warn' }, { write: (line: string) => void logs.push(JSON.parse(line)) }),
    tell: () => undefined,
    folder: mkdtempSync(join(tmpdir(), 'muster-')),
    with: {
      keptMessages: 20_000,
      teamsLimits: false,
      clock,
      tickMs: 1000,
      ...(!more.teamsLimits && { limits: noLimits }),
      ...more,
    },
  });
  const { gateway } = sandbox;
  const world = sandbox.world!;
  const ready = () =>
    eventually('a first look at Sentinel', async () => (await fetch(`${sandbox.ready.bot}/readyz`)).ok);
  await ready();

  const person = (key: string): Person => gateway.people.find((p) => p.key === key)!;
  const placeId = (where: Where, key: string): string =>
    where === 'personal' ? personalChatId(key) : PLACE_IDS[where];

  function activity(key: string, where: Where, more: Json, thread?: string): Json {
    const { id, name, aadObjectId, tenantId } = person(key);
    const channel = where === 'soc' || where === 'payments' || where === 'webshop';
    const channelName = { payments: 'Payments', webshop: 'Webshop' }[where as string];
    return {
      id: crypto.randomUUID(),
      channelId: 'msteams',
      serviceUrl: gateway.serviceUrl,
      locale: 'en-US',
      from: { id, name, aadObjectId },
      recipient: { id: `28:${sandbox.ready.botId}`, name: 'Muster' },
      conversation: {
        id: thread ?? placeId(where, key),
        conversationType: channel ? 'channel' : where,
        isGroup: where !== 'personal',
        tenantId,
      },
      channelData: {
        tenant: { id: tenantId },
        ...(channel && {
          team: TEAM,
          channel: { id: placeId(where, key), ...(channelName && { name: channelName }) },
        }),
      },
      ...more,
    };
  }

  /** Sends an activity as Teams would, signed by the gateway. */
  async function send(body: Json): Promise<{ status: number; body: Json }> {
    const response = await fetch(`${gateway.url}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : {} };
  }

  /** What Muster sent to a place, oldest first; only what Teams took. */
  function messages(where: Where, key = 'ada'): SentMessage[] {
    const name = gateway.places.find((p) => p.id === placeId(where, key))!.name;
    return gateway.sent.filter((m) => m.place === name && m.status < 300);
  }

  /** Posts of an incident's own card in a channel: one, unless something went wrong. */
  const cardPosts = (where: Where, number: number): SentMessage[] =>
    messages(where).filter(
      (m) =>
        m.operation === 'post' &&
        !m.conversationId.includes(';') &&
        new RegExp(`^Incident ${number}$`, 'm').test(cardText(m)),
    );

  /** The incident's card as the channel shows it now: its post, or the newest of its updates. */
  function cardNow(where: Where, number: number): Shown | undefined {
    const [root] = cardPosts(where, number);
    if (!root) return undefined;
    const last = messages(where).findLast((m) => m.messageId === root.messageId)!;
    const thread = `${root.conversationId};messageid=${root.messageId}`;
    return { card: cardOf(last)!, text: cardText(last), thread, messageId: root.messageId! };
  }
  const card = (where: Where, number: number): Promise<Shown> =>
    eventually(`the card of #${number} in ${where}`, () => cardNow(where, number));

  /** Muster reads Sentinel now, instead of at its next poll. */
  const poll = (): Promise<void> => sandbox.app.poll();

  /** A new incident in Sentinel, once its card with its entities is in the SOC's channel. */
  async function arrive(spec: Partial<IncidentSpec> = {}): Promise<number> {
    const { incidentNumber: number } = world.create({ title: 'Rare process', ...spec }).properties;
    await poll();
    await eventually(`the card of #${number} with its entities`, () => {
      const shown = cardNow('soc', number);
      return shown && !/Entities follow/i.test(shown.text);
    });
    return number;
  }

  /** `message`: the one whose button it is, as Teams says */
  const click = (key: string, where: Where, data: Json, thread?: string, message?: string) => {
    const action = { type: 'Action.Execute', verb: data.verb, data };
    const value = { action, trigger: 'manual' };
    const invoke = { type: 'invoke', name: 'adaptiveCard/action', value };
    return send(activity(key, where, { ...invoke, ...(message && { replyToId: message }) }, thread));
  };
  const dialog = (name: 'task/fetch' | 'task/submit') => (key: string, where: Where, data: Json) =>
    send(activity(key, where, { type: 'invoke', name, value: { data } }));
  const open = dialog('task/fetch');
  const submit = dialog('task/submit');

  /** Opens the dialog of a button, and sends it with some of its inputs changed. */
  async function fill(key: string, where: Where, data: Json, inputs: Json) {
    const opened = await open(key, where, data);
    return submit(key, where, filledIn(formOf(opened.body), inputs));
  }

  return {
    sandbox,
    world,
    gateway,
    clock,
    logs,
    ready,
    person,
    activity,
    send,
    messages,
    cardPosts,
    cardNow,
    card,
    poll,
    arrive,
    click,
    open,
    submit,
    fill,
    /** Muster is added to a place. */
    install: (where: Where, key = 'alex') =>
      send(activity(key, where, { type: 'installationUpdate', action: 'add' })),
    /** Presses the button of a verb on the incident's card; where it opens a dialog, fills that in and sends it. */
    async press(key: string, where: Where, number: number, verb: string, inputs: Json = {}) {
      const { thread, messageId } = await card(where, number);
      // What was done last may not be on the card yet.
      const data = await eventually(
        `the button ${verb} on the card of #${number} in ${where}`,
        () => buttonsOf(cardNow(where, number)?.card)[verb],
      );
      return data.msteams
        ? fill(key, where, data, inputs)
        : click(key, where, { ...data, ...inputs }, thread, messageId);
    },
    type: (key: string, where: Where, text: string, thread?: string) =>
      send(
        activity(
          key,
          where,
          { type: 'message', text: where === 'personal' ? text : `<at>Muster</at> ${text}` },
          thread,
        ),
      ),
    /** Types, and returns what Muster answered where it was typed. Cards that change meanwhile are no answers. */
    async ask(key: string, where: Where, text: string, thread?: string): Promise<SentMessage[]> {
      const before = messages(where, key).length;
      await this.type(key, where, text, thread);
      return messages(where, key)
        .slice(before)
        .filter((m) => m.operation === 'post' && !m.activity?.summary);
    },
    /** What the local Sentinel holds of an incident. */
    held: (number: number): Held => world.raw(number)!,
    comments: (number: number): string[] =>
      [...world.raw(number)!.comments.values()].map((c) => c.properties.message),
    /** The entries of the incident's log, as Cosmos DB holds them. */
    async log(number: number): Promise<IncidentEntry[]> {
      const client = new CosmosClient({
        endpoint: sandbox.ready.cosmos,
        key: 'c2FuZGJveA==',
        connectionPolicy: { enableEndpointDiscovery: false, enableBackgroundEndpointRefreshing: false },
      });
      const { resources } = await client
        .database('muster')
        .container('log')
        .items.query({
          query: "SELECT * FROM c WHERE c.type = 'entry' AND ENDSWITH(c.logKey, @id)",
          parameters: [{ name: '@id', value: world.raw(number)!.incident.name.toLowerCase() }],
        })
        .fetchAll();
      return (resources as IncidentEntry[]).sort((a, b) => a.seq - b.seq);
    },
    /** The SOC's channel and the payments team's, which owns rg-payments and pay-*. */
    async settle() {
      await this.install('soc');
      await this.install('payments');
      await connectPayments(gateway, gateway.people);
    },
    stop: sandbox.stop,
  };
}

/** An incident's card in a channel, and where it is. */
export interface Shown {
  card: Json;
  text: string;
  /** the conversation id of its thread */
  thread: string;
  messageId: string;
}

export function cardOf(message: SentMessage | undefined): Json | undefined {
  return (message?.activity as Json | undefined)?.attachments?.[0]?.content;
}

/** What was sent stays as it was, and is looked through again and again. */
const known = new WeakMap<object, string>();

/** Everything that a message says to a person: its own text, then its card's, a text a line. */
export function cardText(message: SentMessage | Json | undefined): string {
  if (!message) return '';
  if (!('operation' in message)) return texts(message).join('\n');
  const before = known.get(message);
  if (before !== undefined) return before;
  const own = (message as SentMessage).activity?.text;
  const text = [...(own ? [own] : []), ...texts(cardOf(message as SentMessage))].join('\n');
  known.set(message, text);
  return text;
}

function texts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(texts);
  if (value === null || typeof value !== 'object') return [];
  const { text, title, fallback, ...rest } = value as Json;
  return [
    ...[text, title].filter((t): t is string => typeof t === 'string'),
    ...Object.values(rest).flatMap(texts),
  ];
}

/** Every object of a card, in order. */
export function nodes(value: unknown): Json[] {
  if (Array.isArray(value)) return value.flatMap(nodes);
  if (value === null || typeof value !== 'object') return [];
  return [value as Json, ...Object.values(value).flatMap(nodes)];
}

/** What each of a card's buttons sends back, by its verb. */
export function buttonsOf(card: Json | undefined): Record<string, Json> {
  const actions = nodes(card).filter((n) => n.data?.verb && /^Action\.(Execute|Submit)$/.test(n.type));
  return Object.fromEntries(actions.map(({ data }) => [data.verb, data]));
}

/** The form in the answer to a dialog that was opened or sent; fails where the dialog ended instead. */
export function formOf(body: Json): Json {
  const form = body.task?.value?.card?.content;
  if (!form) throw new Error(`This is no dialog that goes on: ${JSON.stringify(body)}`);
  return form;
}

/** What Teams sends when a form's first button is pressed: what stood in it, with some inputs changed. */
export function filledIn(form: Json, inputs: Json): Json {
  const fields = nodes(form).filter((n) => String(n.type).startsWith('Input.'));
  const stood = Object.fromEntries(fields.map(({ id, value }) => [id, value ?? '']));
  const button = nodes(form).find((n) => n.type === 'Action.Submit' && n.data);
  if (!button) throw new Error(`This form can't be sent: ${cardText(form)}`);
  return { ...button.data, ...stood, ...inputs };
}

/** What an error at a dialog's fields says. */
export function complaints(form: Json): string[] {
  return nodes(form).flatMap((n) => (n.type === 'TextRun' && n.color === 'Attention' ? [n.text] : []));
}
