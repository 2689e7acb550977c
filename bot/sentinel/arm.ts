/** Where things are in Azure Resource Manager. ARM ignores the case of ids. */
import { Upstream } from '../errors.ts';
import type { Workspace } from '../incidents/incident.ts';

/** An incident's place in ARM: its workspace as named there, and its GUID in lower case. */
interface ArmIncident extends Workspace {
  id: string;
}

/** The path of a workspace's SecurityInsights provider, without a slash at its end. */
export function providerPath(workspace: Workspace): string {
  const [subscription, group, name] = [
    workspace.subscriptionId,
    workspace.resourceGroup,
    workspace.workspaceName,
  ].map(encodeURIComponent);
  return (
    `/subscriptions/${subscription}/resourceGroups/${group}` +
    `/providers/Microsoft.OperationalInsights/workspaces/${name}/providers/Microsoft.SecurityInsights`
  );
}

export function incidentPath(workspace: Workspace, id: string): string {
  return `${providerPath(workspace)}/incidents/${segment(id)}`;
}

// Sentinel names incidents and comments by GUIDs; whoever makes one through its API may choose a name of their own.
const plainName = /^[a-z0-9](?:[a-z0-9_-]{0,126}[a-z0-9])?$/i;

/**
 * A name from outside as one step of a path. Throws Upstream (`never`) where it could be more than that: a URL takes
 * `..` for a step up however it is encoded, and a server may decode `%2f` once more than it should.
 */
export function segment(name: string): string {
  if (plainName.test(name)) return name;
  throw new Upstream(
    'Sentinel has something under a name that can’t stand in an address: delete it there, or give it another name.',
    { service: 'sentinel', operation: 'name what is asked for', code: 'UnusableName', outcome: 'never' },
  );
}

const guid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const incidentId = new RegExp(
  `^/subscriptions/(?<subscriptionId>${guid})/resourceGroups/(?<resourceGroup>[^/?#%\\s]{1,90})` +
    '/providers/Microsoft\\.OperationalInsights/workspaces/(?<workspaceName>[a-z0-9-]{1,63})' +
    `/providers/Microsoft\\.SecurityInsights/incidents/(?<id>${guid})$`,
  'i',
);

/**
 * Reads the ARM id of an incident, as a playbook sends it.
 * @returns undefined for anything else, a longer path or a query included
 */
export function incidentRefOf(armId: string): ArmIncident | undefined {
  const found = incidentId.exec(armId)?.groups;
  if (!found) return undefined;
  const { subscriptionId = '', resourceGroup = '', workspaceName = '', id = '' } = found;
  return { subscriptionId, resourceGroup, workspaceName, id: id.toLowerCase() };
}

/** The last part of an ARM id: the name of what it points to. */
export function lastSegment(armId: string): string {
  return armId.split('/').findLast((part) => part !== '') ?? armId;
}
