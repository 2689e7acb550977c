/** A whole Muster for one test: the sandbox without Playground and seed, and people who act through signed activities. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { PLACE_IDS, personalChatId, type Person, TEAM } from '../../sandbox/teams/people.ts';
import type { SentMessage } from '../../sandbox/teams/connector.ts';

export type Stage = Awaited<ReturnType<typeof startStage>>;
export type Where = 'soc' | 'payments' | 'webshop' | 'groupChat' | 'personal';

type Json = Record<string, any>;

const patienceMs = 10_000;

/** Waits until `look` gives something; fails with what it waited for. */
export async function eventually<T>(what: string, look: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  const end = Date.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`Waited ${patienceMs / 1000} s in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export async function startStage(env: Record<string, string> = {}) {
  const logs: string[] = [];
  const logger = pino({ level: 'warn' }, { write: (line: string) => void logs.push(line) });
  const sandbox: Sandbox = await startSandbox({
    env: { SANDBOX_PLAYGROUND: 'off', SANDBOX_SEED: 'off', SANDBOX_PORT: '0', SENTINEL_POLL_SECONDS: '1', COMMENT_QUIET_SECONDS: '1', ...env },
    logger,
    tell: () => undefined,
    folder: mkdtempSync(join(tmpdir(), 'muster-')),
  });
  const { gateway } = sandbox;
  const person = (key: string): Person => gateway.people.find((p) => p.key === key)!;
  const placeId = (where: Where, key: string): string => (where === 'personal' ? personalChatId(key) : PLACE_IDS[where]);

  function activity(key: string, where: Where, more: Json, thread?: string): Json {
    const { id, name, aadObjectId, tenantId } = person(key);
    const channel = where === 'soc' || where === 'payments' || where === 'webshop';
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
        ...(channel && { team: { id: TEAM.id, name: TEAM.name }, channel: { id: placeId(where, key), ...(where !== 'soc' && { name: where }) } }),
      },
      ...more,
    };
  }

  async function send(body: Json): Promise<{ status: number; body: Json | undefined }> {
    const response = await fetch(`${gateway.url}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : undefined };
  }

  async function messages(): Promise<SentMessage[]> {
    return (await (await fetch(`${gateway.url}/_sandbox/messages?newest=200`)).json()) as SentMessage[];
  }

  return {
    sandbox,
    world: sandbox.world!,
    logs,
    person,
    activity,
    send,
    messages,
    /** Muster is added to a place. */
    install: (where: Where, key = 'alex') => send(activity(key, where, { type: 'installationUpdate', action: 'add' })),
    click: (key: string, where: Where, verb: string, data: Json, thread?: string) =>
      send(activity(key, where, { type: 'invoke', name: 'adaptiveCard/action', value: { action: { type: 'Action.Execute', verb, data: { ...data, verb } }, trigger: 'manual' } }, thread)),
    open: (key: string, where: Where, data: Json) => send(activity(key, where, { type: 'invoke', name: 'task/fetch', value: { data } })),
    submit: (key: string, where: Where, data: Json) => send(activity(key, where, { type: 'invoke', name: 'task/submit', value: { data } })),
    type: (key: string, where: Where, text: string, thread?: string) =>
      send(activity(key, where, { type: 'message', text: where === 'personal' ? text : `<at>Muster</at> ${text}` }, thread)),
    /** The incident's card as the channel shows it now: the newest of its post and its updates. */
    async card(where: Where, number: number): Promise<{ card: Json; text: string; thread: string; messageId: string }> {
      return eventually(`the card of #${number} in ${where}`, async () => {
        const all = (await messages()).filter((m) => m.status < 300 && m.place === placeName(sandbox, placeId(where, '')));
        const root = all.find((m) => m.operation === 'post' && !m.conversationId.includes(';') && new RegExp(`Incident ${number}(?!\\d)`).test(cardText(m)));
        if (!root) return undefined;
        const last = all.filter((m) => m.messageId === root.messageId).at(-1)!;
        return { card: cardOf(last)!, text: cardText(last), thread: `${root.conversationId};messageid=${root.messageId}`, messageId: root.messageId! };
      });
    },
    stop: sandbox.stop,
  };
}

function placeName(sandbox: Sandbox, id: string): string {
  return sandbox.gateway.places.find((p) => p.id === id)?.name ?? id;
}

export function cardOf(message: SentMessage): Json | undefined {
  return (message.activity as Json | undefined)?.attachments?.[0]?.content;
}

/** Everything that a message's card says, for a person's eye. */
export function cardText(message: SentMessage | Json | undefined): string {
  const card = message && 'operation' in message ? cardOf(message as SentMessage) : message;
  return texts(card).join(' ');
}

function texts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(texts);
  if (value === null || typeof value !== 'object') return [];
  const { text, title, ...rest } = value as Json;
  return [...[text, title].filter((t): t is string => typeof t === 'string'), ...Object.values(rest).flatMap(texts)];
}
