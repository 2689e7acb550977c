/**
 * An incident's reference: what somebody puts into a conversation by the message extension. It stays as it is, and its one
 * button shows each person, in a dialog of their own, what they may see.
 */
import { isOverdue } from '../../bot/incidents/levels.ts';
import { current, type IncidentState } from '../../bot/incidents/state.ts';
import { type Button, type ButtonRow, buttonRows } from '../button.ts';
import { type CardContext, timeOn } from '../context.ts';
import { beside } from '../facts.ts';
import { sinceText } from '../incident-row.ts';
import { looks } from '../look.ts';
import { type Card, template } from '../template.ts';
import { titleText } from '../untrusted.ts';
import json from './reference.template.json' with { type: 'json' };

interface ReferenceCardData {
  language: string;
  fallbackText: string;
  number: string;
  beside: string;
  isFull: boolean;
  severity: string;
  badge: string;
  band: string;
  title: string;
  standing: string;
  since: string;
  note: string;
  buttonRows: ButtonRow[];
}

const render = template<ReferenceCardData>('reference', json);

/**
 * The card of a reference. `standing`: how the incident stands, in a few words of ours, where everybody of the conversation
 * may see it; without, the card holds its number and nothing else of it.
 */
export function referenceCard(
  state: IncidentState,
  standing: string | undefined,
  context: CardContext,
  button: Button,
): Card {
  const { words } = context;
  const incident = current(state);
  const { number } = incident;
  const common = {
    language: context.language,
    fallbackText: words('cards:fallbackText', { number }),
    number: words('cards:incidentNumber', { number }),
    buttonRows: buttonRows([button]),
  };
  if (standing === undefined)
    return render({
      ...common,
      beside: '',
      isFull: false,
      severity: '',
      badge: 'Subtle',
      band: 'emphasis',
      title: '',
      standing: '',
      since: '',
      note: words('cards:reference.bare'),
    });
  return render({
    ...common,
    beside: beside(incident, context),
    isFull: true,
    severity: words(`cards:severity.${incident.severity}`),
    badge: looks[incident.severity].badge,
    band: isOverdue(state, context.targets, context.now) ? 'attention' : 'emphasis',
    title: titleText(incident.title, words, 160),
    standing: standing.charAt(0).toLocaleUpperCase(context.language) + standing.slice(1),
    since: ` · ${sinceText(incident, context)}`,
    note: words('cards:reference.asOf', { time: timeOn(context, context.now) }),
  });
}
