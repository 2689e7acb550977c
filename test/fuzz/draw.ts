/** What is sent: drawn from a seed, a mix of strangers' junk and of what Teams and playbooks sign, right and wrong. */
import { createHmac } from 'node:crypto';
import type { Chance } from '../crash/chance.ts';
import type { Json } from '../e2e/people.ts';
import { broken, mutated } from './mutate.ts';
import { type Target, webhookKey } from './target.ts';

export interface Attack {
  /** what kind it is, for the report */
  what: string;
  method: string;
  path: string;
  headers: Record<string, string | string[]>;
  body: Buffer;
  /** a slow one sends a byte each second, a cut one leaves in the middle, an endless one goes on past every bound */
  how: 'whole' | 'slow' | 'cut' | 'endless';
  /** it may be taken (2xx); anything else may only be refused (4xx) */
  right: boolean;
}

export interface Tokens {
  teams: string;
  playbook: string;
}

const json = { 'content-type': 'application/json; charset=utf-8' };
const teams = '/api/messages';
const webhook = '/api/incidents';

/** @param slow whether slow ones are among them, each of which takes ten seconds */
export function createDraw(chance: Chance, target: Target, tokens: () => Tokens, slow: boolean) {
  const { people, buttons, cards, botId, incidentIds } = target;
  const keys = ['ada', 'piet', 'nia', 'mona', 'alex', 'gus'];
  const wheres = ['soc', 'payments', 'webshop', 'groupChat', 'personal'] as const;
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const who = () => chance.one(keys);
  const where = () => chance.one(wheres);
  const thread = () => (chance.happens(0.3) ? chance.one(cards).thread : undefined);
  const number = () => chance.one(['1', '7', '99999', '-1', '1e9', '0x1', '١', '', '1 2 3', '9'.repeat(400)]);
  const words = () =>
    chance.one([
      'help',
      'status',
      'open',
      'mine',
      'health',
      'routes',
      'soc here',
      'connect',
      'disconnect',
      'undo',
      `show ${number()}`,
      `history ${number()}`,
      `acknowledge ${number()}`,
      `comment ${number()} x`,
      `close ${number()}`,
      `merged ${number()} into ${number()}`,
      `severity ${number()} Grave`,
      `tag ${number()}`,
      `assign ${number()} to @nobody`,
      `not ours ${number()}`,
      'x'.repeat(chance.int(1, 30_000)),
      '\ud800',
      '',
      '<at>Muster</at>'.repeat(chance.int(1, 200)),
      '${x}{{y}}',
      "' OR 1=1 --",
      '\u202ehelp',
    ]);
  const invoke = (name: string, value: unknown) =>
    people.activity(who(), where(), { type: 'invoke', name, value }, thread());
  /** A button of a real card, pressed somewhere, with what it sends forged or not. */
  const pressed = () => {
    const data = chance.happens(0.5)
      ? mutated(chance, chance.one(buttons), chance.int(1, 3))
      : chance.one(buttons);
    // Where nothing is left to be made wrong, nothing may be left at all.
    return people.pressed(who(), where(), (data ?? {}) as Json, thread(), chance.one(cards).messageId);
  };
  const dialog = (name: 'task/fetch' | 'task/submit') => {
    const inputs = Object.fromEntries(
      ['text', 'reason', 'classification', 'severity', 'person', 'labels', 'nonce'].map((id) => [
        id,
        words(),
      ]),
    );
    const data = { ...chance.one(buttons), ...(name === 'task/submit' && inputs) };
    return people.dialog(name, who(), where(), mutated(chance, data, chance.int(0, 3)) as Json);
  };

  /** The same in a conversation that Muster is not in, which Teams tells of all the same where a message is written. */
  const elsewhere = (activity: Json): Json =>
    chance.happens(0.5)
      ? activity
      : {
          ...activity,
          conversation: {
            ...activity.conversation,
            id: chance.one(['19:elsewhere@thread.tacv2', '19:meeting_x@thread.v2', '19:x_y@unq.gbl.spaces']),
            conversationType: chance.one(['channel', 'groupChat', 'personal', 'meeting', undefined]),
          },
          channelData: { tenant: activity.channelData.tenant, source: { name: 'compose' } },
        };
  /** Somebody types where they write a message. */
  const searched = (): Json => {
    const name = chance.one(['text', 'text', 'text', 'initialRun', 'x']);
    const typed = chance.one<() => unknown>([
      words,
      number,
      () => `owner ${words()}`,
      () => '"'.repeat(chance.int(1, 50)),
      () => 'a '.repeat(chance.int(1, 5000)),
      () => chance.one([null, 7, {}, [], true]),
    ])();
    const value = {
      commandId: chance.one(['findIncident', 'x', 7]),
      parameters: [{ name, value: typed }],
      queryOptions: { skip: chance.one([0, 25, -1, 1e9, 'x', null]), count: chance.one([25, 0, 1e9, 'x']) },
    };
    return elsewhere(invoke('composeExtension/query', mutated(chance, value, chance.int(0, 3))));
  };

  /** What Teams sends of its own accord or for somebody; nothing wrong with it but for what people put in. */
  const activity = (): Json =>
    chance.one<() => Json>([
      () =>
        people.activity(who(), where(), { type: 'message', text: `<at>Muster</at> ${words()}` }, thread()),
      () => people.activity(who(), where(), { type: 'message', text: words() }, thread()),
      () => people.activity(who(), where(), { type: 'message', value: chance.one(buttons) }, thread()),
      pressed,
      pressed,
      () => dialog('task/fetch'),
      () => dialog('task/submit'),
      searched,
      searched,
      // Show on a reference, wherever it is, with what it carries forged or not.
      () => {
        const data = { verb: 'show', from: 'reference', number: number() };
        const value = { data: mutated(chance, data, chance.int(0, 2)) };
        return elsewhere(invoke('task/fetch', value));
      },
      () => invoke('composeExtension/selectItem', mutated(chance, chance.one(buttons), chance.int(0, 2))),
      () => invoke('composeExtension/submitAction', { commandId: 'x', data: chance.one(buttons) }),
      () => invoke('composeExtension/fetchTask', { commandId: 'x' }),
      () =>
        invoke(
          chance.one([
            'signin/verifyState',
            'fileConsent/invoke',
            'application/search',
            'config/fetch',
            'x',
            '',
          ]),
          { state: words() },
        ),
      () =>
        people.activity(who(), where(), {
          type: 'conversationUpdate',
          membersAdded: [{ id: chance.one([`28:${botId}`, '29:x']) }],
        }),
      () => {
        const update = people.activity(who(), chance.one(['soc', 'payments', 'webshop']), {
          type: 'conversationUpdate',
        });
        const eventType = chance.one([
          'channelRenamed',
          'channelCreated',
          'teamRenamed',
          'channelRestored',
          'x',
        ]);
        return { ...update, channelData: { ...update.channelData, eventType } };
      },
      () =>
        people.activity(who(), where(), {
          type: 'installationUpdate',
          action: chance.one(['add', 'upgrade']),
        }),
      () => {
        const type = chance.one(['messageUpdate', 'messageDelete']);
        const update = people.activity(who(), where(), { type, text: words() }, thread());
        const eventType = chance.one(['editMessage', 'undeleteMessage', 'softDeleteMessage']);
        return { ...update, channelData: { ...update.channelData, eventType } };
      },
      () =>
        people.activity(who(), where(), {
          type: chance.one(['event', 'typing', 'messageReaction', 'trace', 'x']),
        }),
    ])();

  const hint = (): Json => ({
    eventUniqueId: crypto.randomUUID(),
    objectSchemaType: 'Incident',
    object: {
      id: chance.happens(0.3)
        ? chance.one(incidentIds)
        : `${chance.one(incidentIds)}${chance.one(['/', '/../x', '%00', '?x=1', "'", '/comments/1', 'x'.repeat(2000)])}`,
      properties: { title: words() },
    },
  });

  /** The headers of a call that is signed with the webhook's key, or not quite. */
  const signedHead = (body: Buffer, wrong: boolean): Record<string, string> => {
    const timestamp = String(Math.floor(Date.now() / 1000) + (wrong ? chance.int(-9000, 9000) : 0));
    const nonce = crypto.randomUUID();
    const key = wrong && chance.happens(0.5) ? 'x'.repeat(40) : webhookKey;
    const signature = createHmac('sha256', key).update(`${timestamp}.${nonce}.`).update(body).digest('hex');
    const head: Record<string, string> = {
      'x-muster-timestamp': timestamp,
      'x-muster-nonce': nonce,
      'x-muster-signature': signature,
    };
    if (wrong)
      head[chance.one(['x-muster-nonce', 'x-muster-signature', 'x-muster-timestamp'])] = junkHeader();
    return head;
  };

  const junkHeader = (): string =>
    chance.one(['', 'x', '0', '-1', 'NaN', "'", '{}', 'ä', 'x'.repeat(chance.int(1, 2000)), '../..', '%00']);
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value) ?? '').toString('base64url');
  const claims = (): Json => ({
    iss: chance.one(['https://api.botframework.com', 'https://sts.windows.net/x/', 'x', null, 7]),
    aud: chance.one([botId, 'api://muster', 'x', [botId], {}]),
    tid: crypto.randomUUID(),
    serviceurl: target.gateway.serviceUrl,
    exp: chance.one([1, 9_999_999_999, 'x', null]),
  });
  /** A token that nobody signed, or somebody else, or that was ours before it was changed. */
  const wrongToken = (): string => {
    const { teams: right, playbook } = tokens();
    const [head = '', body = '', sign = ''] = chance.one([right, playbook]).split('.');
    return chance.one<() => string>([
      () => `${part({ alg: 'RS256', kid: crypto.randomUUID() })}.${part(claims())}.${sign}`,
      () => `${part({ alg: chance.one(['none', 'HS256', 'ES256', 7]), kid: 'x' })}.${part(claims())}.x`,
      () => `${head}.${part(claims())}.${sign}`,
      () => `${head}.${body}.${sign.slice(1)}x`,
      () => `${head}.${body}.`,
      () => `${head}.${body}`,
      () => `${head}.${body}.${sign}.${sign}`,
      () => 'a.b.c',
      () => '..',
      () => 'x'.repeat(chance.int(1, 9000)),
      () => `${part(mutated(chance, { alg: 'RS256', kid: 'k' }, 2)).slice(0, 6000)}.${part(claims())}.x`,
    ])();
  };

  const post = (
    what: string,
    path: string,
    headers: Attack['headers'],
    body: Buffer | Json,
    right: boolean,
  ): Attack => ({
    what,
    method: 'POST',
    path,
    headers: { ...json, ...headers },
    body: Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body)),
    how: 'whole',
    right,
  });

  /** Of each kind, how many of a hundred, and how one is made. */
  const kinds: [number, () => Attack][] = [
    [10, () => post('no token', chance.one([teams, webhook]), {}, activity(), false)],
    [16, () => post('wrong token', chance.one([teams, webhook]), bearer(wrongToken()), activity(), false)],
    [
      4,
      () =>
        post(
          'no JSON, no token',
          chance.one([teams, webhook]),
          {},
          broken(chance, JSON.stringify(activity())),
          false,
        ),
    ],
    [
      6,
      () => {
        const [path, token] = chance.happens(0.5) ? [teams, tokens().playbook] : [webhook, tokens().teams];
        return post('the other’s token', path, bearer(token), activity(), false);
      },
    ],
    [
      2,
      () => {
        const { teams: right } = tokens();
        const authorization = chance.one([
          [`Bearer ${right}`, `Bearer ${right}`],
          [`Bearer ${right}`, 'x'],
          [`bearer ${right}`],
          [` Basic ${right}`],
          [`Bearer  ${right}`],
        ]);
        return post('two headers, or misspelled', teams, { authorization }, activity(), false);
      },
    ],
    [
      6,
      () => {
        const attack = post('wrong method or path', teams, bearer(tokens().teams), activity(), false);
        const method = chance.one(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'PROPFIND', 'TRACE']);
        const path = chance.one([
          teams,
          webhook,
          '/',
          '//',
          '/api',
          '/api/messages/',
          '/api/messages/../x',
          '/%00',
          '/%ff',
          '/..%2f..%2fetc/passwd',
          '/api/messages%2f',
          `/${'x'.repeat(3000)}`,
          '/livez/x',
          '/_sandbox',
          '*',
        ]);
        return path === teams || path === webhook || chance.happens(0.5)
          ? {
              ...attack,
              method,
              path,
              body: method === 'HEAD' || method === 'GET' ? Buffer.alloc(0) : attack.body,
            }
          : { ...attack, path };
      },
    ],
    [
      4,
      () => {
        const name = chance.one([
          'content-type',
          'content-encoding',
          'accept',
          'accept-version',
          'expect',
          'content-md5',
          'x-request-id',
          'date',
          'upgrade',
          'transfer-encoding',
          'if-match',
          'x-http-method-override',
          'range',
        ]);
        const value =
          name === 'expect'
            ? '100-continue'
            : name === 'transfer-encoding'
              ? 'chunked'
              : chance.one([
                  junkHeader(),
                  'gzip',
                  'text/plain',
                  'multipart/form-data; boundary=x',
                  'application/x-www-form-urlencoded',
                  'websocket',
                  'application/json;;;',
                ]);
        const ascii = value.replace(/[^\x20-\x7e]/g, '');
        const attack = post(
          'odd headers',
          teams,
          {
            ...bearer(chance.happens(0.5) ? tokens().teams : wrongToken()),
            [name]: ascii,
            ...(name === 'upgrade' && { connection: 'upgrade' }),
          },
          activity(),
          true,
        );
        return attack;
      },
    ],
    [
      3,
      () => {
        const method = chance.one(['GET', 'GET', 'POST', 'HEAD']);
        const path = chance.one(['/livez', '/readyz', '/metrics', '/livez?x=%ff', '/metrics?name[]=x']);
        return {
          ...post('health and metrics', path, {}, Buffer.alloc(0), method === 'GET'),
          method,
          headers: {},
        };
      },
    ],
    [
      0.7,
      () => ({
        ...post(
          'huge',
          chance.one([teams, webhook]),
          bearer(tokens().teams),
          Buffer.alloc(chance.int(262_145, 900_000), 'x'),
          false,
        ),
      }),
    ],
    [
      0.1,
      () => ({
        ...post(
          'endless',
          teams,
          { ...bearer(tokens().teams), 'transfer-encoding': 'chunked' },
          Buffer.alloc(65_536, ' '),
          false,
        ),
        how: 'endless' as const,
      }),
    ],
    [
      2,
      () => ({
        ...post(
          'cut',
          chance.one([teams, webhook]),
          chance.happens(0.7) ? bearer(tokens().teams) : {},
          activity(),
          false,
        ),
        how: 'cut' as const,
      }),
    ],
    [
      slow ? 0.1 : 0,
      () => ({ ...post('slow', teams, bearer(tokens().teams), activity(), false), how: 'slow' as const }),
    ],
    [
      8,
      () =>
        post(
          'signed, no JSON',
          teams,
          bearer(tokens().teams),
          broken(chance, JSON.stringify(activity())),
          true,
        ),
    ],
    [
      22,
      () =>
        post(
          'signed, fields wrong',
          teams,
          bearer(tokens().teams),
          mutated(chance, activity(), chance.int(1, 4)) as Json,
          true,
        ),
    ],
    [6, () => post('signed, as it comes', teams, bearer(tokens().teams), activity(), true)],
    [
      3,
      () =>
        post(
          'playbook’s, fields wrong',
          webhook,
          bearer(tokens().playbook),
          mutated(chance, hint(), chance.int(0, 3)) as Json,
          true,
        ),
    ],
    [
      2,
      () =>
        post(
          'playbook’s, no JSON',
          webhook,
          bearer(tokens().playbook),
          broken(chance, JSON.stringify(hint())),
          true,
        ),
    ],
    [
      3,
      () => {
        const body = Buffer.from(JSON.stringify(mutated(chance, hint(), chance.int(0, 2))) ?? '');
        return post('signed by key', webhook, signedHead(body, false), body, true);
      },
    ],
    [
      3,
      () => {
        const body = Buffer.from(JSON.stringify(hint()));
        return post('signed by another key', webhook, signedHead(body, true), body, false);
      },
    ],
  ];
  /** One of these, by their weights. */
  const drawn = (of: typeof kinds): Attack => {
    let lot = (chance.int(0, 999_999) / 1_000_000) * of.reduce((sum, [weight]) => sum + weight, 0);
    const [, make] =
      of.find(([weight]) => {
        lot -= weight;
        return lot < 0;
      }) ?? of[0]!;
    return make();
  };
  return {
    anything: () => drawn(kinds),
    /** what somebody can send whom nobody signs for */
    junk: () => drawn(kinds.slice(0, 3)),
  };
}
