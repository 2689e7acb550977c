import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { withChange } from '../../bot/incidents/change.ts';
import type { Intent } from '../../bot/incidents/events.ts';
import {
  classifications,
  type Incident,
  type IncidentChange,
  reasonsFor,
  severities,
} from '../../bot/incidents/incident.ts';
import { reconcile } from '../../bot/incidents/reconcile.ts';
import { ada, at, ben, incident, paymentsId } from '../build.ts';

/** What somebody wants, `minutes` after the hour. */
function wish(change: IncidentChange, before: IncidentChange, minutes = 5, of: Partial<Intent> = {}): Intent {
  return { id: String(minutes), change, before, at: at(minutes).toISOString(), by: ada, ...of };
}

/** A version last modified so many minutes after the hour. */
function version(change: Partial<Incident>, minutes: number): Incident {
  return incident({ ...change, modifiedAt: at(minutes).toISOString() });
}

const written = (theirs: Incident, pending: Intent[], seen?: Incident): Incident =>
  reconcile(theirs, pending, seen).changes.reduce(withChange, theirs);

const closed = {
  status: 'Closed',
  classification: 'TruePositive',
  classificationReason: 'SuspiciousActivity',
} as const;

describe('merging what people want with what Sentinel holds', () => {
  test('what only people changed is written', () => {
    const pending = [wish({ severity: 'High' }, { severity: 'Medium' })];
    expect(reconcile(version({ severity: 'Medium' }, 9), pending).overruled).toEqual([]);
    expect(written(version({ severity: 'Medium' }, 9), pending).severity).toBe('High');
  });

  test('what only others changed stays, beside what people want', () => {
    const theirs = version({ severity: 'Low', owner: undefined }, 9);
    const after = written(theirs, [wish({ owner: { objectId: ada.oid } }, { owner: null })]);
    expect(after).toMatchObject({ severity: 'Low', owner: { objectId: ada.oid } });
  });

  test('where both changed one, Sentinel’s stands when it was modified after the act', () => {
    const pending = [wish({ severity: 'High' }, { severity: 'Medium' }, 5, { by: ben, channel: paymentsId })];
    const merged = reconcile(version({ severity: 'Low' }, 6), pending);
    expect(merged.overruled).toEqual([
      {
        field: 'severity',
        ours: { severity: 'High' },
        theirs: { severity: 'Low' },
        by: ben,
        channel: paymentsId,
      },
    ]);
    expect(merged.changes).toEqual([{}]);
  });

  test('and the person’s stands when they acted after it was modified', () => {
    const pending = [wish({ severity: 'High' }, { severity: 'Medium' }, 5)];
    expect(written(version({ severity: 'Low' }, 4), pending).severity).toBe('High');
  });

  test('a later modification of something else does not make Sentinel’s value younger than it was seen to be', () => {
    const pending = [wish({ severity: 'High' }, { severity: 'Medium' }, 5)];
    const theirs = version({ severity: 'Low' }, 8);
    expect(written(theirs, pending, version({ severity: 'Low' }, 4)).severity).toBe('High');
    expect(written(theirs, pending, version({ severity: 'Medium' }, 4)).severity).toBe('Low');
  });

  test('both wanting the same is no conflict', () => {
    const pending = [wish({ status: 'Active', severity: 'High' }, { status: 'New', severity: 'Low' })];
    expect(reconcile(version({ status: 'Active', severity: 'High' }, 9), pending).overruled).toEqual([]);
  });

  test('what a lost answer left in Sentinel is ours, and what was wanted since is written over it', () => {
    const pending = [
      wish({ severity: 'High' }, { severity: 'Medium' }, 5),
      wish({ severity: 'Low' }, { severity: 'High' }, 6),
    ];
    const theirs = version({ severity: 'High' }, 7);
    expect(reconcile(theirs, pending).overruled).toEqual([]);
    expect(written(theirs, pending).severity).toBe('Low');
  });

  test('only the field that collides is left out', () => {
    const pending = [
      wish({ severity: 'High', status: 'Active' }, { severity: 'Medium', status: 'New' }, 5),
      wish({ addLabels: ['vip'] }, { removeLabels: ['vip'] }, 6),
    ];
    const after = written(version({ severity: 'Low', status: 'New' }, 9), pending);
    expect(after).toMatchObject({ severity: 'Low', status: 'Active', labels: [{ name: 'vip' }] });
  });

  test('taking the owner away collides with another owner', () => {
    const pending = [wish({ owner: null }, { owner: { objectId: ben.oid } }, 5)];
    const { overruled } = reconcile(version({ owner: { objectId: ada.oid } }, 6), pending);
    expect(overruled).toMatchObject([
      { field: 'owner', ours: { owner: null }, theirs: { owner: { objectId: ada.oid } } },
    ]);
  });

  test('two ways of closing collide', () => {
    const pending = [wish({ status: 'Closed', classification: 'Undetermined' }, { status: 'Active' }, 5)];
    const { overruled } = reconcile(version(closed, 6), pending);
    expect(overruled).toMatchObject([{ field: 'status', theirs: { classification: 'TruePositive' } }]);
  });

  test('what was closed in Sentinel is not reopened by an act that did not know it, however late', () => {
    const acknowledged = wish({ status: 'Active' }, { status: 'New' }, 30);
    expect(written(version(closed, 6), [acknowledged]).status).toBe('Closed');
  });

  test('whoever knew that it was closed reopens it', () => {
    const reopened = wish({ status: 'Active' }, { ...closed }, 30);
    expect(written(version(closed, 6), [reopened]).status).toBe('Active');
  });
});

const anyChange: fc.Arbitrary<IncidentChange> = fc.oneof(
  fc.constantFrom(...severities).map((severity) => ({ severity })),
  fc.constantFrom(ada.oid, ben.oid, null).map((oid) => ({ owner: oid === null ? null : { objectId: oid } })),
  fc.constantFrom('New' as const, 'Active' as const).map((status) => ({ status })),
  fc.constantFrom(...classifications).map((classification) => ({
    status: 'Closed' as const,
    classification,
    classificationReason: reasonsFor[classification][0],
  })),
);

test('each field ends as one side wanted it, and nobody’s wish goes without being told', () => {
  const changes = fc.array(anyChange, { maxLength: 4 });
  fc.assert(
    fc.property(
      fc.constantFrom('New' as const, 'Active' as const),
      changes,
      changes,
      (status, ours, others) => {
        const base = version({ status }, 0);
        let shown = base;
        const pending = ours.map((change, i) => {
          const intent = wish(change, { ...shown, owner: shown.owner ?? null }, 10 + i);
          shown = withChange(shown, change);
          return intent;
        });
        const theirs = { ...others.reduce(withChange, base), modifiedAt: at(12).toISOString() };
        const { overruled } = reconcile(theirs, pending);
        const after = written(theirs, pending);
        for (const field of ['severity', 'status'] as const) {
          const told = overruled.some((one) => one.field === field);
          const wanted = ours.some((change) => change[field] !== undefined);
          expect(after[field]).toBe(told || !wanted ? theirs[field] : shown[field]);
        }
        if (theirs.status === 'Closed' && !ours.some((change) => change.status === 'Closed'))
          expect(after.status).toBe('Closed');
      },
    ),
  );
});
