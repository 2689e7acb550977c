/** Who decides on a containment, what a decision comes to, and what silence means. */
import { describe, expect, test } from '@jest/globals';
import { timeIsUp } from '../../bot/actions/automatic/checks.ts';
import { toSentinel } from '../../bot/actions/changes.ts';
import { withinBudget } from '../../bot/actions/comment-budget.ts';
import type { Context, IncidentDecision } from '../../bot/actions/define.ts';
import { asHtml, commentOf, roomInComment } from '../../bot/incidents/comment-text.ts';
import { consequences } from '../../bot/incidents/consequences.ts';
import {
  analystsMs,
  type Check,
  checkOf,
  type Decider,
  defaultContainment,
  figuresOfChecks,
  type Rule,
  verdictOf,
  withRules,
} from '../../bot/incidents/containment.ts';
import type { IncidentEvent, Person } from '../../bot/incidents/events.ts';
import { foldIncident } from '../../bot/incidents/fold.ts';
import type { Severity } from '../../bot/incidents/incident.ts';
import { current, type IncidentState } from '../../bot/incidents/state.ts';
import { timeline } from '../../bot/incidents/timeline.ts';
import { wordsOf } from '../../bot/words/words.ts';
import {
  ada,
  arrived,
  at,
  ben,
  context,
  entity,
  entry,
  eve,
  inPayments,
  later,
  paymentsId,
  paymentsRoute,
  socId,
  socRoute,
  stateAfter,
  webshopId,
  webshopRoute,
} from '../build.ts';
import { incidentVerb } from '../verbs.ts';

const sam: Person = { oid: '50000000-0000-4000-8000-000000000005', name: 'Sam' };
const playbook = { name: 'Isolate', id: '/subscriptions/x/workflows/Isolate' };
const words = { breaks: '', whom: '', safe: '' };

const proposal = {
  channel: paymentsId,
  measure: 'playbook',
  playbook: playbook.id,
  entities: ['Host:pay-01'],
  why: 'It talks to a bad host',
  minutes: 60,
  lifting: 'We release it',
  onSilence: 'hold',
};

/** Decides, and folds what was decided as the journal does. */
function does(verb: string, state: IncidentState, given: Context, input: object = {}): IncidentState {
  const { events, effects = [], texts } = decided(verb, state, given, input);
  const next = structuredClone(state);
  const seq = state.seq + 1;
  const all = [...effects, ...consequences(next, events)].map((effect, i) => ({
    ...effect,
    id: `${seq}.${i}`,
  }));
  return foldIncident(next, entry(seq, events, { by: given.actor, texts, effects: all as never }));
}

function decided(verb: string, state: IncidentState, given: Context, input: object = {}): IncidentDecision {
  const action = incidentVerb(verb);
  return action.decide(state, action.input.parse({ ...words, ...input }), given);
}

const containment = (rule?: Rule) => ({
  rules: rule ? withRules({ '*': { '*': rule } }) : defaultContainment.rules,
  playbooks: [playbook],
});
const inSoc = (change: Partial<Context> = {}): Context => context({ containment: containment(), ...change });

/** An incident of two teams, on which Ada proposed something to Payments. */
function proposed(
  rule: Rule = { who: ['team'], people: 1 },
  change: object = {},
  severity: Severity = 'Medium',
): IncidentState {
  const state = stateAfter(arrived({ severity }, [socRoute, paymentsRoute, webshopRoute]), [
    { kind: 'detailed', entities: [entity('Host', 'pay-01'), entity('Host', 'web-01')], alerts: [] },
  ]);
  return does('propose', state, inSoc({ containment: containment(rule) }), { ...proposal, ...change });
}
const the = (state: IncidentState): Check => checkOf(state, '3')!;
const reason = { reason: 'fine' };
const refusing = (verb: string, state: IncidentState, given: Context, input: object = reason) =>
  expect(() => decided(verb, state, given, input));
const effectsOf = ({ effects = [] }: IncidentDecision) => effects.map(({ kind }) => kind);

