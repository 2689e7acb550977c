/** From arrival to the team's card where somebody in the channel may be the one whom the incident is about. */
import { describe, expect, test } from '@jest/globals';
import { detailed, reroutedBy } from '../../bot/actions/automatic/detailed.ts';
import { type SeenContext, seen } from '../../bot/actions/automatic/seen.ts';
import { vetted } from '../../bot/actions/automatic/vetted.ts';
import { after } from '../../bot/incidents/consequences.ts';
import type { IncidentEvent } from '../../bot/incidents/events.ts';
import { defaultTargets } from '../../bot/incidents/levels.ts';
import type { IncidentState } from '../../bot/incidents/state.ts';
import { timeline } from '../../bot/incidents/timeline.ts';
import {
  ada,
  at,
  ben,
  context,
  entity,
  entry,
  eve,
  incident,
  later,
  member,
  paymentsId,
  socChannel,
  socId,
  socRoute,
  stateAfter,
  teamChannel,
} from '../build.ts';
import { incidentVerb } from '../verbs.ts';

const channels = [socChannel(), teamChannel(paymentsId, { rules: ['rule-1'] }, { contact: eve })];
const of = (change = {}) => incident({ ruleIds: ['rule-1'], ...change });
const around = { now: at(10), channels };
const see = (state: IncidentState, version = of(), change: Partial<SeenContext> = {}) =>
  seen(state, version, { ...around, targets: defaultTargets, backlog: false, detailsSoon: true, ...change });

const bens = { entities: [entity('Account', 'ben@contoso.example')], alerts: [] };
const eves = { entities: [entity('Account', 'eve@contoso.example')], alerts: [] };
const rosters = new Map([[paymentsId, [member(ben)]]]);
const stateOf = (draft: { events: IncidentEvent[] } | undefined, state = stateAfter()) =>
  after(state, draft!.events, at(1));
const to = (draft: { effects: { kind: string; channel?: string }[] } | undefined) =>
  draft!.effects.filter(({ channel }) => channel === paymentsId).map(({ kind }) => kind);
const waiting = (change = {}) => stateOf(see(stateAfter(), of(change)));

describe('an incident that arrives', () => {
  test('goes to the SOC at once, and to a team once its accounts are known', () => {
    const draft = see(stateAfter());
    expect(draft?.effects).toContainEqual({ kind: 'card.post', channel: socId });
    expect(to(draft)).toEqual([]);
    const told = detailed(waiting(), { ...eves }, 'k', { ...around, rosters });
    expect(to(told)).toEqual(['card.post']);
    expect(stateOf(told, waiting()).held).toBeUndefined();
  });

  test('of High makes its sound in the team’s channel when it is told there', () => {
    const state = waiting({ severity: 'High' });
    expect(to(detailed(state, eves, 'k', { ...around, rosters }))).toEqual(['card.post', 'notice']);
  });

  test('goes to a team at once where Sentinel gives its accounts later than within seconds', () => {
    expect(to(see(stateAfter(), of(), { detailsSoon: false }))).toEqual(['card.post']);
  });

  test('is held back from a team one of whom is in it, and stays so when its accounts are read again', () => {
    const first = detailed(waiting(), bens, 'k', { ...around, rosters });
    expect(to(first)).toEqual([]);
    const held = stateOf(first, waiting());
    expect(held.held).toMatchObject([{ channel: paymentsId, suspects: [ben] }]);
    const more = { ...bens, alerts: [{ id: 'a2', title: 'More' }] };
    expect(to(detailed(held, more, 'k2', { ...around }))).toEqual([]);
    expect(to(see(held, { ...later({ severity: 'High' }), ruleIds: ['rule-1'] }))).toEqual([]);
    expect(reroutedBy(held, 'k3', around, false)).toBeUndefined();
  });

  test('whose team can’t be looked up is held back, and looked up later', () => {
    const draft = detailed(waiting(), bens, 'k', { ...around, rosters: new Map() });
    expect(to(draft)).toEqual(['vet']);
    expect(stateOf(draft, waiting()).held).toMatchObject([{ channel: paymentsId }]);
  });
});

describe('what is looked up later', () => {
  const state = () => stateOf(detailed(waiting(), bens, 'k', { ...around }), waiting());

  test('has the team told where nobody of it is in the incident', () => {
    expect(to(vetted(state(), paymentsId, [member(eve)], 'k', around))).toEqual(['card.post']);
  });

  test('has the SOC’s card say who is, and asks for nothing in the channel', () => {
    const draft = vetted(state(), paymentsId, [member(ben)], 'k', around);
    expect(to(draft)).toEqual([]);
    expect(stateOf(draft, state()).held).toMatchObject([{ suspects: [ben] }]);
  });

  test('says nothing where an analyst was faster, or it is known by then', () => {
    const known = stateOf(vetted(state(), paymentsId, [member(ben)], 'k', around), state());
    expect(vetted(known, paymentsId, [], 'k', around)).toBeUndefined();
    const told = after(state(), [{ kind: 'informed', channels: [paymentsId], by: ada }], at(2));
    expect(vetted(told, paymentsId, [member(ben)], 'k', around)).toBeUndefined();
  });
});

describe('inform', () => {
  const { decide, button } = incidentVerb('inform');
  const held = (change = {}) =>
    stateOf(detailed(waiting(change), bens, 'k', { ...around, rosters }), waiting(change));

  test('has a team told by an analyst’s word, with the reason in the history', () => {
    const decision = decide(held(), { channels: [paymentsId], reason: 'HR knows' }, context());
    expect(decision.events).toEqual([{ kind: 'informed', channels: [paymentsId], by: ada }]);
    expect(decision.texts).toEqual({ reason: 'HR knows' });
    expect(decision.say).toMatchObject({ key: 'inform.done', params: { names: 'Payments' } });
    const lines = timeline(held(), [entry(3, decision.events, { by: ada, texts: decision.texts })], 'all');
    expect(lines).toMatchObject([{ key: 'informed', params: { where: 'Payments' }, text: 'HR knows' }]);
  });

  test('makes the sound of a High that the team has not heard', () => {
    const decision = decide(
      held({ severity: 'High' }),
      { channels: [], reason: '' },
      context({ around: channels }),
    );
    expect(decision.effects).toMatchObject([
      { kind: 'notice', channel: paymentsId, mention: [{ name: 'Eve' }] },
    ]);
  });

  test('refuses a team that it is not held back from, and says where nobody waits', () => {
    expect(() => decide(held(), { channels: ['19:other'], reason: '' }, context())).toThrow('notHeld');
    const nobody = decide(
      stateAfter([...see(stateAfter(), of(), { detailsSoon: false })!.events]),
      { channels: [], reason: '' },
      context(),
    );
    expect(nobody).toMatchObject({ events: [], say: { key: 'inform.before' } });
  });

  test('is offered to the SOC while somebody waits', () => {
    expect(button?.(held(), 'soc', socId, at())).toBeDefined();
    expect(button?.(held(), 'team', paymentsId, at())).toBeUndefined();
    expect(
      button?.(
        stateAfter([
          { kind: 'arrived', incident: of(), backlog: false },
          { kind: 'routed', routes: [socRoute] },
        ]),
        'soc',
        socId,
        at(),
      ),
    ).toBeUndefined();
  });
});
