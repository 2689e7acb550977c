/** What every Sentinel promises, the fake and the adapter alike. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Conflict, NotFound } from '../../bot/errors.ts';
import type { Incident, IncidentRef, Owner } from '../../bot/incidents/incident.ts';
import type { Sentinel } from '../../bot/ports.ts';

/** An incident to be there; the rest is as a new one. */
interface Seed {
  title?: string;
  description?: string;
  labels?: { name: string; type: 'User' | 'AutoAssigned' }[];
  hosts?: string[];
  alerts?: { title: string; ruleName: string }[];
}

/** A Sentinel and what happens in it other than through the port. */
interface SentinelUnderTest {
  sentinel: Sentinel;
  /** the key of the one workspace it knows */
  workspace: string;
  seed(seed?: Seed): IncidentRef;
  /** somebody changes the title elsewhere */
  retitle(ref: IncidentRef, title: string): void;
  remove(ref: IncidentRef): void;
  /** the ids of the playbooks that were run on it, in order */
  runs(ref: IncidentRef): string[];
  close(): Promise<void>;
}

const ana: Owner = {
  objectId: '11111111-2222-4333-8444-555555555555',
  name: 'Ana Alves',
  userPrincipalName: 'ana@contoso.example',
  email: 'ana.alves@contoso.example',
};

const playbook =
  '/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg-soc/providers/Microsoft.Logic/workflows/Isolate';

