/** Random histories of incidents, as raw entries: what people, Sentinel and Muster might do, in any order. */
import fc from 'fast-check';
import type { IncidentEvent } from '../../bot/incidents/events.ts';
import type { Incident, IncidentChange, Owner } from '../../bot/incidents/incident.ts';
import { practiceLogKey } from '../../bot/incidents/practice.ts';
import { type IncidentEntry, incidentLogKey } from '../../bot/incidents/state.ts';
import {
  ada,
  alert,
  at,
  ben,
  entry,
  incident,
  paymentsId,
  paymentsRoute,
  socId,
  socRoute,
  webshopId,
} from '../build.ts';

const stepOf = (what: fc.Arbitrary<number>, longest = 6000) =>
  fc.record({
    what,
    /** minutes after the step before */
    after: fc.oneof(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: longest })),
    pick: fc.integer({ min: 0, max: 59 }),
  });
const step = stepOf(fc.integer({ min: 0, max: 35 }));
/** Closed, by people or in Sentinel, and opened again; or checks that are decided or not, and closed. */
const ofClosings = stepOf(fc.constantFrom(0, 15, 19, 22, 24, 25), 30_000);
const ofChecks = stepOf(fc.constantFrom(10, 10, 12, 13, 13, 14, 15, 32, 33, 33, 34));
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const one = <T>(from: readonly T[], pick: number): T => from[pick % from.length]!;
const severities = ['High', 'Medium', 'Low', 'Informational'] as const;
const classes = ['TruePositive', 'BenignPositive', 'FalsePositive', 'FalsePositive', 'Undetermined'] as const;
const owners: (Owner | undefined)[] = [
  undefined,
  { objectId: ada.oid, name: ada.name, userPrincipalName: ada.upn },
  { objectId: ben.oid, name: ben.name, userPrincipalName: ben.upn },
  { objectId: 'c', name: 'Night shift' },
];

