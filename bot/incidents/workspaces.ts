/** What people call each of several Sentinel workspaces. Pure. */
import { type Workspace, workspaceKey } from './incident.ts';

/** A name for each workspace, by its key: as short as tells it from the others. */
export function workspaceNames(workspaces: Workspace[]): Record<string, string> {
  const forms = [
    (w: Workspace) => w.workspaceName,
    (w: Workspace) => `${w.resourceGroup}/${w.workspaceName}`,
    (w: Workspace) => `${w.subscriptionId}/${w.resourceGroup}/${w.workspaceName}`,
  ];
  const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
  return Object.fromEntries(
    workspaces.map((workspace) => {
      const form = forms.find(
        (one) => workspaces.filter((other) => same(one(other), one(workspace))).length === 1,
      );
      return [workspaceKey(workspace), (form ?? forms[0]!)(workspace)];
    }),
  );
}
