/** People who act in the local Teams through signed activities, and what they see there. */
import type { SentMessage } from '../../sandbox/teams/connector.ts';
import type { Gateway } from '../../sandbox/teams/gateway.ts';
import { type Person, PLACE_IDS, personalChatId, TEAM } from '../../sandbox/teams/people.ts';

export type Where = 'soc' | 'payments' | 'webshop' | 'groupChat' | 'personal';
/** JSON from outside, of which a test says what it expects. */
// biome-ignore lint/suspicious/noExplicitAny: an assertion on JSON says what it expects by itself
export type Json = Record<string, any>;

/** `serviceUrl`: where Muster is to answer, where that is not the gateway itself. */
export function createPeople(gateway: Gateway, botId: string, serviceUrl = gateway.serviceUrl) {
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
      serviceUrl,
      locale: 'en-US',
      from: { id, name, aadObjectId },
      recipient: { id: `28:${botId}`, name: 'Muster' },
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

  /** What Teams sends when a button is pressed; `message`: the one whose button it is, as Teams says. */
  const pressed = (key: string, where: Where, data: Json, thread?: string, message?: string): Json => {
    const action = { type: 'Action.Execute', verb: data.verb, data };
    const value = { action, trigger: 'manual' };
    const invoke = { type: 'invoke', name: 'adaptiveCard/action', value };
    return activity(key, where, { ...invoke, ...(message && { replyToId: message }) }, thread);
  };
  /** What Teams sends when a dialog is opened, and when it is sent. */
  const dialog = (name: 'task/fetch' | 'task/submit', key: string, where: Where, data: Json): Json =>
    activity(key, where, { type: 'invoke', name, value: { data } });

  const click = (key: string, where: Where, data: Json, thread?: string, message?: string) =>
    send(pressed(key, where, data, thread, message));
  const open = (key: string, where: Where, data: Json) => send(dialog('task/fetch', key, where, data));
  const submit = (key: string, where: Where, data: Json) => send(dialog('task/submit', key, where, data));

  /** Opens the dialog of a button, and sends it with some of its inputs changed. */
  async function fill(key: string, where: Where, data: Json, inputs: Json) {
    const opened = await open(key, where, data);
    return submit(key, where, filledIn(formOf(opened.body), inputs));
  }

  return {
    person,
    activity,
    send,
    messages,
    cardPosts,
    cardNow,
    pressed,
    dialog,
    click,
    open,
    submit,
    fill,
    /** Muster is added to a place. */
    install: (where: Where, key = 'alex') =>
      send(activity(key, where, { type: 'installationUpdate', action: 'add' })),
    type: (key: string, where: Where, text: string, thread?: string) =>
      send(
        activity(
          key,
          where,
          { type: 'message', text: where === 'personal' ? text : `<at>Muster</at> ${text}` },
          thread,
        ),
      ),
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
