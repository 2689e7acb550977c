/** A containment check in words, for its card, the forms about it and the incident's cards. */
import { type Check, inForce } from '../../bot/incidents/containment.ts';
import { current, type IncidentState } from '../../bot/incidents/state.ts';
import { type CardContext, cappedList, listOn, timeOn } from '../context.ts';
import { type Fact, fact } from '../facts.ts';
import { nameText, outsideText } from '../untrusted.ts';

const mostNames = 12;

/** `Isolate hosts`, the playbook's name, or what was said in words. */
export function measureText({ measure, playbook, doing }: Check, { words }: CardContext, max = 200): string {
  if (measure === 'playbook' && playbook)
    return words('cards:check.runs', { name: nameText(playbook.name, words, 80) });
  if (measure === 'other') return outsideText(doing, max) || words('cards:erased');
  return words(`cards:check.measure.${measure}`);
}

/** The names of some entities of the incident, the first `most` of them; empty where there are none to show. */
export function entitiesText(
  state: IncidentState,
  ids: string[],
  context: CardContext,
  most = mostNames,
): string {
  const named = (state.entities ?? [])
    .filter(({ id }) => ids.includes(id))
    .map(({ name }) => nameText(name, context.words, 80));
  return cappedList(context, [...new Set(named)], most);
}

/** What a form is about: what is proposed and why, in lines that are fit for a card. */
export function checkLines(state: IncidentState, check: Check, shown: string[], look: CardContext): string[] {
  const { words } = look;
  const on = entitiesText(state, shown, look);
  const what = measureText(check, look);
  return [
    on ? words('cards:check.whatOn', { what, on }) : what,
    words('cards:check.whyLine', { why: outsideText(check.why, 600) || words('cards:erased') }),
    words('cards:check.liftLine', { how: outsideText(check.lifting, 300) || words('cards:erased') }),
  ];
}

/** What is contained on some incidents, and stays so when they are closed; `merged`: on what was merged into them, by number. */
export function containedText(
  states: IncidentState[],
  look: CardContext,
  merged: IncidentState[] = [],
): string {
  const { words } = look;
  const contained = (state: IncidentState): string[] =>
    inForce(state).map((check) => {
      const on = entitiesText(state, check.entities, look);
      const what = measureText(check, look, 80);
      return on ? words('cards:check.whatOn', { what, on }) : what;
    });
  const all = [
    ...states.flatMap(contained),
    ...merged.flatMap((state) =>
      contained(state).map((what) => words('cards:check.ofMerged', { what, number: current(state).number })),
    ),
  ];
  return words('cards:check.stays', { what: listOn(look, all.slice(0, 5)), count: all.length });
}

/** `1 waits for a decision, 1 in force`: the checks of an incident, or of one channel of it; no row where there are none. */
export function checksFact(checks: Check[] | undefined, { words }: CardContext): Fact[] {
  if (!checks?.length) return [];
  const count = (is: (check: Check) => boolean): number => checks.filter(is).length;
  const open = count(({ standing }) => standing === 'open');
  const contained = inForce({ checks }).length;
  const doubt = count(({ standing }) => standing === 'doubt');
  const parts = [
    ...(open > 0 ? [words('cards:check.count.open', { count: open })] : []),
    ...(contained > 0 ? [words('cards:check.count.inForce', { count: contained })] : []),
    ...(doubt > 0 ? [words('cards:check.count.doubt', { count: doubt })] : []),
  ];
  const text = parts.join(', ') || words('cards:check.count.over', { count: checks.length });
  return [fact(words('cards:containment'), text, open > 0 || doubt > 0)];
}

/** How a check stands, as a sentence. */
export function standingText(state: IncidentState, check: Check, context: CardContext): string {
  const { words } = context;
  const name = check.lastBy ? nameText(check.lastBy.name, words) : '';
  const params = { name, time: timeOn(context, check.since), due: timeOn(context, check.due) };
  switch (check.standing) {
    case 'open':
      if (state.deletedAt) return words('cards:check.standing.gone');
      if (check.analystsSince) return words('cards:check.standing.analysts', params);
      return words(`cards:check.standing.open.${check.onSilence}`, params);
    case 'agreed':
      if (check.playbook) return words('cards:check.standing.running', params);
      return words('cards:check.standing.agreed', params);
    case 'expired':
      if (check.into !== undefined)
        return words('cards:check.standing.merged', { ...params, into: check.into });
      return words('cards:check.standing.expired', params);
    case 'done':
      return words(name ? 'cards:check.standing.doneBy' : 'cards:check.standing.ran', params);
    case 'failed':
      return name
        ? words('cards:check.standing.failedBy', params)
        : words('cards:check.standing.failed', { ...params, why: whyFailed(check, context) });
    default:
      return words(`cards:check.standing.${check.standing}`, params);
  }
}

/** Why a playbook did not run: Muster came too late, or Sentinel's own status and code. */
function whyFailed({ runs }: Check, { words }: CardContext): string {
  const why = runs.at(-1)?.why ?? '';
  if (why === 'late') return words('cards:check.late');
  return words('cards:check.refused', { code: outsideText(why, 80) || '–' });
}
