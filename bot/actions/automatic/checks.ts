/** What happens to containment checks without a person: their time is up, and their playbooks are run. Pure. */
import { after, consequences, type WantedEffect } from '../../incidents/consequences.ts';
import { analystsMs, type ContainmentEvent, checkOf, runOf } from '../../incidents/containment.ts';
import type { Person } from '../../incidents/events.ts';
import type { IncidentState } from '../../incidents/state.ts';
import type { IncidentDraft } from '../../log/kinds.ts';
import { known, shown, type Told, tell } from '../checks.ts';
import { withinBudget } from '../comment-budget.ts';

export interface CheckContext {
  now: Date;
  quietSeconds: number;
}

/** How an attempt to run a playbook may end. */
export type RunEnd = 'ran' | 'failed' | 'doubt';

/** Nobody decided in time: it is held, or analysts are asked besides if that was the wish. It never runs anything. */
export function timeIsUp(
  state: IncidentState,
  id: string,
  key: string,
  context: CheckContext,
): IncidentDraft | undefined {
  const check = known(state, id);
  if (check?.standing !== 'open' || Date.parse(check.due) > context.now.getTime()) return undefined;
  const { channel } = check;
  if (check.onSilence === 'hold' || check.analystsSince) {
    const events: ContainmentEvent[] = [{ kind: 'settled', check: id, as: 'expired', channel }];
    return drafted(state, 'expired', key, events, id, 'expired', context);
  }
  const due = new Date(context.now.getTime() + analystsMs).toISOString();
  const events: ContainmentEvent[] = [{ kind: 'analystsAsked', check: id, due, channel }];
  const draft = drafted(state, 'analysts asked', key, events, id, 'analysts', context);
  return { ...draft, effects: [...draft.effects, { kind: 'check.due', check: id, due }] };
}

/** From this entry on the playbook may have been run. Undefined where it may not be begun any more. */
export function runBegun(
  state: IncidentState,
  run: string,
  context: CheckContext,
): IncidentDraft | undefined {
  const found = checkWith(state, run);
  const attempt = runOf(state, run);
  if (!found || attempt?.is !== 'asked') return undefined;
  // Taken back, or known to have run after all.
  if (found.standing !== 'agreed') return runOver(state, run, 'failed', 'overtaken', context);
  return {
    actor: { kind: 'muster' },
    action: 'playbook.run begun',
    key: `begun:${run}:${attempt.tries}`,
    events: [{ kind: 'runBegun', check: found.id, run, channel: found.channel }],
    effects: [],
  };
}

/** It was begun and not run. */
export function runPutOff(state: IncidentState, run: string): IncidentDraft | undefined {
  const found = checkWith(state, run);
  const attempt = runOf(state, run);
  if (!found || attempt?.is !== 'begun') return undefined;
  return {
    actor: { kind: 'muster' },
    action: 'playbook.run put off',
    key: `put off:${run}:${attempt.tries}`,
    events: [{ kind: 'runPutOff', check: found.id, run, channel: found.channel }],
    effects: [],
  };
}

/** An attempt is over, as far as somebody can tell who did not make it. */
export function runOver(
  state: IncidentState,
  run: string,
  as: RunEnd,
  why: string | undefined,
  context: CheckContext,
): IncidentDraft | undefined {
  const found = checkWith(state, run);
  const attempt = runOf(state, run);
  if (!found || (attempt?.is !== 'asked' && attempt?.is !== 'begun')) return undefined;
  const events = [endOf(run, found.id, found.channel, as, why)];
  return {
    actor: { kind: 'muster' },
    action: `playbook.run ${as}`,
    key: `over:${run}:${attempt.tries}`,
    events,
    effects: afterRun(state, events, context),
  };
}

export function endOf(
  run: string,
  check: string,
  channel: string,
  as: RunEnd,
  why: string | undefined,
): Extract<ContainmentEvent, { kind: 'runOver' }> {
  return { kind: 'runOver', check, run, as, ...(why && { why }), channel };
}

/** What follows from the end of an attempt: whoever proposed and decided is told, where that changes how it stands. */
export function afterRun(
  state: IncidentState,
  events: Extract<ContainmentEvent, { kind: 'runOver' }>[],
  { now, quietSeconds }: CheckContext,
): WantedEffect[] {
  const next = after(state, events, now);
  const effects: WantedEffect[] = [];
  for (const { check: id, as } of events) {
    const [before, check] = [checkOf(state, id), checkOf(next, id)];
    if (!check) continue;
    effects.push(...shown(next, check));
    const went: Person[] = check.votes.filter(({ go }) => go).map(({ by }) => by);
    const besides = check.overridden ? [check.overridden.by] : went;
    if (before?.standing !== check.standing) effects.push(...tell(next, check, as, undefined, besides));
  }
  return [...consequences(next, events), ...withinBudget(next, events, effects, now, quietSeconds)];
}

function drafted(
  state: IncidentState,
  action: string,
  key: string,
  events: ContainmentEvent[],
  id: string,
  what: Told,
  { now, quietSeconds }: CheckContext,
): IncidentDraft {
  const next = after(state, events, now);
  const check = checkOf(next, id);
  const effects = check ? [...shown(next, check), ...tell(next, check, what)] : [];
  return {
    actor: { kind: 'muster' },
    action,
    key,
    events,
    effects: [...consequences(next, events), ...withinBudget(next, events, effects, now, quietSeconds)],
  };
}

function checkWith({ checks = [] }: IncidentState, run: string) {
  return checks.find(({ runs }) => runs.some(({ id }) => id === run));
}
