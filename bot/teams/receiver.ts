/** Hands a request from Teams to the SDK, which proves who sent it before anybody acts on it. */
import { CloudAdapter, type ConfigurationBotFrameworkAuthentication, type TurnContext } from 'botbuilder';
import type { BotFrameworkAuthentication, ConnectorClient, UserTokenClient } from 'botframework-connector';
import type { Request, Response } from 'restify';
import type { Clock } from '../ports.ts';
import { provenOnce } from './proven.ts';

/** The bot's authentication, as rooms outside this one may hold it. */
export type Authentication = ConfigurationBotFrameworkAuthentication;

export type Receiver = (request: Request, response: Response) => Promise<void>;

/** Verifies the token of each request and runs the turn; what can't be verified is answered with its status. */
export function createReceiver(
  authentication: Authentication,
  turn: (context: TurnContext) => Promise<void>,
  clock: Pick<Clock, 'now'>,
): Receiver {
  const adapter = new CloudAdapter(withoutClients(authentication, clock));
  return (request, response) => adapter.process(request, response, turn);
}

/**
 * The SDK makes two clients for each turn, which is a sixth of all that it does for one. Ours sends what it has to say by
 * the messenger and answers invokes with their response, so a turn has none: whoever asks it for one fails.
 */
function withoutClients(
  authentication: Authentication,
  clock: Pick<Clock, 'now'>,
): BotFrameworkAuthentication {
  const connectorFactory = { create: async () => none as ConnectorClient };
  const prove = provenOnce(authentication.authenticateRequest.bind(authentication), clock);
  return Object.assign(Object.create(authentication) as Authentication, {
    authenticateRequest: async (...given: Parameters<Authentication['authenticateRequest']>) => ({
      ...(await prove(...given)),
      connectorFactory,
    }),
    createUserTokenClient: async () => none as UserTokenClient,
  });
}

const none: unknown = new Proxy(
  {},
  {
    get(_none, name) {
      // A promise that is settled with it looks for this.
      if (name === 'then') return undefined;
      throw new Error(`A turn has no client of the SDK's (${String(name)}); send by the messenger instead.`);
    },
  },
);
