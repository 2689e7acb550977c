/** Comments that others write in Sentinel: when they are read, which are news, and where they are told. */
import { describe, expect, test } from '@jest/globals';
import { commentsToRead, heard, isUnexplained } from '../../bot/actions/automatic/heard.ts';
import { seen } from '../../bot/actions/automatic/seen.ts';
import { toSentinel } from '../../bot/actions/changes.ts';
import type { IncidentEffect, IncidentEvent } from '../../bot/incidents/events.ts';
import { foldIncident } from '../../bot/incidents/fold.ts';
import type { SentinelComment } from '../../bot/incidents/incident.ts';
import { defaultTargets } from '../../bot/incidents/levels.ts';
import type { IncidentState } from '../../bot/incidents/state.ts';
import type { IncidentDraft } from '../../bot/log/kinds.ts';
import { arrived, at, cardParked, entry, incident, later, paymentsId, socId, stateAfter } from '../build.ts';

const posted = (channel: string): IncidentEvent => ({
  kind: 'posted',
  about: 'card',
  channel,
  thread: 't',
  message: channel,
  rev: 1,
});
const onCards = (commentsCount = 0) =>
  stateAfter(arrived({ commentsCount }), [posted(socId), posted(paymentsId)]);

const comment = (id: string, message = 'hm', change: Partial<SentinelComment> = {}): SentinelComment => ({
  id,
  message,
  createdAt: '2026-03-02T10:05:00.1234567Z',
  author: { name: 'Cleo', objectId: 'c' },
  ...change,
});

function folded(state: IncidentState, draft: Partial<IncidentDraft>): IncidentState {
  const seq = state.seq + 1;
  const effects = (draft.effects ?? []).map((effect, i) => ({ ...effect, id: `${seq}.${i}` }));
  return foldIncident(
    structuredClone(state),
    entry(seq, draft.events ?? [], { effects: effects as IncidentEffect[], texts: draft.texts ?? {} }),
  );
}
/** A comment of ours is asked for; its GUID. */
function asked(state: IncidentState): { state: IncidentState; guid: string } {
  const effect = toSentinel(state, `remark:${state.seq + 1}`);
  return { state: folded(state, { effects: [effect] }), guid: (effect as { guid: string }).guid };
}
const ids = (draft: IncidentDraft | undefined) =>
  draft?.events.flatMap((event) => (event.kind === 'heard' ? [event.id] : []));

test('a comment on what only a storm’s card shows gives it a card of its own, and is told in its thread', () => {
  const state = stateAfter([...arrived({}), { kind: 'grouped', channel: socId, storm: '7' }]);
  expect(heard(state, [comment('c1')], 'k', at(10))?.effects).toEqual([
    { kind: 'storm.update', channel: socId, storm: '7' },
    { kind: 'card.post', channel: socId },
    { kind: 'relay', channel: socId, of: 'heard:2' },
  ]);
});

test('a comment posts no card where one may be there, its answers lost: that is a person’s to decide', () => {
  const state = stateAfter(
    [...arrived({}), { kind: 'grouped', channel: socId, storm: '7' }],
    [cardParked(socId, 'lost')],
  );
  expect(heard(state, [comment('c1')], 'k', at(10))?.effects).toEqual([
    { kind: 'storm.update', channel: socId, storm: '7' },
  ]);
});

describe('comments are read', () => {
  const see = (state: IncidentState, version = later({ commentsCount: 1 }), backlog = false) =>
    seen(state, version, { now: at(10), channels: [], targets: defaultTargets, backlog })?.effects.filter(
      (effect) => effect.kind === 'comments',
    );

  test('when a version holds more than we know of', () => {
    expect(see(onCards())).toEqual([{ kind: 'comments' }]);
    expect(see(onCards(), later({ commentsCount: 0 }))).toEqual([]);
  });

  test('on arrival, where there are any, but not of what was open before Muster first looked', () => {
    expect(see(stateAfter(), incident({ commentsCount: 2 }))).toEqual([{ kind: 'comments' }]);
    expect(see(stateAfter(), incident())).toEqual([]);
    expect(see(stateAfter(), incident({ commentsCount: 2 }), true)).toEqual([]);
  });

  test('when a write of ours brought the version, though nothing else is new', () => {
    const state = folded(onCards(), {
      events: [{ kind: 'synced', intents: [], incident: later({ commentsCount: 1 }) }],
    });
    expect(see(state)).toEqual([{ kind: 'comments' }]);
  });

  test('not for one of ours; while it is under way, only later, if that has not explained it', () => {
    const { state, guid } = asked(onCards());
    expect(commentsToRead(state, later({ commentsCount: 1 }), at(10))).toEqual([
      { kind: 'comments', due: at(11).toISOString() },
    ]);
    const written = folded(state, {
      events: [
        { kind: 'commentWritten', id: guid },
        { kind: 'changed', incident: later({ commentsCount: 1 }) },
      ],
    });
    expect(commentsToRead(written, later({ commentsCount: 1 }), at(10))).toEqual([]);
    expect(isUnexplained(written)).toBe(false);
    expect(
      isUnexplained(
        folded(written, { events: [{ kind: 'changed', incident: later({ commentsCount: 2 }) }] }),
      ),
    ).toBe(true);
  });
});

