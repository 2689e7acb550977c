/**
 * Runs the playbook of an agreed check, at most once for each time that people asked for it. Sentinel takes no key, so it
 * is an entry first that it is about to be run: whoever finds that entry, and did not write it, runs nothing. If what came
 * of it is not known, that is told, and a person looks and decides.
 */
import { afterRun, endOf, type RunEnd, runBegun, runOver, runPutOff } from '../actions/automatic/checks.ts';
import { Conflict, NotFound, Upstream } from '../errors.ts';
import type { CheckEffect } from '../incidents/containment.ts';
import { checkOf, runOf } from '../incidents/containment.ts';
import { refOf } from '../incidents/state.ts';
import { incidents } from '../log/kinds.ts';
import type { Handler, Outcome, Tools } from './handler.ts';

/** What was agreed is run within so long, or not at all: whoever agreed is not to be surprised hours later. */
export const freshMs = 5 * 60_000;
/** From the entry that says so to the call: longer, and this replica stood still, and others may have taken it for dead. */
const promptMs = 5000;

export const runPlaybook: Handler<Extract<CheckEffect, { kind: 'playbook.run' }>> = async (
  { entry, effect },
  tools,
) => {
  const { journal, clock, sentinel, quietSeconds } = tools;
  const { id } = effect;
  const context = () => ({ now: clock.now(), quietSeconds });
  const { logKey } = entry;
  // What was asked for once is one: also where it is tried again.
  const isLate = clock.now().getTime() - Date.parse(entry.at) > freshMs;
  const { state, entry: begun } = await journal.append(incidents, logKey, (now) =>
    isLate ? runOver(now, id, 'failed', 'late', context()) : runBegun(now, id, context()),
  );
  const run = runOf(state, id);
  if (!begun) {
    // Whoever began it died, or is not done yet: then its own word follows.
    if (run?.is === 'begun')
      await journal.append(incidents, logKey, (now) => runOver(now, id, 'doubt', undefined, context()));
    return {};
  }
  const playbook = run?.is === 'begun' && checkOf(state, effect.check)?.playbook;
  if (!playbook) return {};
  try {
    if (clock.now().getTime() - Date.parse(begun.at) > promptMs) throw stoodStill();
    await sentinel.runPlaybook(refOf(logKey), playbook.id, tools.tenantId);
    return over(effect, 'ran', undefined, tools);
  } catch (error) {
    const fate = fateOf(error);
    if (fate === 'doubt') return over(effect, 'doubt', undefined, tools);
    if (fate === 'failed') return over(effect, 'failed', codeOf(error), tools);
    // It was not run, and may be tried again by whoever comes to it; unless others gave it up meanwhile.
    const { entry: putOff } = await journal.append(incidents, logKey, (now) => runPutOff(now, id));
    if (putOff) throw error;
    return over(effect, 'failed', 'late', tools);
  }
};

/** What is told of it by the one who ran it, which counts also where others were in doubt before. */
function over(
  { id, check, channel }: { id: string; check: string; channel: string },
  as: RunEnd,
  why: string | undefined,
  { clock, quietSeconds }: Tools,
): Outcome {
  const events = [endOf(id, check, channel, as, why)];
  return {
    events,
    effects: (state) => afterRun(state, events, { now: clock.now(), quietSeconds }),
  };
}

/** Whether it was refused for good, did not get there, or may have been done. */
function fateOf(error: unknown): 'failed' | 'again' | 'doubt' {
  if (error instanceof NotFound || error instanceof Conflict) return 'failed';
  if (!(error instanceof Upstream)) return 'doubt';
  const { outcome, status } = error.details;
  if (outcome === 'never') return 'failed';
  if (outcome === 'unknown') return 'doubt';
  // For want of a role: somebody may give it, and it is for a person to say then that it is still wanted.
  return status === 401 || status === 403 ? 'failed' : 'again';
}

function codeOf(error: unknown): string {
  if (error instanceof NotFound) return '404';
  if (error instanceof Conflict) return '409';
  if (!(error instanceof Upstream)) return '';
  return [error.details.status, error.details.code].filter(Boolean).join(' ').slice(0, 80);
}

function stoodStill(): Upstream {
  return new Upstream('This replica stood still before it ran the playbook, so it did not run it.', {
    service: 'sentinel',
    operation: 'run playbook',
    outcome: 'retry',
  });
}
