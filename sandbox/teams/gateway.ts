import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { about } from './about.ts';
import { type Activity, asPerson, asShownByPlayground } from './activity.ts';
import { createConnector, type SentMessage } from './connector.ts';
import { control } from './control.ts';
import { changeFaults, faultFor, NO_FAULTS, type TeamsFaults } from './faults.ts';
import { createFiles, type Files } from './files.ts';
import { createGraph, type GraphSettings } from './graph.ts';
import {
  type Answer,
  type Call,
  connectorError,
  fromAnotherSite,
  jsonObject,
  listen,
  readCall,
  sandboxError,
  send,
} from './http.ts';
import { createInstallations, type Told } from './installations.ts';
import { createLimits } from './limits.ts';
import { pageFile } from './page.ts';
import { type Person, type Place, sandboxPeople, sandboxPlaces } from './people.ts';
import { asFileConsent, pressTaken } from './playground-files.ts';
import { createRefusals, type Refusal } from './refusals.ts';
import {
  createSigner,
  entraIssuer,
  type PlaybookCaller,
  playbookToken,
  TEAMS_ISSUER,
  teamsToken,
} from './signing.ts';

/** What the gateway is started with. Addresses that are not known yet can follow through `connect`. */
export type GatewayOptions = {
  /** 0: any free one. */
  port: number;
  botId: string;
  tenantId: string;
  /** The audience of a playbook's token (the bot's `WEBHOOK_AUDIENCE`). */
  audience: string;
  /** The object id of the playbook's managed identity (one of the bot's `WEBHOOK_CALLERS`). */
  callerId: string;
  /** How many of the bot's newest messages it can tell of; 200 unless set. */
  keptMessages?: number;
  /** Whether the connector keeps Teams' published limits; it does unless set. */
  limits?: boolean;
  /** The clock of the limits and of `sent`. */
  now?: () => Date;
} & Addresses;

/** Where the gateway's neighbours are. The page shows what it knows of. */
export type Addresses = {
  botUrl?: string;
  sentinelUrl?: string;
  playgroundUrl?: string;
  playgroundConnectorUrl?: string;
};

/** A running gateway. */
export type Gateway = {
  url: string;
  /** Teams' service address, as the bot gets it with each activity. */
  serviceUrl: string;
  /** Where the bot finds the keys of Teams' and Entra's tokens, and the issuers that it must expect. */
  teams: { issuer: string; openIdMetadataUrl: string };
  entra: { issuer: string; openIdMetadataUrl: string };
  people: Person[];
  places: Place[];
  /** Who presses the buttons in the Playground now. */
  person: () => Person;
  /** Calls back whenever somebody else has been chosen. */
  onPerson: (changed: () => void) => void;
  /** Chooses somebody else, by key. Throws when nobody has that key. */
  choose: (key: string) => Promise<Person>;
  faults: () => TeamsFaults;
  /** Changes some of the faults. Throws, in a sentence, when they cannot be set so. */
  setFaults: (change: unknown) => TeamsFaults;
  connect: (addresses: Addresses) => void;
  /** Tells the bot that it was added to General, Payments, the group chat and everybody's personal chat. */
  announceInstallations: () => Promise<Told[]>;
  /** Where Microsoft Graph is, which lists the channels' messages. */
  graphUrl: string;
  /** How Graph is: whether the team's owner consented, how late it lists what was sent, whether it fails. */
  graph: () => GraphSettings;
  /** Changes some of that. Throws, in a sentence, when it cannot be set so. */
  setGraph: (change: unknown) => GraphSettings;
  /** Takes the bot out of a place, which answers 403 from then on, and tells it so. Throws where there is no such place. */
  takeOut: (placeId: string) => Promise<Told[]>;
  /** Puts it back there, and tells it so. Throws likewise. */
  putBack: (placeId: string) => Promise<Told[]>;
  /** Has every call about a place answered so, e.g. 404 ConversationNotFound; undefined ends it. Throws likewise. */
  refuse: (placeId: string, how: Refusal | undefined) => void;
  /** Which places are refused, by id. */
  refusals: () => Record<string, Refusal>;
  /** People's OneDrive, where accepted files are put. */
  files: Files;
  /** How many calls the limits answered with 429; those that a fault answered so do not count. */
  throttled: () => number;
  /** Sends the bot an activity, signed as Teams would, such as events.ts makes; gives the bot's answer. */
  tell: (activity: Activity) => Promise<Answer>;
  /** The token that Teams sends with its activities, for an hour. */
  token: () => Promise<string>;
  /** The token that a playbook sends with an incident, for an hour. */
  playbookToken: () => Promise<string>;
  /** The bot's newest messages and changes of messages, oldest first. */
  sent: readonly SentMessage[];
  close: () => Promise<void>;
};

