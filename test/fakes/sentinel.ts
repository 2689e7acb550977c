/** A Microsoft Sentinel in memory that keeps the port's promises; the same contract holds it and the adapter. */
import { randomUUID } from 'node:crypto';
import { Conflict, NotFound, Upstream } from '../../bot/errors.ts';
import {
  type Alert,
  type Entity,
  type Incident,
  type IncidentChange,
  type IncidentRef,
  type Label,
  reasonsFor,
  type SentinelComment,
} from '../../bot/incidents/incident.ts';
import type { Sentinel } from '../../bot/ports.ts';
import { commentText } from '../../bot/sentinel/change.ts';

interface Held {
  incident: Incident;
  entities: Entity[];
  alerts: Alert[];
  comments: SentinelComment[];
  /** ids of the playbooks that were run on it, in order */
  runs: string[];
}

type Operation =
  | 'changedSince'
  | 'open'
  | 'get'
  | 'change'
  | 'comment'
  | 'runPlaybook'
  | 'details'
  | 'comments';

export interface FakeSentinel extends Sentinel {
  /** An incident appears, as a rule would make it. */
  add(incident?: Partial<Incident>, details?: { entities?: Entity[]; alerts?: Alert[] }): IncidentRef;
  /** Somebody changes it in the portal, now; `title` too, as Defender's correlation does. */
  edit(ref: IncidentRef, change: IncidentChange & { title?: string }): Incident;
  remove(ref: IncidentRef): void;
  /** The playbooks that were run on it, by their ids, in order. */
  runs(ref: IncidentRef): string[];
  /** Somebody else comments on it in the portal. */
  say(ref: IncidentRef, message: string, author?: string): void;
  /** The next such operation fails with `error`: before it does anything, or once it is done (its answer is lost). */
  failNext(operation: Operation, error: Error, when?: 'before' | 'after'): void;
  /** what was asked of it, in order, refused or not */
  readonly asked: Operation[];
}

