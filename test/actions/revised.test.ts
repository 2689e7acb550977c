/** Messages that their authors edit and delete in Teams. */
import { describe, expect, test } from '@jest/globals';
import type { Revised } from '../../bot/actions/asked.ts';
import { revision } from '../../bot/actions/revised.ts';
import type { IncidentEffect, Person } from '../../bot/incidents/events.ts';
import { foldIncident } from '../../bot/incidents/fold.ts';
import type { IncidentState } from '../../bot/incidents/state.ts';
import type { IncidentDraft } from '../../bot/log/kinds.ts';
import { shownRemarks } from '../../cards/remarks.ts';
import { arrived, at, ben, entry, eve, paymentsId, place, socId, stateAfter } from '../build.ts';

/** Ben has said "hm" in the payments thread. */
function said(channel = paymentsId): IncidentState {
  const due = at(3).toISOString();
  return foldIncident(
    stateAfter(arrived()),
    entry(2, [{ kind: 'commented', id: '2', by: ben, channel, thread: true, message: 'm1' }], {
      by: ben,
      action: 'say',
      texts: { comment: 'hm' },
      effects: [{ kind: 'timer', id: '2.0', what: 'rollup', due, of: 'remark:2' }],
    }),
  );
}
const inSentinel = (state = said()): IncidentState =>
  foldIncident(
    structuredClone(state),
    entry(3, [{ kind: 'rolledUp', pieces: [{ of: 'remark:2' }], id: '3' }]),
  );

function revise(
  state: IncidentState,
  kind: Revised,
  text = '',
  { by = ben, message = 'm1', where = paymentsId }: { by?: Person; message?: string; where?: string } = {},
) {
  const speaker = { oid: by.oid, name: by.name, place: place(where) };
  return revision(state, { kind, speaker, text, message }, 'k', at(10), { quietSeconds: 60 });
}
function folded(state: IncidentState, draft: IncidentDraft | undefined): IncidentState {
  const seq = state.seq + 1;
  const effects = draft!.effects.map((effect, i) => ({ ...effect, id: `${seq}.${i}` })) as IncidentEffect[];
  const { events, texts = {} } = draft!;
  return foldIncident(structuredClone(state), entry(seq, events, { by: ben, effects, texts }));
}
const of = (draft: IncidentDraft | undefined, kind: 'relay' | 'timer') =>
  draft?.effects.flatMap((effect) => (effect.kind === kind && 'of' in effect ? [effect.of] : []));

describe('an edit', () => {
  test('keeps the new words beside the old, is relayed, and changes what is still to go to Sentinel', () => {
    const draft = revise(said(), 'edited', 'better');
    expect(draft?.events).toEqual([{ kind: 'edited', id: '3', remark: '2' }]);
    expect(draft?.texts).toEqual({ edit: 'better' });
    expect(of(draft, 'timer')).toEqual([]);
    expect(of(draft, 'relay')).toEqual(['edit:3']);
    expect(folded(said(), draft).remarks).toMatchObject([{ text: 'better', earlier: ['hm'] }]);
  });

  test('of what Sentinel has is followed by a line with the next roll-up', () => {
    expect(of(revise(inSentinel(), 'edited', 'better'), 'timer')).toEqual(['edit:4']);
  });

  test('in the SOC’s own thread is relayed nowhere', () => {
    expect(of(revise(said(socId), 'edited', 'better', { where: socId }), 'relay')).toEqual([]);
  });

  test('is no act: nothing is undone by it, and it acknowledges nothing', () => {
    const before = inSentinel();
    const next = folded(before, revise(before, 'edited', 'acknowledge'));
    expect(next.lastAct).toEqual(before.lastAct);
    expect(next.acks).toEqual([]);
  });

  test.each<[string, IncidentDraft | undefined]>([
    ['that changes no word', revise(said(), 'edited', 'hm')],
    ['by somebody else', revise(said(), 'edited', 'forged', { by: eve })],
    ['of a message that was not kept', revise(said(), 'edited', 'x', { message: 'm9' })],
    ['in another channel', revise(said(), 'edited', 'x', { where: socId })],
  ])('%s is nothing', (_what, draft) => {
    expect(draft).toBeUndefined();
  });
});

describe('a deletion', () => {
  test('before it is in Sentinel leaves it out, with what was edited of it', () => {
    const next = folded(said(), revise(said(), 'deleted'));
    expect(next.waiting).toEqual([]);
    expect(shownRemarks(next.remarks)).toEqual([]);
    expect(next.remarks).toMatchObject([{ text: 'hm', deleted: true }]);
    const edited = folded(inSentinel(), revise(inSentinel(), 'edited', 'better'));
    expect(folded(edited, revise(edited, 'deleted')).waiting.map((waits) => waits.of)).toEqual(['edit:5']);
  });

  test('later is followed by a line, and happens once', () => {
    const draft = revise(inSentinel(), 'deleted');
    expect(of(draft, 'timer')).toEqual(['edit:4']);
    expect(of(draft, 'relay')).toEqual(['edit:4']);
    expect(revise(folded(inSentinel(), draft), 'deleted')).toBeUndefined();
  });

  test('taken back brings it back, and to Sentinel where it had not gone', () => {
    const gone = folded(said(), revise(said(), 'deleted'));
    const draft = revise(gone, 'restored', 'hm');
    expect(of(draft, 'timer')).toEqual(['remark:2']);
    expect(shownRemarks(folded(gone, draft).remarks)).toMatchObject([{ text: 'hm' }]);
    const after = folded(inSentinel(), revise(inSentinel(), 'deleted'));
    expect(of(revise(after, 'restored', 'hm'), 'timer')).toEqual(['edit:5']);
  });
});
