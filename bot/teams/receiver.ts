/** Hands a request from Teams to the SDK, which proves who sent it before anybody acts on it. */
import { CloudAdapter, type ConfigurationBotFrameworkAuthentication, type TurnContext } from 'botbuilder';
import type { BotFrameworkAuthentication, ConnectorClient, UserTokenClient } from 'botframework-connector';
import type { Logger } from 'pino';
import type { Request, Response } from 'restify';
import type { Clock } from '../ports.ts';
import { KeysOutOfReach } from '../published-keys.ts';
import { provenOnce } from './proven.ts';

/** The bot's authentication, as rooms outside this one may hold it. */
export type Authentication = ConfigurationBotFrameworkAuthentication;

export type Receiver = (request: Request, response: Response) => Promise<void>;

export interface ReceiverOptions {
  authentication: Authentication;
  /** rejects where Teams did not sign the token; asked before the SDK is */
  isSigned(authorization: string): Promise<void>;
  turn(context: TurnContext): Promise<void>;
  clock: Pick<Clock, 'now'>;
  logger: Logger;
}

/**
 * Verifies the token of each request and runs the turn. What can't be verified is answered 401 and an empty body, and 503
 * where Teams' keys can't be had.
 */
export function createReceiver({ authentication, isSigned, turn, clock, logger }: ReceiverOptions): Receiver {
  const prove = provenOnce(async (activity, authorization) => {
    await isSigned(authorization);
    return authentication.authenticateRequest(activity, authorization);
  }, clock);
  const adapter = new CloudAdapter(withoutClients(authentication, prove));
  return async (request, response) => {
    try {
      await prove(request.body, request.headers.authorization ?? '');
    } catch (error) {
      const ours = error instanceof KeysOutOfReach;
      // One that was not even asked for has no cause: a flood must not fill the log.
      if (ours && error.cause) logger.error({ err: error }, 'nobody can be let in from Teams');
      return void response.send(ours ? 503 : 401);
    }
    // It finds the token proven.
    await adapter.process(request, response, turn);
  };
}

/**
 * The SDK makes two clients for each turn, which is a sixth of all that it does for one. Ours sends what it has to say by
 * the messenger and answers invokes with their response, so a turn has none: whoever asks it for one fails.
 */
function withoutClients(
  authentication: Authentication,
  prove: Authentication['authenticateRequest'],
): BotFrameworkAuthentication {
  const connectorFactory = { create: async () => none as ConnectorClient };
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
