import type { World } from './world.ts';

/** An incident as the sandbox's web page shows it. Times are ISO 8601 UTC. */
export interface IncidentView {
  number: number;
  name: string;
  title: string;
  status: string;
  severity: string;
  /** Name, UPN or object id; null where nobody owns it. */
  owner: string | null;
  labels: string[];
  classification: string | null;
  alerts: number;
  entities: { kind: string; name: string }[];
  comments: { id: string; at: string; author: string; message: string }[];
  tasks: { title: string; status: string }[];
  /** the playbooks that were run on it: their names, and when */
  playbooks: { name: string; at: string }[];
  etag: string;
  created: string;
  modified: string;
  modifiedBy: string;
}

/** The incidents of a workspace, the last modified first. @param workspace its index in the world. */
export function describe(world: World, workspace = 0): IncidentView[] {
  const views = [...(world.workspaces[workspace]?.all() ?? [])].map((held): IncidentView => {
    const { name, etag, properties: p } = held.incident;
    return {
      number: p.incidentNumber,
      name,
      title: p.title,
      status: p.status,
      severity: p.severity,
      owner: p.owner?.assignedTo ?? p.owner?.userPrincipalName ?? p.owner?.objectId ?? null,
      labels: (p.labels ?? []).map((l) => l.labelName),
      classification: p.classification ?? null,
      alerts: held.alerts.length,
      entities: held.entities.map((e) => ({ kind: e.kind, name: String(e.properties.friendlyName ?? '') })),
      comments: [...held.comments.values()].map((c) => ({
        id: c.name,
        at: c.properties.createdTimeUtc,
        author: c.properties.author.name ?? c.properties.author.objectId ?? '',
        message: c.properties.message,
      })),
      tasks: [...held.tasks.values()].map((t) => ({
        title: t.properties.title,
        status: t.properties.status,
      })),
      playbooks: (world.workspaces[workspace]?.playbookRuns ?? [])
        .filter(({ incident }) => incident === name)
        .map(({ logicAppsResourceId, at }) => ({ name: logicAppsResourceId.split('/').at(-1) ?? '', at })),
      etag,
      created: p.createdTimeUtc,
      modified: p.lastModifiedTimeUtc,
      modifiedBy: held.modifiedBy,
    };
  });
  return views.sort((a, b) =>
    a.modified < b.modified ? 1 : a.modified > b.modified ? -1 : b.number - a.number,
  );
}
