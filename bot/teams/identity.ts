/** The bot's identity, and what it trusts. Production passes Bot Framework's own settings; the sandbox passes its keys. */
import { ManagedIdentityCredential } from '@azure/identity';
import {
  ConfigurationBotFrameworkAuthentication,
  type ConfigurationServiceClientCredentialFactoryOptions,
} from 'botbuilder';
import {
  AuthenticationConfiguration,
  AuthenticationConstants,
  ClaimsIdentity,
  type ConnectorClient,
  type IJwtTokenProviderFactory,
  ManagedIdentityServiceClientCredentialsFactory,
  type ServiceClientCredentialsFactory,
} from 'botframework-connector';
import { channel, type Signers } from './signature.ts';

export interface BotIdentity {
  appId: string;
  /** `SingleTenant` or `UserAssignedMSI`; the SDK takes MultiTenant where none is said, so one always is */
  type: string;
  tenantId: string;
  password?: string;
}

/** Bot Framework's own, in the public cloud. */
export const teamsSigners: Signers = {
  issuer: AuthenticationConstants.ToBotFromChannelTokenIssuer,
  openIdMetadataUrl: AuthenticationConstants.ToBotFromChannelOpenIdMetadataUrl,
};

/** Other signers than Teams' public ones, with credentials for the way out: the sandbox's. */
export interface Trust extends Signers {
  credentials: ServiceClientCredentialsFactory;
}

export function authenticationFor(
  identity: BotIdentity,
  trust?: Trust,
): ConfigurationBotFrameworkAuthentication {
  const endorsed = new AuthenticationConfiguration([channel]);
  if (!trust) {
    const options: ConfigurationServiceClientCredentialFactoryOptions = {
      MicrosoftAppId: identity.appId,
      MicrosoftAppType: identity.type,
      MicrosoftAppTenantId: identity.tenantId,
      ...(identity.password && { MicrosoftAppPassword: identity.password }),
    };
    const tokens = identity.type === 'UserAssignedMSI' ? managedIdentity(identity.appId) : undefined;
    return new ConfigurationBotFrameworkAuthentication(options, tokens, endorsed);
  }
  // Setting any of these switches every built-in default off, so all of them are set.
  return new ConfigurationBotFrameworkAuthentication(
    {
      MicrosoftAppId: identity.appId,
      ToChannelFromBotLoginUrl: 'https://login.microsoftonline.com/botframework.com',
      ToChannelFromBotOAuthScope: audience,
      ToBotFromChannelTokenIssuer: trust.issuer,
      OAuthUrl: 'https://api.botframework.com',
      ToBotFromChannelOpenIdMetadataUrl: trust.openIdMetadataUrl,
      ToBotFromEmulatorOpenIdMetadataUrl: trust.openIdMetadataUrl,
      CallerId: 'urn:botframework:azure',
    },
    trust.credentials,
    endorsed,
  );
}

const audience = 'https://api.botframework.com';

/** The SDK itself asks a chain of credentials, in which whatever else is in the environment comes first. */
function managedIdentity(appId: string): ServiceClientCredentialsFactory {
  const tokens = {
    createAzureServiceTokenProvider: (clientId: string) => new ManagedIdentityCredential({ clientId }),
  };
  return new ManagedIdentityServiceClientCredentialsFactory(
    appId,
    tokens as unknown as IJwtTokenProviderFactory,
  );
}

/**
 * A connector for one service address, without the SDK's own retries, which POST a message up to four times, and without
 * its redirects, which POST it to wherever on the same host an answer says.
 */
export async function connectorFor(
  authentication: ConfigurationBotFrameworkAuthentication,
  appId: string,
  serviceUrl: string,
): Promise<ConnectorClient> {
  const claims = new ClaimsIdentity(
    [
      { type: AuthenticationConstants.AudienceClaim, value: appId },
      { type: AuthenticationConstants.AppIdClaim, value: appId },
    ],
    true,
  );
  const client = await authentication.createConnectorFactory(claims).create(serviceUrl, audience);
  for (const name of ['defaultRetryPolicy', 'redirectPolicy']) pipelineOf(client).removePolicy({ name });
  return client;
}

/** The SDK keeps its pipeline to itself; pinned at 4.23.3, and a test says when a newer one keeps it elsewhere. */
function pipelineOf(client: ConnectorClient): { removePolicy(policy: { name: string }): unknown } {
  return (client as unknown as { client: { pipeline: { removePolicy(policy: { name: string }): unknown } } })
    .client.pipeline;
}
