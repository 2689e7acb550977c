/** Which incident is meant: a number may be Sentinel's or Defender's, and several workspaces may each have it. */
import type { Button } from '../../cards/button.ts';
import type { CardContext } from '../../cards/context.ts';
import { listCard } from '../../cards/list/list.ts';
import type { Card } from '../../cards/template.ts';
import { maySee, type View } from '../incidents/audience.ts';
import { current, type IncidentState } from '../incidents/state.ts';
import { incidents as incidentKind } from '../log/kinds.ts';
import type { Action, Context } from './define.ts';
import type { Desk } from './desk.ts';
import { viewOf } from './gather.ts';
import { bySeverity, rowOf } from './rows.ts';

/** A number that was said, and the log keys of what it stands for. */
export interface Named {
  number: number;
  logKeys: string[];
}

/**
 * What a number stands for in this place. In one of their threads it is that incident; and where the one who asks may
 * see some of them only, it is one of those.
 */
export async function meantBy(
  number: number,
  thread: string | undefined,
  context: Context,
  desk: Desk,
): Promise<Named> {
  const logKeys = await desk.finder.byNumber(number);
  if (logKeys.length < 2) return { number, logKeys };
  if (thread && logKeys.includes(thread)) return { number, logKeys: [thread] };
  const states = await Promise.all(logKeys.map((logKey) => desk.journal.read(incidentKind, logKey)));
  const seen = states.filter((state) => maySee(viewOf(context), state)).map((state) => state.logKey);
  // Of what they may not see, one is as good as another: it is refused as ever.
  return { number, logKeys: seen.length > 0 ? seen : logKeys.slice(0, 1) };
}

/** An incident as a row of a list; in a place where not everybody may see it, no more than its number. */
export function rowFor(state: IncidentState, view: View, look: CardContext) {
  const row = rowOf(state, look, look.now);
  if (maySee(view, state)) return row;
  return { ...row, text: `#${current(state).number}`, detail: '', severity: undefined };
}

/** Asks: a row for each incident that the numbers may stand for, each with the verb's button, filled in. */
export async function whichCard(
  action: Action,
  named: Named[],
  buttonFor: (logKey: string) => Pick<Button, 'data' | 'dialog'>,
  view: View,
  look: CardContext,
  desk: Desk,
): Promise<Card> {
  const unclear = named.filter(({ logKeys }) => logKeys.length > 1);
  const logKeys = [...new Set(named.flatMap((one) => one.logKeys))];
  const states = await Promise.all(logKeys.map((logKey) => desk.journal.read(incidentKind, logKey)));
  const numbers = unclear.map(({ number }) => `#${number}`).join(', ');
  return listCard(
    {
      title: look.words('talk:which.title', { numbers }),
      rows: states.sort(bySeverity).map((state) => ({
        ...rowFor(state, view, look),
        button: {
          title: look.words(`talk:button.${action.verb}`),
          verb: action.verb,
          style: 'default',
          ...buttonFor(state.logKey),
        },
      })),
    },
    look,
  );
}
