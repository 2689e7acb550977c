import { badRequest } from './errors.ts';
import {
  CLASSIFICATIONS,
  checkClosing,
  type OwnerInput,
  oneOf,
  resolveOwner,
  SEVERITIES,
  STATUSES,
} from './rules.ts';
import type { Incident, Person } from './shapes.ts';

/** What an analyst can change in the portal. `owner: null` un-assigns; text is a UPN, mail, name or object id. */
export interface IncidentPatch {
  title?: string | undefined;
  description?: string | undefined;
  severity?: string | undefined;
  status?: string | undefined;
  classification?: string | undefined;
  classificationReason?: string | undefined;
  classificationComment?: string | undefined;
  owner?: string | OwnerInput;
  labels?: string[] | undefined;
}

/** The properties after an analyst's change, held to the same rules as the API. */
export function patched(
  before: Incident['properties'],
  patch: IncidentPatch,
  people: Person[],
): Incident['properties'] {
  const { owner, labels, ...plain } = patch;
  const p = { ...before };
  for (const [key, value] of Object.entries(plain))
    if (value !== undefined) Object.assign(p, { [key]: value });
  if (plain.title !== undefined && plain.title.trim() === '')
    throw badRequest('The title is empty: give one.');
  if (plain.severity !== undefined) p.severity = oneOf(SEVERITIES, plain.severity, 'severity');
  if (plain.status !== undefined) p.status = oneOf(STATUSES, plain.status, 'status');
  if (plain.classification !== undefined)
    p.classification = oneOf(CLASSIFICATIONS, plain.classification, 'classification');
  if (plain.status !== undefined && p.status !== 'Closed') {
    delete p.classification;
    delete p.classificationReason;
    delete p.classificationComment;
  }
  if (plain.status !== undefined || plain.classification !== undefined) checkClosing(p);
  if (owner !== undefined)
    p.owner = resolveOwner(people, typeof owner === 'string' ? named(people, owner) : owner);
  if (labels)
    p.labels = labels.map(
      (labelName) =>
        before.labels?.find((l) => l.labelName === labelName) ?? { labelName, labelType: 'User' },
    );
  return p;
}

function named(people: Person[], text: string): OwnerInput {
  const lower = text.toLowerCase();
  const found = people.find((p) => Object.values(p).some((v) => v.toLowerCase() === lower));
  if (!found)
    throw badRequest(`Nobody in the directory is called '${text}': give a name, UPN or object id of it.`);
  return { objectId: found.objectId };
}