export function describeSentinel(name: string, create: () => Promise<SentinelUnderTest>): void {
  describe(name, () => {
    let under: SentinelUnderTest;
    let sentinel: Sentinel;
    beforeEach(async () => {
      under = await create();
      sentinel = under.sentinel;
    });
    afterEach(() => under.close());

    async function changedSince(since: string): Promise<Incident[]> {
      const pages: Incident[] = [];
      for await (const page of sentinel.changedSince(under.workspace, since)) pages.push(...page.incidents);
      return pages;
    }
    const close = {
      status: 'Closed',
      classification: 'TruePositive',
      classificationReason: 'SuspiciousActivity',
    } as const;

    test('an incident is read whole', async () => {
      const ref = under.seed({ title: 'Odd sign-in', description: 'From two countries' });
      expect(await sentinel.get(ref)).toMatchObject({
        ...ref,
        title: 'Odd sign-in',
        description: 'From two countries',
        status: 'New',
        severity: 'Medium',
        labels: [],
      });
    });

    test('an incident that nobody owns has no owner', async () => {
      expect((await sentinel.get(under.seed())).owner).toBeUndefined();
    });

    test('changed incidents come oldest change first', async () => {
      const [first, second] = [under.seed({ title: 'first' }), under.seed({ title: 'second' })];
      await sentinel.change(first, () => ({ severity: 'High' }));
      const changed = await changedSince('2020-01-01T00:00:00Z');
      expect(changed.map(({ id }) => id)).toEqual([second.id, first.id]);
    });

    test('changes are told from the very time on that was asked for', async () => {
      under.seed({ title: 'older' });
      const newer = under.seed({ title: 'newer' });
      const { modifiedAt } = await sentinel.get(newer);
      expect((await changedSince(modifiedAt)).map(({ title }) => title)).toEqual(['newer']);
    });

    test('more changes than fit on one page come once each, with the time they were read', async () => {
      const seeded = Array.from({ length: 450 }, () => under.seed().id);
      const seen: string[] = [];
      let pages = 0;
      for await (const page of sentinel.changedSince(under.workspace, '2020-01-01T00:00:00Z')) {
        pages += 1;
        seen.push(...page.incidents.map(({ id }) => id));
        expect(Number.isNaN(page.asOf.getTime())).toBe(false);
      }
      expect(pages).toBeGreaterThan(1);
      expect(seen.toSorted()).toEqual(seeded.toSorted());
    });

    test('a workspace without changes gives the time and no incident', async () => {
      const pages = [];
      for await (const page of sentinel.changedSince(under.workspace, '2020-01-01T00:00:00Z'))
        pages.push(page);
      expect(pages).toEqual([{ incidents: [], asOf: expect.any(Date) }]);
    });

    test('what is open is listed whole: neither what is closed nor what is deleted is in it', async () => {
      const [fresh, active, closed, deleted] = ['a', 'b', 'c', 'd'].map((title) => under.seed({ title }));
      await sentinel.change(active!, () => ({ status: 'Active' }));
      await sentinel.change(closed!, () => close);
      under.remove(deleted!);
      const pages = [];
      for await (const page of sentinel.open(under.workspace)) pages.push(page);
      const listed = pages.flatMap(({ incidents }) => incidents);
      expect(listed.map(({ id }) => id).toSorted()).toEqual([fresh!.id, active!.id].toSorted());
      expect(listed.find(({ id }) => id === active!.id)).toEqual(await sentinel.get(active!));
      expect(Number.isNaN(pages[0]!.asOf.getTime())).toBe(false);
    });

    test('more open incidents than fit on one page come once each', async () => {
      const seeded = Array.from({ length: 250 }, () => under.seed().id);
      const listed: string[] = [];
      for await (const { incidents } of sentinel.open(under.workspace))
        listed.push(...incidents.map(({ id }) => id));
      expect(listed.toSorted()).toEqual(seeded.toSorted());
    });

    test('a change is written, and the rest stays', async () => {
      const ref = under.seed({ title: 'Odd sign-in', description: 'From two countries' });
      const before = await sentinel.get(ref);
      const written = await sentinel.change(ref, () => ({ status: 'Active', severity: 'High' }));
      expect(written).toMatchObject({ status: 'Active', severity: 'High', title: 'Odd sign-in' });
      expect(written).toMatchObject({ description: 'From two countries', number: before.number });
      expect(written.etag).not.toBe(before.etag);
      expect(await sentinel.get(ref)).toEqual(written);
    });

    test('nothing is written where there is nothing to change', async () => {
      const ref = under.seed();
      const before = await sentinel.get(ref);
      expect(await sentinel.change(ref, () => undefined)).toEqual(before);
      expect(await sentinel.get(ref)).toEqual(before);
    });

    test('an owner is given, survives another change, and is taken away', async () => {
      const ref = under.seed();
      expect((await sentinel.change(ref, () => ({ owner: ana }))).owner).toEqual(ana);
      expect((await sentinel.change(ref, () => ({ severity: 'Low' }))).owner).toEqual(ana);
      expect((await sentinel.change(ref, () => ({ owner: null }))).owner).toBeUndefined();
    });

    test('labels are added and taken away whatever their case, and the others stay', async () => {
      const labels = [
        { name: 'Payments', type: 'User' },
        { name: 'Stale', type: 'User' },
      ] as const;
      const ref = under.seed({ labels: [...labels] });
      const written = await sentinel.change(ref, () => ({
        addLabels: ['payments', 'muster'],
        removeLabels: ['STALE'],
      }));
      expect(written.labels.map(({ name }) => name)).toEqual(['Payments', 'muster']);
    });

    test('an incident is closed with a classification, and reopening takes it away', async () => {
      const ref = under.seed();
      const closed = await sentinel.change(ref, () => ({ ...close, classificationComment: 'Seen before' }));
      expect(closed).toMatchObject({ ...close, classificationComment: 'Seen before' });
      const reopened = await sentinel.change(ref, () => ({ status: 'Active' }));
      expect(reopened.status).toBe('Active');
      expect(reopened.classification).toBeUndefined();
      expect(reopened.classificationReason).toBeUndefined();
      expect(reopened.classificationComment).toBeUndefined();
    });

    test('a new classification does not keep the old reason', async () => {
      const ref = under.seed();
      await sentinel.change(ref, () => close);
      const changed = await sentinel.change(ref, () => ({ classification: 'Undetermined' }));
      expect(changed.classification).toBe('Undetermined');
      expect(changed.classificationReason).toBeUndefined();
    });

    test('closing without a classification can never work', async () => {
      const ref = under.seed();
      const refused = sentinel.change(ref, () => ({ status: 'Closed' }));
      await expect(refused).rejects.toMatchObject({ name: 'Upstream', details: { outcome: 'never' } });
      expect((await sentinel.get(ref)).status).toBe('New');
    });

    test('when somebody else writes first, the decision is made again and both changes are kept', async () => {
      const ref = under.seed({ title: 'before' });
      const titles: string[] = [];
      const written = await sentinel.change(ref, (current) => {
        titles.push(current.title);
        if (titles.length === 1) under.retitle(ref, 'renamed meanwhile');
        return { severity: 'High' };
      });
      expect(titles).toEqual(['before', 'renamed meanwhile']);
      expect(written).toMatchObject({ title: 'renamed meanwhile', severity: 'High' });
    });

    test('after five conflicts in a row it gives up', async () => {
      const ref = under.seed();
      let asked = 0;
      const tried = sentinel.change(ref, () => {
        asked += 1;
        under.retitle(ref, `renamed ${asked} times`);
        return { severity: 'High' };
      });
      await expect(tried).rejects.toBeInstanceOf(Conflict);
      expect(asked).toBe(5);
      expect((await sentinel.get(ref)).severity).toBe('Medium');
    });

    test('a deleted incident is not found', async () => {
      const ref = under.seed();
      under.remove(ref);
      await expect(sentinel.get(ref)).rejects.toBeInstanceOf(NotFound);
      await expect(sentinel.change(ref, () => ({ status: 'Active' }))).rejects.toBeInstanceOf(NotFound);
      await expect(sentinel.comment(ref, randomUUID(), 'hello')).rejects.toBeInstanceOf(NotFound);
    });

    test('a comment written twice under one id is there once', async () => {
      const ref = under.seed();
      const id = randomUUID();
      await sentinel.comment(ref, id, 'Ana: looking into it');
      await sentinel.comment(ref, id, 'Ana: looking into it');
      const comments = await sentinel.comments(ref);
      expect(comments).toHaveLength(1);
      expect(comments[0]).toMatchObject({ id, message: 'Ana: looking into it' });
      expect((await sentinel.get(ref)).commentsCount).toBe(1);
    });

    test('comments come oldest first', async () => {
      const ref = under.seed();
      for (const message of ['one', 'two', 'three']) await sentinel.comment(ref, randomUUID(), message);
      expect((await sentinel.comments(ref)).map(({ message }) => message)).toEqual(['one', 'two', 'three']);
    });

    test('a comment that is too long is cut, and says so', async () => {
      const ref = under.seed();
      await sentinel.comment(ref, randomUUID(), 'x'.repeat(30_001));
      const [comment] = await sentinel.comments(ref);
      expect(comment?.message).toHaveLength(30_000);
      expect(comment?.message.endsWith('x…')).toBe(true);
    });

    test('the 101st comment can never be written', async () => {
      const ref = under.seed();
      for (let n = 1; n <= 100; n++) await sentinel.comment(ref, randomUUID(), `comment ${n}`);
      const refused = sentinel.comment(ref, randomUUID(), 'one too many');
      await expect(refused).rejects.toMatchObject({ name: 'Upstream', details: { outcome: 'never' } });
    });

    test('entities and alerts are read', async () => {
      const ref = under.seed({
        hosts: ['web-01'],
        alerts: [{ title: 'Odd sign-in', ruleName: 'Two countries' }],
      });
      const { entities, alerts } = await sentinel.details(ref);
      expect(entities).toEqual([{ id: expect.any(String), kind: 'Host', name: 'web-01', aliases: [] }]);
      expect(alerts).toEqual([
        expect.objectContaining({ id: expect.any(String), title: 'Odd sign-in', ruleName: 'Two countries' }),
      ]);
    });

    test('a playbook is run on an incident, once for each call', async () => {
      const ref = under.seed();
      await sentinel.runPlaybook(ref, playbook, 'tenant');
      expect(under.runs(ref)).toEqual([playbook]);
      await sentinel.runPlaybook(ref, playbook, 'tenant');
      expect(under.runs(ref)).toEqual([playbook, playbook]);
    });

    test('no playbook is run on an incident that is not there', async () => {
      const ref = under.seed();
      under.remove(ref);
      await expect(sentinel.runPlaybook(ref, playbook, 'tenant')).rejects.toBeInstanceOf(NotFound);
    });

    test('a workspace that is not configured can never be read', async () => {
      const refused = sentinel.get({ ...under.seed(), workspace: 'a~b~c' });
      await expect(refused).rejects.toMatchObject({ name: 'Upstream', details: { outcome: 'never' } });
    });
  });
}