describe('a proposal', () => {
  test('keeps the rule of its measure and severity, and asks for nothing but cards, its time and a comment', () => {
    const state = stateAfter(arrived({ severity: 'High' }), [
      { kind: 'detailed', entities: [entity('Host', 'pay-01')], alerts: [] },
    ]);
    const { events, effects, texts } = decided('propose', state, inSoc(), proposal);
    expect(events).toMatchObject([
      {
        kind: 'proposed',
        playbook,
        due: at(70).toISOString(),
        rule: { who: ['team', 'contact', 'manager'], people: 1 },
      },
    ]);
    expect(effects!.map(({ kind }) => kind)).toEqual([
      'check.post',
      'check.post',
      'check.due',
      'sentinel.comment',
    ]);
    expect(texts).toEqual({ doing: '', why: 'It talks to a bad host', lifting: 'We release it' });
    expect(JSON.stringify([events, effects])).not.toContain('bad host');
  });

  test.each([
    [{ channel: webshopId }, 'noTeam'],
    [{ channel: socId }, 'noTeam'],
    [{ playbook: '/subscriptions/y/workflows/Other' }, 'noPlaybook'],
    [{ playbook: undefined }, 'noPlaybook'],
    [{ entities: ['Host:other'] }, 'noEntity'],
    [{ measure: 'other', doing: ' ' }, 'input'],
  ])('with %j is refused', (change, word) => {
    const state = stateAfter(arrived(), [
      { kind: 'detailed', entities: [entity('Host', 'pay-01')], alerts: [] },
    ]);
    refusing('propose', state, inSoc(), { ...proposal, ...change }).toThrow(word);
  });
});

describe('a decision', () => {
  const kinds: [Decider, string, Context][] = [
    ['team', 'a member', inPayments()],
    ['contact', 'whom the team has asked now', inPayments({ contactOf: [paymentsId] })],
    ['analyst', 'another analyst', inSoc({ actor: sam })],
    ['manager', 'a manager', inSoc({ actor: eve, roles: ['manager'] })],
    [
      'manager',
      'the channel’s manager',
      inSoc({ actor: eve, roles: [], inSoc: false, managerOf: [paymentsId] }),
    ],
  ];
  test.each(kinds)('of %s is by %s, and by nobody else', (who, _name, given) => {
    const state = proposed({ who: [who], people: 1 });
    expect(the(does('go ahead', state, given, reason))).toMatchObject({
      standing: 'agreed',
      votes: [{ as: who, go: true, reason: 'fine' }],
      runs: [{ is: 'asked' }],
    });
    for (const other of kinds.filter(([kind]) => kind !== who && !(kind === 'contact' && who === 'team')))
      refusing('go ahead', state, other[2]).toThrow('notDecider');
  });

  test.each<[string, Partial<Context>]>([
    ['in the SOC’s channel', {}],
    ['as a member of the team', { memberOf: [paymentsId], place: inPayments().place, audience: 'team' }],
    ['as its contact', { memberOf: [paymentsId], contactOf: [paymentsId] }],
    ['as a manager', { roles: ['analyst', 'manager'], managerOf: [paymentsId] }],
    ['with another spelling of their id', { actor: { ...ada, oid: ada.oid.toUpperCase() } }],
  ])('is never the proposer’s, %s', (_where, change) => {
    const state = proposed({ who: ['team', 'contact', 'analyst', 'manager'], people: 1 });
    for (const verb of ['go ahead', 'hold', 'override'])
      refusing(verb, state, inSoc(change)).toThrow('ownProposal');
    const late = after(state, [
      { kind: 'analystsAsked', check: '3', due: at(99).toISOString(), channel: paymentsId },
    ]);
    refusing('go ahead', late, inSoc(change)).toThrow('ownProposal');
  });

  test('of the proposer counts for nothing, should there ever be one', () => {
    const vote = { id: '9', at: at(9).toISOString(), as: 'team' as const, go: true, reason: 'x' };
    const check = the(proposed());
    expect(verdictOf({ ...check, votes: [{ ...vote, by: ada }] })).toBeUndefined();
    expect(verdictOf({ ...check, votes: [{ ...vote, by: ada, go: false }] })).toBeUndefined();
    expect(verdictOf({ ...check, votes: [{ ...vote, by: ben }] })).toBe('agreed');
  });

  test('of two takes two different people', () => {
    const rule: Rule = { who: ['team'], people: 2 };
    let state = does('go ahead', proposed(rule), inPayments(), reason);
    state = does('go ahead', state, inPayments(), { reason: 'again' });
    expect(the(state)).toMatchObject({ standing: 'open', runs: [] });
    expect(decided('go ahead', state, inPayments({ actor: eve }), reason).say.key).toBe(
      'check.decided.agreed',
    );
    expect(the(does('go ahead', state, inPayments({ actor: eve }), reason)).standing).toBe('agreed');
  });

  test('to hold needs one, and holds whatever others said', () => {
    const rule: Rule = { who: ['team'], people: 2 };
    const state = does('go ahead', proposed(rule), inPayments(), reason);
    const held = does('hold', state, inPayments({ actor: eve }), reason);
    expect(the(held)).toMatchObject({ standing: 'held', runs: [] });
    refusing('go ahead', held, inPayments()).toThrow('checkOver');
  });

  test('tells the impact along with it, which stays also when it is corrected', () => {
    const state = does('impact', proposed(), inPayments(), { breaks: 'payments' });
    const next = does('go ahead', state, inPayments(), {
      ...reason,
      breaks: 'card payments',
      safe: 'at night',
    });
    expect(the(next).impacts).toMatchObject([
      { breaks: 'payments', by: ben },
      { breaks: 'card payments', safe: 'at night' },
    ]);
  });

  test('of another team is refused as if there were no such check', () => {
    const webshop = inPayments({ memberOf: [webshopId], channel: webshopId, here: [webshopId] });
    for (const verb of ['go ahead', 'hold', 'impact', 'healthy'])
      refusing(verb, proposed(), webshop, { ...reason, check: '3', breaks: 'x', healthy: 'yes' }).toThrow(
        'noCheck',
      );
  });

  test('where several wait names one', () => {
    const state = does('propose', proposed(), inSoc(), { ...proposal, measure: 'isolateHost' });
    refusing('hold', state, inPayments()).toThrow('whichCheck');
    expect(checkOf(does('hold', state, inPayments(), { ...reason, check: '4' }), '4')?.standing).toBe('held');
  });

  test('is not made on a closed incident', () => {
    const closed = after(proposed(), [{ kind: 'changed', incident: later({ status: 'Closed' }) }]);
    refusing('go ahead', closed, inPayments()).toThrow('closed');
  });
});

