/**
 * The JSON shapes of Microsoft.SecurityInsights that the local Sentinel holds and sends.
 * Names and casing are those of the published REST reference (stable 2025-12-01).
 */

/** Where a Sentinel workspace lives: ARM names, not the Log Analytics workspace GUID. */
export interface Workspace {
  subscriptionId: string;
  resourceGroup: string;
  workspaceName: string;
}

/** Somebody whom Entra ID would know. */
export interface Person {
  objectId: string;
  name: string;
  userPrincipalName: string;
  email: string;
}

/** Who wrote a comment or a task. An app has no UPN and no mail address. */
export interface Author {
  objectId: string | null;
  email: string | null;
  userPrincipalName: string | null;
  name: string | null;
}

/** An incident's owner. Real workspaces send all five keys as null where nobody owns it. */
export interface Owner {
  objectId: string | null;
  email: string | null;
  assignedTo: string | null;
  userPrincipalName: string | null;
  ownerType: string | null;
}

export interface Label {
  labelName: string;
  /** `User` or `AutoAssigned`; read-only for API callers. */
  labelType: string;
}

/** Everything but `title`, `severity` and `status` can be missing in what a real workspace sends. */
interface IncidentProperties {
  title: string;
  description?: string;
  severity: string;
  status: string;
  classification?: string;
  classificationReason?: string;
  classificationComment?: string;
  owner?: Owner;
  labels?: Label[];
  firstActivityTimeUtc?: string;
  lastActivityTimeUtc?: string;
  createdTimeUtc: string;
  lastModifiedTimeUtc: string;
  incidentNumber: number;
  providerName?: string;
  providerIncidentId?: string;
  relatedAnalyticRuleIds?: string[];
  incidentUrl?: string;
  additionalData?: AdditionalData;
}

export interface AdditionalData {
  alertsCount?: number;
  bookmarksCount?: number;
  commentsCount?: number;
  alertProductNames?: string[];
  tactics?: string[];
  techniques?: string[];
  /** Link to the Defender portal, of incidents that Microsoft XDR provides. */
  providerIncidentUrl?: string;
}

export interface Incident {
  id: string;
  /** GUID, the ARM name. */
  name: string;
  /** The quotes are part of the value. */
  etag: string;
  /** The case varies in the wild. */
  type: string;
  properties: IncidentProperties;
}

/** A part of an incident that has an id of its own: comment, task. */
interface Part<P> {
  id: string;
  name: string;
  type: string;
  etag: string;
  properties: P;
}

export type Comment = Part<{
  message: string;
  createdTimeUtc: string;
  lastModifiedTimeUtc: string;
  author: Author;
}>;

export type Task = Part<{
  title: string;
  description?: string;
  status: string;
  createdTimeUtc: string;
  lastModifiedTimeUtc: string;
  createdBy: Author;
  lastModifiedBy: Author;
}>;

/** An entity, an alert (kind `SecurityAlert`) or a bookmark (kind `Bookmark`). */
export interface Entity {
  id: string;
  name: string;
  type: string;
  kind: string;
  properties: Record<string, unknown>;
}

/** The owner of an incident that nobody owns. */
export const NOBODY: Owner = {
  objectId: null,
  email: null,
  assignedTo: null,
  userPrincipalName: null,
  ownerType: null,
};

/** The ARM id of a workspace's SecurityInsights provider, without a slash at its end. */
export function providerId(w: Workspace): string {
  return (
    `/subscriptions/${w.subscriptionId}/resourceGroups/${w.resourceGroup}` +
    `/providers/Microsoft.OperationalInsights/workspaces/${w.workspaceName}/providers/Microsoft.SecurityInsights`
  );
}