/** Teams gives up on a bot that has not answered by then, in milliseconds. */
const PATIENCE = 15_000;

/** Starts the gateway on loopback: it stands between the Playground, the testers and the bot, and signs as Teams would. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { botId, tenantId } = options;
  const addresses: Addresses = { ...options };
  const people = sandboxPeople(tenantId);
  const places = sandboxPlaces(people);
  let person = people[0]!;
  let faults = NO_FAULTS;
  let throttled = 0;
  const watchers: (() => void)[] = [];
  const now = options.now ?? (() => new Date());
  const limits = options.limits === false ? undefined : createLimits(now);
  const refusals = createRefusals(places);
  const files = createFiles(() => gateway.url);
  const graph = createGraph({ botId, places, url: () => gateway.graphUrl, now });
  const connector = createConnector(people, places, () => person.key, {
    kept: options.keptMessages,
    now,
    note: graph.note,
  });
  if (options.playgroundConnectorUrl) connector.showIn(options.playgroundConnectorUrl);
  const teamsSigner = await createSigner(TEAMS_ISSUER, ['msteams']);
  const entraSigner = await createSigner(entraIssuer(tenantId));
  const caller: PlaybookCaller = { tenantId, audience: options.audience, callerId: options.callerId };

  const forward = async (path: string, token: string, body: Buffer): Promise<Answer> => {
    if (!addresses.botUrl) return sandboxError(503, 'The bot is not up yet; try again in a moment.');
    try {
      const response = await fetch(`${addresses.botUrl}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: new Uint8Array(body),
        signal: AbortSignal.timeout(PATIENCE),
      });
      const type = response.headers.get('content-type');
      const bytes = Buffer.from(await response.arrayBuffer());
      return { status: response.status, body: bytes, headers: type ? { 'content-type': type } : {} };
    } catch (error) {
      if (error instanceof Error && error.name === 'TimeoutError') {
        return sandboxError(504, 'The bot did not answer within 15 seconds; Teams would have given up too.');
      }
      return sandboxError(502, `The bot at ${addresses.botUrl} cannot be reached; is it running?`);
    }
  };

  const deliver = async (body: Buffer, activity: Activity): Promise<Answer> => {
    const claim = typeof activity.serviceUrl === 'string' ? activity.serviceUrl : undefined;
    return forward('/api/messages', await teamsToken(teamsSigner, botId, claim), body);
  };
  const tell = (activity: Activity) => deliver(Buffer.from(JSON.stringify(activity)), activity);
  const installations = createInstallations({
    people,
    places,
    botId,
    serviceUrl: () => gateway.serviceUrl,
    refusals,
    deliver: tell,
  });

  const fromPlayground = async (body: Buffer): Promise<Answer> => {
    const sent = jsonObject(body) as Activity | undefined;
    if (!sent) return sandboxError(400, 'The activity is not a JSON object.');
    const activity = asPerson(sent, { person, serviceUrl: gateway.serviceUrl });
    if (activity.replyToId) {
      activity.replyToId = connector.personalChat()?.botsId(activity.replyToId) ?? activity.replyToId;
    }
    if (installations.isStale(activity)) return { status: 200, body: {} };
    const told = asFileConsent(activity, files);
    const answer = await tell(told);
    if (told !== activity) return answer.status < 300 ? { status: 200, body: pressTaken } : answer;
    installations.note(activity, answer);
    return activity.name === 'adaptiveCard/action' ? asShownByPlayground(answer) : answer;
  };

  const choose = async (key: string): Promise<Person> => {
    const chosen = people.find((one) => one.key === key);
    if (!chosen) throw new Error(`Nobody is called '${key}'; choose ${people.map((p) => p.key).join(', ')}.`);
    if (chosen !== person) {
      person = chosen;
      await connector.personalChat()?.enter(chosen.key);
      for (const changed of watchers) changed();
    }
    return chosen;
  };

  const setFaults = (change: unknown): TeamsFaults => {
    const changed = changeFaults(faults, change);
    if (typeof changed === 'string') throw new Error(changed);
    faults = changed;
    return faults;
  };

  /** Faults come first, then the limits, then what is the matter with the place. */
  const connectorAnswer = async (call: Call): Promise<Answer | 'cut'> => {
    const fault = await faultFor(faults);
    if (fault) return fault;
    const { operation, place } = about(call, people, places);
    const wait = limits?.take(operation, place?.id);
    if (wait !== undefined) {
      throttled += 1;
      return {
        ...connectorError(429, 'Throttled', 'Too many requests.'),
        headers: { 'retry-after': `${wait}` },
      };
    }
    const answer = refusals.about(place) ?? (await connector.answer(call));
    return faults.loseAnswers ? 'cut' : answer;
  };

  const documents = (name: 'teams' | 'entra', rest: string): Answer => {
    const signer = name === 'teams' ? teamsSigner : entraSigner;
    if (rest === 'keys') return { status: 200, body: signer.keys };
    if (rest !== '.well-known/openid-configuration') return sandboxError(404, 'There is no such document.');
    const body = {
      issuer: signer.issuer,
      jwks_uri: `${gateway.url}/signing/${name}/keys`,
      id_token_signing_alg_values_supported: ['RS256'],
    };
    return { status: 200, body };
  };

  const route = async (call: Call): Promise<Answer | 'cut'> => {
    const [first, ...rest] = call.path;
    const at = `${call.method} /${call.path.join('/')}`;
    if (first === 'connector') return connectorAnswer({ ...call, path: rest });
    if (first === 'files') return files.answer({ ...call, path: rest });
    if (first === 'graph') return graph.answer({ ...call, path: rest });
    if (at === 'POST /api/messages') {
      return deliver(call.body, (jsonObject(call.body) ?? {}) as Activity);
    }
    if (at === 'POST /api/incidents') {
      return forward('/api/incidents', await playbookToken(entraSigner, caller), call.body);
    }
    if (at === 'POST /playground/api/messages') return fromPlayground(call.body);
    // The Playground's page waits for any answer here before it shows anything.
    if (/^(HEAD|GET) \/playground\/api\/messages$/.test(at)) return { status: 200, body: {} };
    if (first === 'signing' && (rest[0] === 'teams' || rest[0] === 'entra')) {
      return documents(rest[0], rest.slice(1).join('/'));
    }
    if (first === '_sandbox') {
      return control({ ...call, path: rest }, { gateway, addresses, sent: connector.sent });
    }
    return (await pageFile(call)) ?? sandboxError(404, `The sandbox's gateway has nothing at ${at}.`);
  };

  const server = createServer((request, response) => {
    serve(request, response, route).catch(() => response.destroy());
  });
  const url = await listen(server, options.port, 'The gateway');
  const gateway: Gateway = {
    url,
    serviceUrl: `${url}/connector/`,
    graphUrl: `${url}/graph`,
    graph: graph.settings,
    setGraph: graph.set,
    teams: {
      issuer: teamsSigner.issuer,
      openIdMetadataUrl: `${url}/signing/teams/.well-known/openid-configuration`,
    },
    entra: {
      issuer: entraSigner.issuer,
      openIdMetadataUrl: `${url}/signing/entra/.well-known/openid-configuration`,
    },
    people,
    places,
    person: () => person,
    onPerson: (changed) => void watchers.push(changed),
    choose,
    faults: () => faults,
    setFaults,
    connect: (found) => {
      Object.assign(addresses, found);
      if (found.playgroundConnectorUrl) connector.showIn(found.playgroundConnectorUrl);
    },
    announceInstallations: installations.announce,
    takeOut: installations.takeOut,
    putBack: installations.putBack,
    refuse: refusals.refuse,
    refusals: refusals.list,
    files,
    throttled: () => throttled,
    tell,
    token: () => teamsToken(teamsSigner, botId, gateway.serviceUrl),
    playbookToken: () => playbookToken(entraSigner, caller),
    sent: connector.sent,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return gateway;
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  route: (call: Call) => Promise<Answer | 'cut'>,
): Promise<void> {
  if (fromAnotherSite(request)) {
    send(response, sandboxError(403, 'The sandbox answers only programs and pages of this machine.'));
    return;
  }
  const answer = await readCall(request)
    .then(route)
    .catch((error: Error) => sandboxError(500, error.message));
  if (answer === 'cut') response.destroy();
  else send(response, answer);
}