/** What happens by itself. */
function after(state: IncidentState, events: IncidentEvent[]): IncidentState {
  return foldIncident(structuredClone(state), entry(state.seq + 1, events));
}
const silence = (state: IncidentState, minutes: number) =>
  timeIsUp(state, '3', 'effect:3.2', { now: at(minutes), quietSeconds: 60 });

describe('silence', () => {
  test('never runs anything: it is held', () => {
    const draft = silence(proposed(), 70)!;
    expect(draft.events).toEqual([{ kind: 'settled', check: '3', as: 'expired', channel: paymentsId }]);
    expect(draft.effects.map(({ kind }) => kind)).not.toContain('playbook.run');
    expect(the(after(proposed(), draft.events)).standing).toBe('expired');
  });

  test('has a second analyst asked where that was the wish, who still may not be the proposer; and then it is held', () => {
    const state = proposed({ who: ['team'], people: 2 }, { onSilence: 'analyst' });
    const draft = silence(state, 70)!;
    const due = new Date(at(70).getTime() + analystsMs).toISOString();
    expect(draft.effects).toContainEqual({ kind: 'check.due', check: '3', due });
    expect(draft.effects.map(({ kind }) => kind)).not.toContain('playbook.run');
    const waits = after(state, draft.events);
    refusing('go ahead', waits, inSoc()).toThrow('ownProposal');
    expect(the(does('go ahead', waits, inSoc({ actor: sam }), reason)).standing).toBe('agreed');
    // Of the team it still takes two.
    const one = does('go ahead', waits, inPayments(), reason);
    expect(the(does('go ahead', one, inPayments(), reason)).standing).toBe('open');
    const both = inPayments({ actor: sam, roles: ['analyst'], inSoc: true });
    expect(the(does('go ahead', waits, both, reason)).standing).toBe('agreed');
    expect(silence(waits, 71)).toBeUndefined();
    expect(silence(waits, 71 + analystsMs / 60_000)?.events).toMatchObject([
      { kind: 'settled', as: 'expired' },
    ]);
  });

  test('is over once somebody decided, and does not come early', () => {
    expect(silence(proposed(), 69)).toBeUndefined();
    expect(silence(does('hold', proposed(), inPayments(), reason), 70)).toBeUndefined();
  });
});

