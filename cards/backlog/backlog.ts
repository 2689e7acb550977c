/** What was open when Muster first looked: one summary instead of a hundred cards. */
import { type Incident, severities } from '../../bot/incidents/incident.ts';
import { type CardContext, workspaceOn } from '../context.ts';
import { ownerText } from '../facts.ts';
import { fitted } from '../fit.ts';
import { type IncidentRow, incidentRow, sinceText } from '../incident-row.ts';
import { type Card, template } from '../template.ts';
import { outsideText } from '../untrusted.ts';
import json from './backlog.template.json' with { type: 'json' };

interface BacklogCardData {
  language: string;
  fallbackText: string;
  heading: string;
  summary: string;
  workspace: string;
  counts: { count: string; severity: string }[];
  sections: { label: string; rows: IncidentRow[] }[];
  hasSections: boolean;
  open: string;
}

const render = template<BacklogCardData>('backlog', json);

/** The open incidents of a workspace: how many of each severity, the High ones, and those open for longest. */
export function backlogCard(
  backlog: { incidents: Incident[]; workspaceName: string },
  context: CardContext,
): Card {
  return fitted([8, 4], (high) => render(data(backlog, context, high)));
}

function data(
  { incidents, workspaceName }: { incidents: Incident[]; workspaceName: string },
  context: CardContext,
  mostHigh: number,
): BacklogCardData {
  const { words } = context;
  const oldestFirst = incidents.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt));
  const high = oldestFirst.filter((incident) => incident.severity === 'High');
  const row = (incident: Incident): IncidentRow =>
    incidentRow(
      incident,
      [workspaceOn(context, incident), ownerText(incident, context), sinceText(incident, context)],
      context,
    );
  const section = (label: string, of: Incident[]) => (of.length > 0 ? [{ label, rows: of.map(row) }] : []);
  const sections = [
    ...section(words('cards:backlog.high'), high.slice(0, mostHigh)),
    ...section(
      words('cards:backlog.oldest'),
      oldestFirst.filter((incident) => !high.slice(0, mostHigh).includes(incident)).slice(0, 5),
    ),
  ];
  return {
    language: context.language,
    fallbackText: words('cards:backlog.summary', { count: incidents.length }),
    heading: words('cards:backlog.heading'),
    summary: words('cards:backlog.summary', { count: incidents.length }),
    workspace: outsideText(workspaceName, 60),
    counts: severities.map((severity) => ({
      count: String(incidents.filter((incident) => incident.severity === severity).length),
      severity: words(`cards:short.${severity}`),
    })),
    sections,
    hasSections: sections.length > 0,
    open: words('cards:backlog.open', { number: oldestFirst[0]?.number ?? 1234 }),
  };
}
