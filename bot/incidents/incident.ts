/** An incident as Microsoft Sentinel holds it, in the words of its REST API (2025-09-01). */

export const severities = ['High', 'Medium', 'Low', 'Informational'] as const;
export type Severity = (typeof severities)[number];

export const statuses = ['New', 'Active', 'Closed'] as const;
export type Status = (typeof statuses)[number];

export const classifications = ['TruePositive', 'BenignPositive', 'FalsePositive', 'Undetermined'] as const;
export type Classification = (typeof classifications)[number];

/** Which reasons Sentinel takes for which classification; Undetermined must carry none. */
export const reasonsFor = {
  TruePositive: ['SuspiciousActivity'],
  BenignPositive: ['SuspiciousButExpected'],
  FalsePositive: ['IncorrectAlertLogic', 'InaccurateData'],
  Undetermined: [],
} as const satisfies Record<Classification, readonly string[]>;
export type ClassificationReason =
  | 'SuspiciousActivity'
  | 'SuspiciousButExpected'
  | 'IncorrectAlertLogic'
  | 'InaccurateData';

/** Who owns an incident; `undefined` owner in an incident means nobody does. */
export interface Owner {
  objectId?: string;
  name?: string;
  userPrincipalName?: string;
  email?: string;
}

export interface Label {
  name: string;
  type: 'User' | 'AutoAssigned';
}

/** Which incident: the workspace's key (see `workspaceKey`) and the incident's GUID, lower case. */
export interface IncidentRef {
  workspace: string;
  id: string;
}

/** One version of an incident. Times are ISO strings exactly as Sentinel gave them (up to seven digits). */
export interface Incident extends IncidentRef {
  number: number;
  etag: string;
  title: string;
  description?: string;
  severity: Severity;
  status: Status;
  owner?: Owner;
  labels: Label[];
  classification?: Classification;
  classificationReason?: ClassificationReason;
  classificationComment?: string;
  createdAt: string;
  modifiedAt: string;
  firstActivityAt?: string;
  lastActivityAt?: string;
  /** `Azure Sentinel`, or `Microsoft XDR` where the workspace is onboarded to Defender */
  provider: string;
  providerIncidentId?: string;
  /** deep link into the Azure portal, as given */
  url?: string;
  /** deep link into the Defender portal, as given */
  defenderUrl?: string;
  /** GUIDs of the analytics rules, without the ARM path */
  ruleIds: string[];
  alertsCount: number;
  bookmarksCount: number;
  commentsCount: number;
  products: string[];
  tactics: string[];
  techniques: string[];
}

/** What a verb wants changed in Sentinel. `owner: null` takes the owner away; an absent field is left alone. */
export interface IncidentChange {
  status?: Status;
  severity?: Severity;
  owner?: Owner | null;
  /** the names of labels to add and to take away */
  addLabels?: string[];
  removeLabels?: string[];
  classification?: Classification;
  classificationReason?: ClassificationReason;
  classificationComment?: string;
}

/** An entity of an incident. `name` is what to show a person; unknown kinds keep their kind and friendly name. */
export interface Entity {
  /** GUID of the entity in Sentinel */
  id: string;
  /** Account, Host, Ip, Url, File, FileHash, Process, MailMessage, AzureResource, … as Sentinel says */
  kind: string;
  name: string;
  /** ARM id, for a host in Azure (`azureID`) and for an Azure resource (`resourceId`) */
  resourceId?: string;
  /** other names it goes by, for routing: UPN, DNS name, NetBIOS name, … */
  aliases: string[];
}

/** An alert of an incident, as far as people need it. */
export interface Alert {
  id: string;
  title: string;
  /** name of the analytics rule that raised it (`additionalData["Analytic Rule Name"]`, else the display name) */
  ruleName?: string;
  product?: string;
  severity?: string;
}

/** Who wrote a comment in Sentinel, as far as it says so. */
export interface Author {
  name?: string;
  userPrincipalName?: string;
  objectId?: string;
}

/** A comment as Sentinel holds it. */
export interface SentinelComment {
  id: string;
  message: string;
  createdAt: string;
  author?: Author;
}

/** A Sentinel workspace; `workspaceKey` names it in logs. */
export interface Workspace {
  subscriptionId: string;
  resourceGroup: string;
  workspaceName: string;
}

/** `subscription/resource group/workspace`, lower case, since ARM names ignore case. Ids of Cosmos take no slash. */
export function workspaceKey(workspace: Workspace): string {
  return [workspace.subscriptionId, workspace.resourceGroup, workspace.workspaceName].join('~').toLowerCase();
}

/** Whether a version is from before another. Times have up to seven digits of a second, so they are compared as text. */
export function isOlder(version: Pick<Incident, 'modifiedAt'>, than: Pick<Incident, 'modifiedAt'>): boolean {
  const digits = (time: string): string =>
    time.replace(/(?:\.(\d*))?Z$/, (_all, d = '') => `.${d.padEnd(7, '0')}Z`);
  return digits(version.modifiedAt) < digits(than.modifiedAt);
}

/** Sentinel's times carry seven digits; everything of ours carries three. */
export function isoOf(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? time : date.toISOString();
}