describe('an override', () => {
  test('is a second analyst’s, with a reason, also of what was held; the team is told, and the figures count it', () => {
    const held = does('hold', proposed(), inPayments(), reason);
    const decision = decided('override', held, inSoc({ actor: sam }), { reason: 'it spreads' });
    expect(decision.effects).toContainEqual(
      expect.objectContaining({
        kind: 'notice',
        channel: paymentsId,
        notice: { kind: 'check', params: { what: 'overridden', of: '3', by: 'Sam', call: 'yes' } },
      }),
    );
    const state = does('override', held, inSoc({ actor: sam }), { reason: 'it spreads' });
    expect(the(state)).toMatchObject({ standing: 'agreed', overridden: { by: sam, reason: 'it spreads' } });
    expect(figuresOfChecks(state.checks!, 0)).toEqual({ open: 0, inForce: 1, overrides: 1 });
    expect(figuresOfChecks(state.checks!, at(99).getTime())).toMatchObject({ overrides: 0 });
    const overriddenAt = Date.parse(state.checks![0]!.overridden!.at);
    expect(figuresOfChecks(state.checks!, 0, overriddenAt)).toMatchObject({ overrides: 0 });
    expect(figuresOfChecks(state.checks!, overriddenAt, overriddenAt + 1)).toMatchObject({ overrides: 1 });
    refusing('override', held, inSoc({ actor: sam }), { reason: ' ' }).toThrow();
  });

  test('is not for what was withdrawn', () => {
    const state = does('withdraw check', proposed(), inSoc());
    refusing('override', state, inSoc({ actor: sam })).toThrow('checkOver');
  });
});

describe('what was agreed', () => {
  const agreed = () => does('go ahead', proposed(), inPayments(), reason);
  const over = (as: 'ran' | 'failed' | 'doubt', state = agreed()) =>
    after(state, [{ kind: 'runOver', check: '3', run: the(state).runs.at(-1)!.id, as, channel: paymentsId }]);

  test('can be withdrawn until its playbook is begun', () => {
    expect(the(does('withdraw check', agreed(), inSoc())).standing).toBe('withdrawn');
    const { id } = the(agreed()).runs[0]!;
    const begun = after(agreed(), [{ kind: 'runBegun', check: '3', run: id, channel: paymentsId }]);
    refusing('withdraw check', begun, inSoc(), {}).toThrow('checkOver');
  });

  test('and is in doubt is for a person to say: it ran, it did not, or once more', () => {
    const doubt = over('doubt');
    expect(the(doubt).standing).toBe('doubt');
    expect(the(does('outcome', doubt, inSoc(), { as: 'done' })).standing).toBe('done');
    expect(the(does('outcome', doubt, inSoc(), { as: 'failed' })).standing).toBe('failed');
    const again = decided('outcome', doubt, inSoc(), { as: 'again' });
    expect(effectsOf(again).filter((kind) => kind === 'playbook.run')).toHaveLength(1);
    refusing('outcome', doubt, inPayments({ inSoc: false }), { as: 'done' }).toThrow('notInSoc');
  });

  test('and is being tried is nobody’s to run again', () => {
    refusing('outcome', agreed(), inSoc(), { as: 'again' }).toThrow('noOutcome');
    refusing('outcome', over('ran'), inSoc(), { as: 'again' }).toThrow('noOutcome');
  });

  test('without a playbook is done by people, who say so', () => {
    const state = does('go ahead', proposed(undefined, { measure: 'isolateHost' }), inPayments(), reason);
    expect(the(state)).toMatchObject({ standing: 'agreed', runs: [] });
    expect(the(does('outcome', state, inSoc(), { as: 'done' }))).toMatchObject({
      standing: 'done',
      lastBy: ada,
    });
    refusing('outcome', state, inSoc(), { as: 'again' }).toThrow('noOutcome');
  });

  test('is lifted also once the incident is closed, and the team is asked whether it is healthy until it is', () => {
    const closed = after(over('ran'), [{ kind: 'changed', incident: later({ status: 'Closed' }) }]);
    expect(current(closed).status).toBe('Closed');
    const lifted = does('lift', closed, inSoc(), { reason: 'clean' });
    expect(the(lifted)).toMatchObject({ standing: 'lifted', note: 'clean' });
    const unwell = does('healthy', lifted, inPayments(), { healthy: 'no', words: 'slow' });
    const well = does('healthy', unwell, inPayments(), { healthy: 'yes' });
    expect(the(well).health.map(({ healthy }) => healthy)).toEqual([false, true]);
    refusing('healthy', over('ran'), inPayments(), { healthy: 'yes' }).toThrow('notLifted');
    refusing('lift', proposed(), inSoc(), {}).toThrow('notContained');
  });

  test('warns whoever closes the incident, and nothing else does', () => {
    const warns = (state: IncidentState) => incidentVerb('close').warns?.(state, []);
    expect([proposed(), agreed(), over('ran'), over('doubt'), over('failed')].map(warns)).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
  });
});

