/** Which colours severities have: as a band (container style), as a badge and in a chart. */
import type { Severity } from '../bot/incidents/incident.ts';

/** The names of a severity’s colours, as Adaptive Cards know them. */
export interface Look {
  /** style of a Container */
  band: string;
  /** style of a Badge */
  badge: string;
  /** colour in a chart */
  chart: string;
}

/** The colours of each severity. */
export const looks: Record<Severity, Look> = {
  High: { band: 'attention', badge: 'Attention', chart: 'attention' },
  Medium: { band: 'warning', badge: 'Warning', chart: 'warning' },
  Low: { band: 'accent', badge: 'Accent', chart: 'categoricalBlue' },
  Informational: { band: 'emphasis', badge: 'Subtle', chart: 'neutral' },
};
