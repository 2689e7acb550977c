import { badRequest } from './errors.ts';
import { NOBODY, type Owner, type Person } from './shapes.ts';

/** Limits of learn.microsoft.com/azure/sentinel/sentinel-service-limits, per incident. */
export const LIMITS = {
  alerts: 150,
  bookmarks: 20,
  comments: 100,
  commentLength: 30_000,
  descriptionLength: 5_000,
  tasks: 40,
} as const;

export const SEVERITIES = ['High', 'Medium', 'Low', 'Informational'];
export const STATUSES = ['New', 'Active', 'Closed'];

/** Which reasons a classification takes; Undetermined takes none, the others need one. */
const REASONS: Record<string, string[]> = {
  Undetermined: [],
  TruePositive: ['SuspiciousActivity'],
  BenignPositive: ['SuspiciousButExpected'],
  FalsePositive: ['IncorrectAlertLogic', 'InaccurateData'],
};
export const CLASSIFICATIONS = Object.keys(REASONS);

/** The part of an incident that the closing rule looks at. */
interface Closing {
  status: string;
  classification?: string | undefined;
  classificationReason?: string | undefined;
}

/** Refuses (400) a closed incident whose classification and reason don't go together. */
export function checkClosing(p: Closing): void {
  if (p.status !== 'Closed') return;
  if (!p.classification) throw badRequest('A closed incident needs a classification: give one.');
  const allowed = REASONS[p.classification] ?? [];
  if (allowed.length === 0 && p.classificationReason)
    throw badRequest(`The classification ${p.classification} takes no reason: leave it out.`);
  if (allowed.length > 0 && !allowed.includes(p.classificationReason ?? ''))
    throw badRequest(
      `The reason '${p.classificationReason ?? ''}' does not go with the classification ` +
        `${p.classification}: give ${allowed.join(' or ')}.`,
    );
}

/** Finds a member of `choices` whatever its case, or refuses (400) in one sentence. */
export function oneOf(choices: string[], value: string, field: string): string {
  const found = choices.find((c) => c.toLowerCase() === value.toLowerCase());
  if (!found) throw badRequest(`'${value}' is no ${field}: give one of ${choices.join(', ')}.`);
  return found;
}

/** What a caller may send as owner: an object id is enough, a known mail or UPN too. */
export type OwnerInput = { [K in keyof Owner]?: Owner[K] | undefined } | null | undefined;

/**
 * The owner that Sentinel stores: it fills name, mail and UPN from the directory, and writes
 * ownerType "Unknown" for a person (seen so in a real workspace, not "User").
 */
export function resolveOwner(people: Person[], input: OwnerInput): Owner {
  if (!input || !(input.objectId || input.email || input.userPrincipalName)) return { ...NOBODY };
  const id = input.objectId?.toLowerCase();
  if (id && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id))
    throw badRequest(`owner.objectId '${input.objectId}' is no GUID: give the person's Entra object id.`);
  const same = (a: string, b: string | null | undefined) => a.toLowerCase() === b?.toLowerCase();
  const person = people.find((p) =>
    id
      ? same(p.objectId, id)
      : same(p.userPrincipalName, input.userPrincipalName) || same(p.email, input.email),
  );
  return {
    objectId: person?.objectId ?? input.objectId ?? null,
    email: person?.email ?? input.email ?? null,
    assignedTo: person?.name ?? input.assignedTo ?? null,
    userPrincipalName: person?.userPrincipalName ?? input.userPrincipalName ?? null,
    ownerType: 'Unknown',
  };
}
