/** As whom Muster speaks to Azure: one identity, named in the settings. No chain that might find another one. */
import { ClientSecretCredential, ManagedIdentityCredential, type TokenCredential } from '@azure/identity';
import type { Config } from './config.ts';

/** Who asks whom. */
export interface Identities {
  /** the bot's own app: what a team's owner consents to is read as that and nobody else */
  bot: TokenCredential;
  /** Sentinel, Cosmos DB, and Entra's groups */
  azure: TokenCredential;
}

/**
 * A managed identity needs no secret; in a cluster with workload identity, its credential finds the projected token by
 * itself. A secret is used only by a bot that has one, and for Azure only where no managed identity is named.
 */
export function identitiesOf({ bot, managedIdentity }: Pick<Config, 'bot' | 'managedIdentity'>): Identities {
  const { appId, tenantId, password } = bot;
  const asBot = password
    ? new ClientSecretCredential(tenantId, appId, password)
    : new ManagedIdentityCredential({ clientId: appId });
  return {
    bot: asBot,
    azure: managedIdentity ? new ManagedIdentityCredential({ clientId: managedIdentity }) : asBot,
  };
}