describe('a comment in Sentinel', () => {
  test('is kept with its author and time, and told in the SOC’s thread alone', () => {
    const draft = heard(onCards(), [comment('C1', '<b>Look</b> here')], 'k', at(10));
    expect(draft).toMatchObject({
      actor: { kind: 'sentinel' },
      events: [{ kind: 'heard', id: 'C1', author: { name: 'Cleo' }, at: '2026-03-02T10:05:00.1234567Z' }],
      texts: { 'heard:C1': 'Look here' },
    });
    expect(draft?.effects.filter((effect) => effect.kind === 'relay')).toEqual([
      { kind: 'relay', channel: socId, of: 'heard:3' },
    ]);
    expect(folded(onCards(), draft!).remarks).toMatchObject([
      { kind: 'heard', by: { name: 'Cleo' }, at: '2026-03-02T10:05:00.123Z', text: 'Look here', seq: 3 },
    ]);
  });

  test('of ours is none, in whatever case Sentinel spells its id, from the moment it is asked for', () => {
    const { state, guid } = asked(onCards());
    expect(heard(state, [comment(guid.toUpperCase())], 'k', at(10))).toBeUndefined();
    const refused = folded(state, { events: [{ kind: 'gaveUp', effect: '3.0', error: '400' }] });
    expect(heard(refused, [comment(guid)], 'k', at(10))).toBeUndefined();
  });

  test('that was read before is none', () => {
    const state = folded(onCards(), heard(onCards(), [comment('C1')], 'k', at(10))!);
    expect(heard(state, [comment('c1')], 'k', at(11))).toBeUndefined();
    expect(ids(heard(state, [comment('c1'), comment('c2')], 'k', at(11)))).toEqual(['c2']);
  });

  test('that is there no more is noted, so that its lack asks for no more readings', () => {
    const state = folded(onCards(), heard(onCards(), [comment('c1'), comment('c2')], 'k', at(10))!);
    const draft = heard(state, [comment('c2')], 'k', at(11))!;
    expect(draft.events).toEqual([{ kind: 'commentsRead', gone: ['c1'] }]);
    expect(draft.effects).toEqual([]);
    expect(commentsToRead(folded(state, draft), later({ commentsCount: 1 }), at(12))).toEqual([]);
  });

  test('is told nowhere while there is no card to tell it below', () => {
    const draft = heard(stateAfter(arrived()), [comment('c1')], 'k', at(10));
    expect(draft?.effects).toEqual([]);
  });

  test('from before Muster first looked is kept, and told nobody', () => {
    const state = stateAfter(
      [{ kind: 'arrived', incident: incident(), backlog: true }, arrived()[1]!],
      [posted(socId)],
    );
    const old = comment('c1', 'old', { createdAt: '2026-03-01T10:00:00.0000000Z' });
    const relays = (comments: SentinelComment[]) =>
      heard(state, comments, 'k', at(10))?.effects.filter((effect) => effect.kind === 'relay').length;
    expect(relays([old])).toBe(0);
    expect(relays([old, comment('c2')])).toBe(1);
  });

  test('a hundred of the longest make several entries, each of a size that can be stored', () => {
    const all = Array.from({ length: 100 }, (_, i) => comment(`c${i}`, 'x'.repeat(30_000)));
    let state = onCards();
    const told: string[] = [];
    for (let draft = heard(state, all, 'k', at(10)); draft; draft = heard(state, all, 'k', at(10))) {
      expect(JSON.stringify(draft).length).toBeLessThan(1_000_000);
      told.push(...(ids(draft) ?? []));
      state = folded(state, draft);
    }
    expect(told).toEqual(all.map(({ id }) => id));
    expect(JSON.stringify(state).length).toBeLessThan(1_000_000);
  });
});
