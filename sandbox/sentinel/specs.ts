import { randomUUID } from 'node:crypto';
import type { Author, Entity, Label, Owner } from './shapes.ts';

/** An entity to be; see entities.ts for builders of the usual kinds. */
export interface EntitySpec {
  kind: string;
  name?: string;
  type?: string;
  properties: Record<string, unknown>;
}

/** An alert to be. Only the title is needed. */
export interface AlertSpec {
  title: string;
  name?: string;
  severity?: string;
  description?: string;
  tactics?: string[];
  techniques?: string[];
  productName?: string;
  /** Name of the analytics rule: goes to additionalData "Analytic Rule Name". */
  ruleName?: string;
  startTimeUtc?: string;
  endTimeUtc?: string;
  compromisedEntity?: string;
  additionalData?: Record<string, string>;
}

/** A comment that is there from the beginning. */
interface CommentSpec {
  message: string;
  author?: Partial<Author>;
}

/**
 * An incident to be. Only the title is needed. Nothing is validated: a workspace may hold what no
 * caller could write. `omit` names keys that its JSON shall lack, e.g. `owner`, `additionalData.tactics`.
 */
export interface IncidentSpec {
  name?: string;
  type?: string;
  title: string;
  description?: string;
  severity?: string;
  status?: string;
  classification?: string;
  classificationReason?: string;
  classificationComment?: string;
  owner?: Partial<Owner> | null;
  labels?: (string | Label)[];
  firstActivityTimeUtc?: string;
  lastActivityTimeUtc?: string;
  createdTimeUtc?: string;
  lastModifiedTimeUtc?: string;
  incidentNumber?: number;
  providerName?: string;
  providerIncidentId?: string;
  providerIncidentUrl?: string;
  relatedAnalyticRuleIds?: string[];
  /** Beside those of the alerts. */
  tactics?: string[];
  techniques?: string[];
  productNames?: string[];
  alerts?: AlertSpec[];
  entities?: EntitySpec[];
  bookmarks?: EntitySpec[];
  comments?: CommentSpec[];
  omit?: string[];
}

/** The JSON of an entity; `base` is the ARM id of the workspace's SecurityInsights provider. */
export function buildEntity(base: string, spec: EntitySpec): Entity {
  const name = spec.name ?? randomUUID();
  const type = spec.type ?? 'Microsoft.SecurityInsights/Entities';
  return { id: `${base}/Entities/${name}`, name, type, kind: spec.kind, properties: spec.properties };
}

// The Log Analytics workspace's own id, which ARM paths do not carry.
const WORKSPACE_GUID = '00000000-0000-4000-8000-0000000000bb';

/** The JSON of an alert, an entity of kind SecurityAlert. */
export function buildAlert(base: string, spec: AlertSpec, at: string): Entity {
  const name = spec.name ?? randomUUID();
  const [, , subscriptionId, , resourceGroup] = base.split('/');
  const optional = {
    ...(spec.description === undefined ? {} : { description: spec.description }),
    ...(spec.compromisedEntity === undefined ? {} : { compromisedEntity: spec.compromisedEntity }),
  };
  return buildEntity(base, {
    kind: 'SecurityAlert',
    name,
    properties: {
      systemAlertId: name,
      tactics: spec.tactics ?? [],
      techniques: spec.techniques ?? [],
      alertDisplayName: spec.title,
      ...optional,
      confidenceLevel: 'Unknown',
      severity: spec.severity ?? 'Medium',
      vendorName: 'Microsoft',
      productName: spec.productName ?? 'Azure Sentinel',
      alertType: spec.ruleName ?? spec.title,
      processingEndTime: at,
      status: 'New',
      endTimeUtc: spec.endTimeUtc ?? at,
      startTimeUtc: spec.startTimeUtc ?? at,
      timeGenerated: at,
      resourceIdentifiers: [
        { type: 'LogAnalytics', workspaceId: WORKSPACE_GUID, subscriptionId, resourceGroup },
      ],
      additionalData: {
        ...(spec.ruleName === undefined ? {} : { 'Analytic Rule Name': spec.ruleName }),
        ...spec.additionalData,
      },
      friendlyName: spec.title,
    },
  });
}
