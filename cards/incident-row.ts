/** One incident as a line of a summary. */
import type { Incident, Severity } from '../bot/incidents/incident.ts';
import { type CardContext, timeOn } from './context.ts';
import { titleText } from './untrusted.ts';

/** An incident as data for such a line. */
export interface IncidentRow {
  severity: string;
  number: string;
  title: string;
  /** what is said after the severity */
  detail: string;
}

/** A line: severity, number, title, and below it what is said of it. `title`: most characters of the title. */
export function incidentRow(
  incident: { number: number; title: string; severity: Severity },
  detail: string[],
  context: CardContext,
  title = 120,
): IncidentRow {
  const { words } = context;
  return {
    severity: words(`cards:severity.${incident.severity}`),
    number: String(incident.number),
    title: titleText(incident.title, words, title),
    detail: ['', ...detail.filter(Boolean)].join(' · '),
  };
}

/** `since 24 Nov 2026, 20:58 CET`. */
export function sinceText(incident: Pick<Incident, 'createdAt'>, context: CardContext): string {
  return context.words('cards:since', { time: timeOn(context, incident.createdAt) });
}
