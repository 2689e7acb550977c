/** What became of a containment check, as a sentence in a thread. */
import type { CardContext } from '../../cards/context.ts';
import { checkOf } from '../incidents/containment.ts';
import { current, type IncidentState, routeOf } from '../incidents/state.ts';
import { plainName, plainWords } from './mention.ts';

export function checkTold(
  state: IncidentState,
  params: Record<string, string>,
  names: string,
  { words }: CardContext,
): string {
  const { what = '', of = '', by = '' } = params;
  const check = checkOf(state, of);
  const { number } = current(state);
  const measure = !check
    ? ''
    : check.playbook
      ? words('cards:check.runs', { name: plainName(check.playbook.name) })
      : check.measure === 'other'
        ? plainWords(check.doing, 120) || words('cards:erased')
        : words(`cards:check.measure.${check.measure}`);
  const told = words(`talk:check.told.${what}`, {
    number,
    measure,
    by: plainName(by),
    into: check?.into ?? '',
    place: plainName((check && routeOf(state, check.channel)?.name) ?? 'Teams'),
  });
  return [names, told].filter(Boolean).join(': ');
}