/** @param options.workspaces the keys it knows; incidents are added to the first unless they say otherwise */
export function createFakeSentinel(options: {
  workspaces: [string, ...string[]];
  now?: () => Date;
  pageSize?: number;
}): FakeSentinel {
  const now = options.now ?? (() => new Date());
  const held = new Map<string, Held>();
  const failures: { operation: Operation; error: Error; when: 'before' | 'after' }[] = [];
  const asked: Operation[] = [];
  let version = 0;

  const keyOf = (ref: IncidentRef) => `${ref.workspace}/${ref.id}`;

  function find(ref: IncidentRef): Held {
    knownWorkspace(ref.workspace);
    const found = held.get(keyOf(ref));
    if (!found) throw new NotFound(`There is no incident ${ref.id} (any more).`);
    return found;
  }

  function knownWorkspace(key: string): void {
    if (!options.workspaces.includes(key))
      throw never('find workspace', `The workspace ${key} is not configured.`);
  }

  /** Sentinel's time stamps have seven digits, and no two versions share one. */
  function stamp(): { etag: string; modifiedAt: string } {
    version += 1;
    const at = now()
      .toISOString()
      .replace('Z', `${String(version % 10_000).padStart(4, '0')}Z`);
    return { etag: `"${version}"`, modifiedAt: at };
  }

  function write(one: Held, incident: Incident): Incident {
    one.incident = { ...incident, commentsCount: one.comments.length, ...stamp() };
    return structuredClone(one.incident);
  }

  async function operate<T>(operation: Operation, work: () => T): Promise<T> {
    asked.push(operation);
    const at = failures.findIndex((failure) => failure.operation === operation);
    const [failure] = at < 0 ? [] : failures.splice(at, 1);
    if (failure?.when === 'before') throw failure.error;
    const result = work();
    if (failure) throw failure.error;
    return result;
  }

  const pageSize = options.pageSize ?? 200;
  function* pages(found: Incident[]) {
    for (let from = 0; from === 0 || from < found.length; from += pageSize)
      yield { incidents: structuredClone(found.slice(from, from + pageSize)), asOf: now() };
  }

  return {
    asked,
    add(incident = {}, { entities = [], alerts = [] } = {}) {
      const { etag, modifiedAt } = stamp();
      const whole: Incident = {
        workspace: options.workspaces[0],
        id: randomUUID(),
        number: held.size + 1,
        etag,
        title: 'Suspicious sign-in',
        severity: 'Medium',
        status: 'New',
        labels: [],
        createdAt: modifiedAt,
        modifiedAt,
        provider: 'Azure Sentinel',
        ruleIds: [],
        alertsCount: alerts.length,
        bookmarksCount: 0,
        commentsCount: 0,
        products: [],
        tactics: [],
        techniques: [],
        ...structuredClone(incident),
      };
      held.set(keyOf(whole), { incident: whole, entities, alerts, comments: [], runs: [] });
      return { workspace: whole.workspace, id: whole.id };
    },
    edit(ref, { title, ...change }) {
      const one = find(ref);
      const changed = after(one.incident, change);
      return write(one, title === undefined ? changed : { ...changed, title });
    },
    remove: (ref) => void held.delete(keyOf(ref)),
    say(ref, message, author = 'Zoe') {
      const one = find(ref);
      const id = `portal-${one.comments.length + 1}-${ref.id}`;
      one.comments.push({ id, message, createdAt: stamp().modifiedAt, author: { name: author } });
      write(one, one.incident);
    },
    failNext: (operation, error, when = 'before') => void failures.push({ operation, error, when }),

    async *changedSince(workspace, since) {
      const found = await operate('changedSince', () => {
        knownWorkspace(workspace);
        return [...held.values()]
          .map((one) => one.incident)
          .filter((one) => one.workspace === workspace && sortable(one.modifiedAt) >= sortable(since))
          .sort((one, other) => (sortable(one.modifiedAt) < sortable(other.modifiedAt) ? -1 : 1));
      });
      yield* pages(found);
    },
    async *open(workspace) {
      const found = await operate('open', () => {
        knownWorkspace(workspace);
        return [...held.values()]
          .map((one) => one.incident)
          .filter((one) => one.workspace === workspace && one.status !== 'Closed');
      });
      yield* pages(found);
    },
    get: (ref) => operate('get', () => structuredClone(find(ref).incident)),
    change: (ref, decide) =>
      operate('change', () => {
        for (let tried = 0; tried < 5; tried++) {
          const read = structuredClone(find(ref).incident);
          const change = decide(read);
          if (!change) return read;
          const one = find(ref);
          if (one.incident.etag === read.etag) return write(one, after(one.incident, change));
        }
        throw new Conflict(`The incident ${ref.id} kept changing.`);
      }),
    comment: (ref, commentId, message) =>
      operate('comment', () => {
        const one = find(ref);
        const id = commentId.toLowerCase();
        const known = one.comments.find((comment) => comment.id === id);
        if (!known && one.comments.length >= 100)
          throw never('PUT comment', 'The incident has 100 comments: it takes no more.');
        if (known) known.message = commentText(message);
        else one.comments.push({ id, message: commentText(message), createdAt: stamp().modifiedAt });
        write(one, one.incident);
      }),
    runPlaybook: (ref, playbook) => operate('runPlaybook', () => void find(ref).runs.push(playbook)),
    runs: (ref) => [...find(ref).runs],
    details: (ref) =>
      operate('details', () => {
        const { entities, alerts } = find(ref);
        return structuredClone({ entities, alerts });
      }),
    comments: (ref) => operate('comments', () => structuredClone(find(ref).comments)),
  };
}

const sortable = (at: string) => at.replace(/Z$/, '');

const never = (operation: string, message: string) =>
  new Upstream(message, { service: 'sentinel', operation, outcome: 'never' });

/** The incident with the change made, by Sentinel's own rules. */
function after(incident: Incident, change: IncidentChange): Incident {
  const { owner, addLabels = [], removeLabels = [], ...plain } = change;
  const next: Incident = { ...incident };
  if (change.status !== undefined && change.status !== 'Closed') {
    delete next.classification;
    delete next.classificationReason;
    delete next.classificationComment;
  }
  if (change.classification !== undefined) delete next.classificationReason;
  Object.assign(next, Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined)));
  if (owner === null) delete next.owner;
  else if (owner !== undefined) next.owner = owner;
  next.labels = labelsAfter(incident.labels, addLabels, removeLabels);
  checkClosing(next);
  return next;
}

function labelsAfter(current: Label[], add: string[], remove: string[]): Label[] {
  const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
  const labels = current.filter((label) => !remove.some((name) => same(name, label.name)));
  for (const name of add)
    if (!labels.some((label) => same(label.name, name))) labels.push({ name, type: 'User' });
  return labels;
}

function checkClosing({ status, classification, classificationReason }: Incident): void {
  if (status !== 'Closed') return;
  const reasons: readonly string[] | undefined = classification && reasonsFor[classification];
  const fits = reasons?.length === 0 ? !classificationReason : reasons?.includes(classificationReason ?? '');
  if (!fits)
    throw never('PUT incident', 'A closed incident needs a classification, and a reason that goes with it.');
}