describe('what is known of it', () => {
  test('is in the history of the SOC and of the team that was asked, and of no other', () => {
    const entries = [
      entry(1, arrived({}, [socRoute, paymentsRoute, webshopRoute])),
      entry(3, [{ kind: 'impactTold', id: '3', check: '2', by: ben, channel: paymentsId }], {
        by: ben,
        texts: { breaks: 'payments' },
      }),
    ];
    const keys = (view: 'all' | string[]) =>
      timeline(proposed(), entries, view).filter(({ key }) => key.startsWith('check.'));
    expect(keys('all')).toMatchObject([{ key: 'check.impact', text: 'payments' }]);
    expect(keys([paymentsId])).toHaveLength(1);
    expect(keys([webshopId])).toEqual([]);
  });

  test('is one comment in Sentinel, which begins with who and tells how it stands', () => {
    const state = does('hold', proposed(), inPayments(), { ...reason, breaks: 'card payments' });
    const text = commentOf(state, 'check:3', entry(9, []), wordsOf('en'))!;
    expect(text.split('\n')).toEqual([
      expect.stringMatching(
        /^Ada \(SOC, Teams\): Proposes: Run the playbook “Isolate”. On: pay-01. Why: It talks/,
      ),
      'Ben (Payments, Teams): What it would break: card payments',
      'Ben (Payments, Teams): Hold: fine',
      'On hold, 2026-03-02 10:04 UTC. Nothing is done.',
    ]);
  });

  test('fits into that comment whatever people wrote', () => {
    const long = '&<'.repeat(1000);
    let state = proposed({ who: ['team'], people: 2 }, { why: long, doing: long, lifting: long });
    for (let i = 0; i < 8; i++)
      state = does('impact', state, inPayments(), { breaks: long, whom: long, safe: long });
    state = does('hold', state, inPayments(), { reason: long });
    const text = commentOf(state, 'check:3', entry(99, []), wordsOf('en'))!;
    expect(asHtml(text).length).toBeLessThan(roomInComment);
    expect(text).toMatch(/On hold, .*Nothing is done\.$/);
  });

  test('waits once, however much happens, where comments are scarce', () => {
    const scarce = after(proposed(), [{ kind: 'changed', incident: later({ commentsCount: 92 }) }]);
    delete (scarce.ours as Record<string, unknown>)[Object.keys(scarce.ours)[0]!];
    const wanted = [toSentinel(scarce, 'check:3')];
    const first = withinBudget(scarce, [], wanted, at(10), 60);
    expect(first).toMatchObject([{ kind: 'timer', what: 'rollup', of: 'check:3' }]);
    scarce.waiting.push({ of: 'check:3', due: at(20).toISOString() });
    expect(withinBudget(scarce, [], wanted, at(11), 60)).toEqual([]);
  });
});
