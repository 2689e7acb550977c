/** What the sandbox's bot trusts: the gateway's key instead of Microsoft's, and credentials of no worth for the way out. */
import { ServiceClientCredentialsFactory } from 'botframework-connector';
import type { Trust } from '../bot/teams/identity.ts';

class LoopbackCredentials extends ServiceClientCredentialsFactory {
  readonly #appId: string;
  readonly #token: string;
  constructor(appId: string, token: string) {
    super();
    this.#appId = appId;
    this.#token = token;
  }
  override async isValidAppId(appId: string): Promise<boolean> {
    return appId === this.#appId;
  }
  override async isAuthenticationDisabled(): Promise<boolean> {
    return false;
  }
  override async createCredentials() {
    const token = this.#token;
    return {
      async signRequest(request: { headers: { set(name: string, value: string): void } }) {
        request.headers.set('authorization', `Bearer ${token}`);
        return request;
      },
    } as never;
  }
}

/**
 * Authentication stays on: a token must be signed by the gateway's key, for this bot, under Teams' issuer. `token`: what
 * is shown on the way out.
 */
export function trustIn(
  gateway: { teams: { issuer: string; openIdMetadataUrl: string } },
  appId: string,
  token = 'sandbox',
): Trust {
  return { ...gateway.teams, credentials: new LoopbackCredentials(appId, token) };
}

/** In the sandbox, and only there, Teams' service and people's files may be at any port of this machine. */
export function isLoopback(address: string): boolean {
  if (!URL.canParse(address)) return false;
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(address).hostname);
}
