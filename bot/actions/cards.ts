/** An incident's card as one channel, or one person, is to see it. */

import type { Buttons } from '../../cards/button.ts';
import { checkCard } from '../../cards/check/check.ts';
import type { CardContext } from '../../cards/context.ts';
import { socCard } from '../../cards/incident/incident.ts';
import { questionCard } from '../../cards/question/question.ts';
import { teamCard } from '../../cards/team-incident/team-incident.ts';
import type { Card } from '../../cards/template.ts';
import type { View } from '../incidents/audience.ts';
import type { Check } from '../incidents/containment.ts';
import {
  type IncidentState,
  type Question,
  type RouteState,
  socRoute,
  teamRoutes,
} from '../incidents/state.ts';
import { buttonsFor, revisionOf } from './buttons.ts';
import { cannotSay } from './cannot-say.ts';
import { checkButtons } from './check-buttons.ts';
import { shownTo } from './check-form.ts';
import type { Context } from './define.ts';
import { actions } from './index.ts';
import { moreTime } from './more-time.ts';
import { passOn } from './pass-on.ts';
import { questionNote } from './question-note.ts';

/** The card of one of the incident's channels; with the buttons that make sense there, unless others are given. */
export function routeCard(
  state: IncidentState,
  route: RouteState,
  look: CardContext,
  buttons: Buttons = buttonsFor(actions, state, route.audience, route.channel, look),
): Card {
  return route.audience === 'soc' ? socCard(state, look, buttons) : teamCard(state, route, look, buttons);
}

/** The card for a place or a person that is not one of its channels: by what they may see. */
export function viewCard(
  state: IncidentState,
  view: View,
  look: CardContext,
  buttons?: Buttons,
): Card | undefined {
  if (view === 'all') {
    const soc = socRoute(state)?.channel ?? '';
    return socCard(state, look, buttons ?? buttonsFor(actions, state, 'soc', soc, look));
  }
  const route = teamRoutes(state).find((r) => view.includes(r.channel));
  return route && routeCard(state, route, look, buttons);
}

/** The card of a question, in the thread of the channel it was put to. */
export function questionCardOf(state: IncidentState, question: Question, look: CardContext): Card {
  const data = {
    incident: state.logKey,
    question: question.id,
    from: 'question',
    rev: revisionOf(state),
  };
  return questionCard(state, question, look, questionButtons(data, look), data);
}

/** What else somebody may say to a question; who may, is said when it is pressed. */
export function questionButtons(data: Record<string, string>, { words }: CardContext): Buttons {
  const buttons = [moreTime, passOn, cannotSay, questionNote].map(({ verb }) => ({
    title: words(`talk:button.${verb}`),
    verb,
    data,
    dialog: true,
    style: 'default' as const,
  }));
  return { front: buttons.slice(0, 2), more: buttons.slice(2) };
}

/** The card of a containment check, in the thread of the team that is asked, or of the SOC. */
export function checkCardOf(
  state: IncidentState,
  check: Check,
  audience: 'soc' | 'team',
  look: CardContext,
): Card {
  const entities = audience === 'soc' ? check.entities : shownTo(state, check, check.channel);
  return checkCard(state, check, { audience, entities }, look, checkButtons(state, check, audience, look));
}

/** The same for the place where one of its buttons was pressed; undefined where not everybody may see it. */
export function checkCardIn(
  state: IncidentState,
  check: Check,
  { place, here }: Pick<Context, 'place' | 'here'>,
  look: CardContext,
): Card | undefined {
  if (place.id === check.channel) return checkCardOf(state, check, 'team', look);
  return here === 'all' ? checkCardOf(state, check, 'soc', look) : undefined;
}
