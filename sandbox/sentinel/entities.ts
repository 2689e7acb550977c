import type { EntitySpec } from './specs.ts';

/** Builders of the entity kinds that Sentinel sends most; keys as in its REST reference. */

type Extra = Record<string, unknown>;

const entity = (kind: string, friendlyName: string, properties: Extra): EntitySpec => ({
  kind,
  properties: { friendlyName, ...properties },
});

/** @param upn e.g. `ana@contoso.example` */
export function account(upn: string, extra: Extra = {}): EntitySpec {
  const [accountName = upn, upnSuffix] = upn.split('@');
  return entity('Account', accountName, { accountName, ...(upnSuffix ? { upnSuffix } : {}), ...extra });
}

/** A host; with a resource group it is an Azure machine and gets an azureID. */
export function host(hostName: string, resourceGroup?: string, extra: Extra = {}): EntitySpec {
  const azureID = resourceGroup && resourceId(resourceGroup, 'Microsoft.Compute/virtualMachines', hostName);
  return entity('Host', hostName, {
    hostName,
    netBiosName: hostName,
    ...(azureID ? { azureID } : {}),
    osFamily: 'Linux',
    ...extra,
  });
}

export const ip = (address: string, extra: Extra = {}) => entity('Ip', address, { address, ...extra });

export const url = (address: string, extra: Extra = {}) => entity('Url', address, { url: address, ...extra });

export const file = (directory: string, fileName: string, extra: Extra = {}) =>
  entity('File', fileName, { directory, fileName, ...extra });

export const fileHash = (hashValue: string, algorithm = 'SHA256') =>
  entity('FileHash', `${hashValue}(${algorithm})`, { hashValue, algorithm });

export const process = (commandLine: string, processId = '0x2aa48', extra: Extra = {}) =>
  entity('Process', commandLine.split(' ')[0] ?? commandLine, { processId, commandLine, ...extra });

export const mailMessage = (sender: string, recipient: string, subject: string, extra: Extra = {}) =>
  entity('MailMessage', subject, {
    recipient,
    subject,
    p1Sender: sender,
    p2Sender: sender,
    deliveryAction: 'Delivered',
    ...extra,
  });

export const azureResource = (id: string, extra: Extra = {}) =>
  entity('AzureResource', id.split('/').at(-1) ?? id, { resourceId: id, ...extra });

/** The ARM id of a resource in the demo subscription of the applications. */
export const resourceId = (resourceGroup: string, type: string, name: string) =>
  `/subscriptions/00000000-0000-4000-8000-000000000002/resourceGroups/${resourceGroup}/providers/${type}/${name}`;
