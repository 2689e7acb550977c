/** What a change makes of an incident. Pure. */
import type { Incident, IncidentChange, Owner } from './incident.ts';

/** An incident as it is once a change is in. Closing fields go when it is no longer closed. */
export function withChange(incident: Incident, change: IncidentChange): Incident {
  const { owner, addLabels = [], removeLabels = [], ...fields } = change;
  const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
  const labels = incident.labels
    .filter((label) => !removeLabels.some((name) => same(name, label.name)))
    .concat(
      addLabels
        .filter((name) => !incident.labels.some((label) => same(label.name, name)))
        .map((name) => ({ name, type: 'User' as const })),
    );
  const changed: Incident = { ...incident, ...fields, labels };
  if (owner !== undefined) changed.owner = owner ?? undefined;
  if (changed.status !== 'Closed') {
    delete changed.classification;
    delete changed.classificationReason;
    delete changed.classificationComment;
  }
  return changed;
}

/** Whether an incident already is as a change wants it. */
export function holds(incident: Incident, change: IncidentChange): boolean {
  const wanted = withChange(incident, change);
  const relevant = (i: Incident) => [
    i.status,
    i.severity,
    ownerKey(i.owner),
    i.classification,
    i.classificationReason,
    i.classificationComment,
    i.labels.map((l) => l.name.toLowerCase()).sort(),
  ];
  return JSON.stringify(relevant(wanted)) === JSON.stringify(relevant(incident));
}

/** Whether a later change is about everything that an earlier one was about, so that the earlier one is overtaken. */
export function covers(later: IncidentChange, earlier: IncidentChange): boolean {
  const about = topics(later);
  return topics(earlier).every((topic) => about.includes(topic));
}

function topics({ status, severity, owner, addLabels = [], removeLabels = [] }: IncidentChange): string[] {
  return [
    ...(status ? ['status'] : []),
    ...(severity ? ['severity'] : []),
    ...(owner !== undefined ? ['owner'] : []),
    ...[...addLabels, ...removeLabels].map((name) => `label ${name.toLowerCase()}`),
  ];
}

/** What an owner is told apart by: the object id, and where that is missing the UPN or the name. */
export function ownerKey(owner: Owner | undefined): string {
  return (owner?.objectId ?? owner?.userPrincipalName ?? owner?.name ?? '').toLowerCase();
}
