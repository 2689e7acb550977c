/** Who somebody is, and who else may see what they put in, also where Muster can't look. */
import { describe, expect, test } from '@jest/globals';
import { createStrange, gatherAnywhere } from '../../bot/actions/anywhere.ts';
import { type Refused, Upstream, type UpstreamDetails } from '../../bot/errors.ts';
import { defaultTargets } from '../../bot/incidents/levels.ts';
import { personLogKey } from '../../bot/incidents/person.ts';
import { createJournal } from '../../bot/log/journal.ts';
import { type PersonDraft, people } from '../../bot/log/kinds.ts';
import type { Member, Place, Role } from '../../bot/ports.ts';
import { ada, at, ben, member, paymentsId, place, socChannel, socId, teamChannel, tenant } from '../build.ts';
import { handClock } from '../fakes/clock.ts';
import { fakeStore } from '../fakes/store.ts';

const meeting = place('19:meeting_x@thread.v2', { kind: 'groupChat' });
const own = place('a:own', { kind: 'personal' });

function upstream(change: Partial<UpstreamDetails>): Upstream {
  return new Upstream('no', { service: 'teams', operation: 'list', outcome: 'never', ...change });
}

/** A Teams with these rosters; for any other place it gives what `otherwise` says. */
function teams(
  rosters: Record<string, Member[]>,
  { roles = [] as Role[], otherwise = upstream({ gone: 'removed' }) } = {},
) {
  const asked: string[] = [];
  const clock = handClock(at(0));
  const { log } = fakeStore();
  const journal = createJournal({ log, clock, owner: 'r1', leaseMs: 30_000 });
  const members = async ({ id }: Place) => {
    asked.push(id);
    const found = rosters[id];
    if (!found) throw otherwise;
    return found;
  };
  const around = {
    directory: {
      members,
      member: async (where: Place, oid: string) => (await members(where)).find((one) => one.oid === oid),
      roles: async () => roles,
    },
    channels: async () => [socChannel(), teamChannel(paymentsId, {})],
    clock,
    tenantId: tenant,
    targets: defaultTargets,
    twoPeople: [],
    journal,
    strange: createStrange(),
  };
  const gather = (where: Place, who = ada) =>
    gatherAnywhere({ oid: who.oid, name: who.name, place: where }, around);
  /** Somebody spoke to Muster there, and Teams said that it is a personal chat. */
  const spoke = (where: Place) =>
    journal.append(
      people,
      personLogKey(ada.oid),
      (): PersonDraft => ({
        actor: { kind: 'person', ...ada },
        action: 'met',
        key: `met:${where.id}`,
        events: [{ kind: 'met', place: where }],
        effects: [],
      }),
    );
  return { gather, spoke, asked, clock };
}

const refusal = (gathered: Promise<unknown>): Promise<string> =>
  gathered.then(
    () => 'nobody was refused',
    (error) => (error as Refused).word,
  );

describe('where Teams does not tell who is there', () => {
  test('nobody there may see anything, and somebody is who a channel’s roster says', async () => {
    const { gather } = teams({ [socId]: [], [paymentsId]: [member(ada)] });
    expect(await gather(meeting)).toMatchObject({
      here: [],
      memberOf: [paymentsId],
      inSoc: false,
      audience: 'channel',
    });
    const inSoc = teams({ [socId]: [member(ada)], [paymentsId]: [] });
    expect(await inSoc.gather(meeting)).toMatchObject({ here: [], memberOf: [], inSoc: true });
  });

  test.each<[string, Partial<UpstreamDetails>]>([
    ['it was taken out', { gone: 'removed' }],
    ['there is none', { gone: 'deleted' }],
    ['Teams asks it to wait', { status: 429, outcome: 'retry' }],
    ['Teams does not answer', { outcome: 'retry' }],
  ])('nobody there may see anything, whyever: %s', async (_why, details) => {
    const { gather } = teams({ [socId]: [member(ada)], [paymentsId]: [] }, { otherwise: upstream(details) });
    expect((await gather(meeting)).here).toEqual([]);
  });

  test('it is not asked again for a minute, unless it may tell next time', async () => {
    const rosters = { [socId]: [member(ada)], [paymentsId]: [] };
    const count = async (details: Partial<UpstreamDetails>) => {
      const { gather, asked, clock } = teams(rosters, { otherwise: upstream(details) });
      const of = () => asked.filter((id) => id === meeting.id).length;
      await gather(meeting);
      await gather(meeting);
      const soon = of();
      await clock.pass(61_000);
      await gather(meeting);
      return [soon, of()];
    };
    expect(await count({ gone: 'removed' })).toEqual([1, 2]);
    expect(await count({ outcome: 'retry' })).toEqual([2, 3]);
  });

  test('a guest in any roster is one, and so is somebody of another tenant', async () => {
    for (const change of [{ guest: true }, { tenantId: 'another' }]) {
      const { gather } = teams({ [socId]: [], [paymentsId]: [member(ada, change)] }, { roles: ['manager'] });
      expect(await refusal(gather(meeting))).toBe('guest');
    }
  });

  test('somebody whom no roster names is nobody, whatever their role, until they spoke in their own chat', async () => {
    const { gather, spoke } = teams(
      { [socId]: [], [paymentsId]: [], [own.id]: [member(ada)] },
      { roles: ['manager'] },
    );
    expect(await refusal(gather(meeting))).toBe('unknownHere');
    await spoke(own);
    expect(await gather(meeting)).toMatchObject({ here: [], roles: ['manager'] });
    expect(await refusal(gather(meeting, ben))).toBe('unknownHere');
  });

  test('a chat of two is no chat of their own', async () => {
    const { gather, spoke } = teams({ [socId]: [], [paymentsId]: [], [own.id]: [member(ada), member(ben)] });
    await spoke(own);
    expect(await refusal(gather(meeting))).toBe('unknownHere');
  });
});

describe('where Teams tells who is there', () => {
  test('a chat that Teams calls personal is one’s own only alone', async () => {
    const rosters = { [socId]: [member(ada)], [paymentsId]: [] };
    const alone = teams({ ...rosters, [own.id]: [member(ada)] });
    expect(await alone.gather(own)).toMatchObject({ here: 'all', audience: 'personal' });
    const two = teams({ ...rosters, [own.id]: [member(ada), member(ben)] });
    expect(await two.gather(own)).toMatchObject({ here: [], audience: 'groupChat' });
  });

  test('who is not among them is refused, and so is a guest', async () => {
    const there = { [socId]: [member(ada)], [paymentsId]: [] };
    expect(await refusal(teams({ ...there, [meeting.id]: [member(ben)] }).gather(meeting))).toBe('notHere');
    const guest = teams({ ...there, [meeting.id]: [member(ada, { guest: true })] });
    expect(await refusal(guest.gather(meeting))).toBe('guest');
  });

  test('in a team’s channel somebody is all that they are, and the channel sees its own', async () => {
    const { gather } = teams({ [socId]: [member(ada)], [paymentsId]: [member(ada)] });
    expect(await gather(place(paymentsId))).toMatchObject({ here: [paymentsId], inSoc: true });
  });
});
