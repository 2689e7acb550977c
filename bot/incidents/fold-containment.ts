/** The part of an incident's fold that is about containment checks. In place. */
import { type Check, type ContainmentEvent, checkOf, type Run, runOf, type Standing } from './containment.ts';
import type { IncidentEffect, Person } from './events.ts';
import type { IncidentEntry, IncidentState } from './state.ts';

const kinds: ReadonlySet<string> = new Set<ContainmentEvent['kind']>([
  'proposed',
  'impactTold',
  'decided',
  'settled',
  'analystsAsked',
  'overridden',
  'checkWithdrawn',
  'runBegun',
  'runPutOff',
  'runOver',
  'outcomeTold',
  'lifted',
  'healthTold',
]);

export function isOfContainment(event: { kind: string }): event is ContainmentEvent {
  return kinds.has(event.kind);
}

export function foldContainment(
  state: IncidentState,
  event: ContainmentEvent,
  { at, seq }: Pick<IncidentEntry, 'at' | 'seq'>,
  text: (name: string) => string,
): void {
  if (event.kind === 'proposed') {
    const { kind: _kind, ...facts } = event;
    state.checks ??= [];
    state.checks.push({
      ...facts,
      at,
      doing: text('doing'),
      why: text('why'),
      lifting: text('lifting'),
      impacts: [],
      votes: [],
      standing: 'open',
      rev: seq,
      since: at,
      note: '',
      runs: [],
      health: [],
    });
    return;
  }
  const check = checkOf(state, event.check);
  if (!check) return;
  check.rev = seq;
  const stands = (standing: Standing, by?: Person, note = ''): void => {
    check.standing = standing;
    check.since = at;
    if (standing === 'done') check.doneAt ??= at;
    else if (standing === 'failed') delete check.doneAt;
    check.note = note;
    if (by) check.lastBy = by;
    else delete check.lastBy;
  };
  switch (event.kind) {
    case 'impactTold': {
      const { id, by } = event;
      check.impacts.push({ id, at, by, breaks: text('breaks'), whom: text('whom'), safe: text('safe') });
      return;
    }
    case 'decided': {
      const { id, by, as, go } = event;
      check.votes.push({ id, at, by, as, go, reason: text('reason') });
      return;
    }
    case 'settled':
      if (event.into !== undefined) check.into = event.into;
      stands(event.as, event.as === 'expired' ? undefined : check.votes.at(-1)?.by);
      return;
    case 'analystsAsked':
      check.analystsSince = at;
      check.due = event.due;
      return;
    case 'overridden':
      check.overridden = { by: event.by, at, reason: text('reason') };
      stands('agreed', event.by);
      return;
    case 'checkWithdrawn':
      stands('withdrawn', event.by, text('reason'));
      return;
    case 'runBegun':
      change(state, event.run, (run) => {
        run.is = 'begun';
        run.at = at;
      });
      return;
    case 'runPutOff':
      change(state, event.run, (run) => {
        run.is = 'asked';
        run.tries += 1;
      });
      return;
    case 'runOver':
      change(state, event.run, (run) => {
        run.is = event.as;
        run.at = at;
        if (event.why) run.why = event.why;
      });
      if (learns(check, event.as)) stands(event.as === 'ran' ? 'done' : event.as);
      return;
    case 'outcomeTold':
      stands(event.as === 'again' ? 'agreed' : event.as, event.by, text('reason'));
      return;
    case 'lifted':
      stands('lifted', event.by, text('reason'));
      return;
    case 'healthTold': {
      const { id, by, healthy } = event;
      check.health.push({ id, at, by, healthy, words: text('words') });
      return;
    }
  }
}

/** Notes that a check's playbook is to be run: the attempt is known by the effect that asks for it. */
export function noteRun(state: IncidentState, effect: IncidentEffect, { at }: IncidentEntry): void {
  if (effect.kind !== 'playbook.run' || 'again' in effect) return;
  const check: Check | undefined = checkOf(state, effect.check);
  check?.runs.push({ id: effect.id, at, is: 'asked', tries: 0 });
}

/** What a person said of it stands, unless it is known better now: that it ran after all. */
function learns({ standing }: Check, as: 'ran' | 'failed' | 'doubt'): boolean {
  return standing === 'agreed' || standing === 'doubt' || (standing === 'failed' && as === 'ran');
}

function change(state: IncidentState, id: string, how: (run: Run) => void): void {
  const run = runOf(state, id);
  if (run) how(run);
}