/** One incident's entries, made from steps; it is written so that each entry could follow the ones before. */
function historyOf(number: number, steps: Step[]): IncidentEntry[] {
  const first = steps[0] ?? { what: 0, after: 0, pick: 0 };
  const id = `11111111-2222-4333-8444-${String(number).padStart(12, '0')}`;
  const logKey =
    first.what === 31 ? practiceLogKey('channel:x', String(number)) : incidentLogKey('sub~rg-soc~ws-soc', id);
  let minutes = first.after;
  let held: Incident = incident({
    id,
    number,
    createdAt: at(Math.max(0, minutes - (first.pick % 7))).toISOString(),
    modifiedAt: at(Math.max(0, minutes - (first.pick % 4))).toISOString(),
    severity: one(severities, first.pick),
    ...(first.what === 1 && { status: 'Active' as const }),
    ...(first.what === 2 && { status: 'Closed' as const, classification: one(classes, first.pick) }),
    ...(first.what < 5 && { owner: one(owners, first.what) }),
    ...(first.pick % 3 > 0 && { firstActivityAt: at(minutes - 60 + first.pick * 2).toISOString() }),
  });
  const entries: IncidentEntry[] = [];
  const wanted: { id: string; change: IncidentChange }[] = [];
  const add = (events: IncidentEvent[], by?: typeof ada): void => {
    entries.push(
      entry(entries.length + 1, events, { logKey, at: at(minutes).toISOString(), ...(by && { by }) }),
    );
  };
  add([
    { kind: 'arrived', incident: held, backlog: first.what === 6 },
    { kind: 'routed', routes: [socRoute, paymentsRoute] },
    {
      kind: 'detailed',
      entities: [],
      alerts: [0, 1]
        .slice(first.pick % 3)
        .map((i) => alert({ id: `${i}`, ruleName: `Rule ${(first.pick + i) % 4}` })),
    },
  ]);
  const questions: string[] = [];
  const checks: string[] = [];
  for (const { what, after, pick } of steps.slice(1)) {
    minutes += after;
    const key = String(entries.length + 1);
    const soc = pick % 2 === 0;
    const channel = soc ? socId : paymentsId;
    const by = soc ? ada : ben;
    const version = (change: IncidentChange): Incident => {
      const { owner, ...fields } = change;
      held = {
        ...held,
        ...fields,
        ...(owner !== undefined && { owner: owner ?? undefined }),
        etag: `"${key}"`,
        modifiedAt: at(Math.max(minutes - (pick % 3), 0)).toISOString(),
      };
      if (Date.parse(held.modifiedAt) < lastModified) held.modifiedAt = new Date(lastModified).toISOString();
      lastModified = Date.parse(held.modifiedAt);
      if (held.status !== 'Closed') delete held.classification;
      return held;
    };
    let lastModified = Date.parse(held.modifiedAt);
    const want = (change: IncidentChange, channelOf = channel, actor = by): void => {
      wanted.push({ id: key, change });
      add(
        [
          {
            kind: 'intended',
            intent: {
              id: key,
              change,
              before: { status: held.status },
              at: at(minutes).toISOString(),
              by: actor,
              channel: channelOf,
            },
          },
        ],
        actor,
      );
    };
    const question = one([...questions, 'none'], pick);
    const check = one([...checks, 'none'], pick);
    switch (what) {
      case 0:
      case 1:
        add([{ kind: 'acknowledged', channel, by }], by);
        break;
      case 2:
        add([{ kind: 'commented', id: key, by, ...(pick % 3 > 0 && { channel }) }], by);
        break;
      case 3:
        add([{ kind: 'commanded', by, channel }], by);
        break;
      case 4:
      case 5:
      case 6:
        questions.push(key);
        add([{ kind: 'asked', id: key, by: ada, channel: paymentsId, people: [ben] }], ada);
        break;
      case 7:
      case 8:
        add(
          [
            {
              kind: 'answered',
              id: key,
              question,
              by: ben,
              channel: paymentsId,
              ...(pick % 5 === 0 && { cannot: true as const }),
            },
          ],
          ben,
        );
        break;
      case 9:
        add([{ kind: 'withdrawn', id: key, question, by: ada, channel: paymentsId }], ada);
        break;
      case 10:
      case 11:
        checks.push(key);
        add(
          [
            {
              kind: 'proposed',
              id: key,
              by: ada,
              channel: paymentsId,
              measure: 'isolateHost',
              entities: [],
              due: at(minutes + 60).toISOString(),
              onSilence: 'analyst',
              rule: { who: ['team'], people: 1 },
            },
          ],
          ada,
        );
        break;
      case 12:
        add(
          [
            { kind: 'decided', id: key, check, by, as: soc ? 'analyst' : 'team', go: true, channel },
            { kind: 'settled', check, as: 'agreed', channel },
          ],
          by,
        );
        break;
      case 13:
        add([
          one(
            [
              { kind: 'analystsAsked', check, due: at(minutes + 30).toISOString(), channel: paymentsId },
              { kind: 'settled', check, as: 'expired', channel: paymentsId },
            ] as const,
            pick,
          ),
        ]);
        break;
      case 14:
        add([{ kind: 'overridden', check, by: ada, channel: socId }], ada);
        break;
      case 15:
      case 16:
      case 17:
      case 18:
        want({ status: 'Closed', classification: one(classes, pick) });
        break;
      case 19:
        want({ status: 'Active' });
        break;
      case 20:
        want({ severity: one(severities, pick) });
        break;
      case 21:
        want({ owner: one(owners, pick) ?? null });
        break;
      case 22:
      case 23: {
        const done = wanted.splice(0);
        if (done.length > 0)
          add([
            {
              kind: 'synced',
              intents: done.map((w) => w.id),
              incident: version(Object.assign({}, ...done.map((w) => w.change))),
            },
          ]);
        break;
      }
      case 24:
      case 25:
        add([
          {
            kind: 'changed',
            incident: version({
              status: one(['New', 'Active', 'Closed', 'Closed'] as const, pick),
              ...(pick % 4 > 1 && { classification: one(classes, pick) }),
            }),
          },
        ]);
        break;
      case 26:
        add([
          {
            kind: 'changed',
            incident: version({ owner: one(owners, pick) ?? null, severity: one(severities, pick + 1) }),
          },
        ]);
        break;
      case 27: {
        const author = pick % 3 === 0 ? { name: 'A playbook' } : { name: 'Ada', userPrincipalName: ada.upn };
        add([{ kind: 'heard', id: key, author, at: at(Math.max(0, minutes - (pick % 5))).toISOString() }]);
        break;
      }
      case 31: {
        const given = wanted.shift();
        if (given)
          add([{ kind: 'gaveUp', effect: `${key}.0`, error: 'no', channel: socId, intents: [given.id] }]);
        break;
      }
      case 32:
      case 35: {
        const shownIn = one([paymentsId, socId, webshopId], pick);
        if (what === 35) add([{ kind: 'grouped', channel: shownIn, storm: 's' }]);
        const about = one(['card', 'card', 'card', 'question:x'] as const, pick);
        add([{ kind: 'posted', about, channel: shownIn, thread: 't', message: key, rev: 1 }]);
        break;
      }
      case 33:
        add(
          [
            {
              kind: 'outcomeTold',
              check,
              by: ada,
              as: one(['done', 'failed', 'again', 'done'] as const, pick),
              channel,
            },
          ],
          ada,
        );
        break;
      case 34:
        add([
          { kind: 'runOver', check, run: 'r', as: one(['ran', 'failed', 'doubt'] as const, pick), channel },
        ]);
        break;
      case 28:
        if (pick % 4 === 0) {
          wanted.length = 0;
          add([{ kind: 'deletedInSentinel' }]);
        } else if (pick % 4 === 1) add([{ kind: 'restoredInSentinel' }]);
        break;
      case 29:
        add(
          [{ kind: 'closingWanted', id: key, by: ada, classification: 'FalsePositive', channel: socId }],
          ada,
        );
        break;
      case 30:
        if (pick % 3 === 0)
          add([
            { kind: 'mergedInto', into: incidentLogKey('sub~rg-soc~ws-soc', id), number: 7, title: 'Other' },
          ]);
        else if (pick % 3 === 1)
          add([
            {
              kind: 'absorbed',
              from: 'incident:x',
              number: 8,
              carried: {
                acks: [],
                questions: [],
                channels: [],
                included: [],
                arrivedAt: at(Math.max(0, minutes - 400)).toISOString(),
                createdAt: at(Math.max(0, minutes - 500)).toISOString(),
                ...(pick % 2 === 0 && {
                  firstActAt: at(Math.max(0, minutes - 300)).toISOString(),
                  acts: { team: at(Math.max(0, minutes - 300)).toISOString() },
                }),
                reminded: [],
              },
            },
          ]);
        break;
    }
  }
  return entries;
}

/** Histories of several incidents, each its raw entries, within about three weeks. */
export const histories: fc.Arbitrary<IncidentEntry[][]> = fc
  .array(
    fc.oneof(
      ...[step, step, ofClosings, ofChecks].map((one) => fc.array(one, { minLength: 1, maxLength: 14 })),
    ),
    { minLength: 1, maxLength: 14 },
  )
  .map((all) => all.map((steps, i) => historyOf(i + 1, steps)));
