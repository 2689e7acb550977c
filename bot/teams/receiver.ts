/** Hands a request from Teams to the SDK, which proves who sent it before anybody acts on it. */
import { CloudAdapter, type ConfigurationBotFrameworkAuthentication, type TurnContext } from 'botbuilder';
import type { Request, Response } from 'restify';

/** The bot's authentication, as rooms outside this one may hold it. */
export type Authentication = ConfigurationBotFrameworkAuthentication;

export type Receiver = (request: Request, response: Response) => Promise<void>;

/** Verifies the token of each request and runs the turn; what can't be verified is answered with its status. */
export function createReceiver(
  authentication: Authentication,
  turn: (context: TurnContext) => Promise<void>,
): Receiver {
  const adapter = new CloudAdapter(authentication);
  return (request, response) => adapter.process(request, response, turn);
}
