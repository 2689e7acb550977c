/** The buttons of a containment check's card: what makes sense now for the people of its thread. */
import type { Button, Buttons } from '../../cards/button.ts';
import { asksHealth, type Check, isInForce } from '../incidents/containment.ts';
import { current, type IncidentState } from '../incidents/state.ts';
import type { Words } from '../words/words.ts';
import { isOpenCheck } from './checks.ts';
import { awaitsOutcome } from './outcome.ts';
import { isOverridable } from './override.ts';
import { isWithdrawable } from './withdraw-check.ts';

export function checkButtons(
  state: IncidentState,
  check: Check,
  audience: 'soc' | 'team',
  { words }: { words: Words },
): Buttons {
  const button = (verb: string, more: Partial<Button> & { as?: string } = {}): Button => {
    const { as, ...rest } = more;
    const data = {
      incident: state.logKey,
      check: check.id,
      rev: String(check.rev),
      from: 'check',
      ...(as && { as }),
    };
    return { title: words(`talk:button.${verb}`), verb, data, dialog: true, style: 'default', ...rest };
  };
  const isOpen = current(state).status !== 'Closed';
  const decides = [button('go ahead', { style: 'positive' }), button('hold')];
  if (audience === 'team') {
    if (asksHealth(check)) return { front: [button('healthy', { style: 'positive' })], more: [] };
    return { front: isOpen && isOpenCheck(check) ? [...decides, button('impact')] : [], more: [] };
  }
  const outcomes = (check.playbook ? (['done', 'failed', 'again'] as const) : (['done', 'failed'] as const))
    .filter((as) => as !== 'failed' || check.standing !== 'failed')
    .map((as) => {
      const title = words(`talk:check.button.${check.playbook ? 'playbook' : 'measure'}.${as}`);
      return button('outcome', { as, title, dialog: false });
    });
  const withdraw = isWithdrawable(check) ? [button('withdraw check')] : [];
  const lift = isInForce(check) ? [button('lift')] : [];
  const awaits = awaitsOutcome(check);
  return {
    front: awaits ? outcomes : [...lift, ...withdraw],
    more: [
      ...(isOpen && isOpenCheck(check) ? decides : []),
      ...(isOpen && isOverridable(check) ? [button('override')] : []),
      ...(awaits ? [...lift, ...withdraw] : []),
    ],
  };
}
