/** What every card of figures says besides them: whose they are, of which time, and how fresh. */
import { type Severity, severities } from '../bot/incidents/incident.ts';
import type { Compliance, Window } from '../bot/incidents/metrics.ts';
import { lengthText } from '../bot/words/time.ts';
import type { Button, ButtonData } from './button.ts';
import { buttonData } from './button.ts';
import { type CardContext, clockOn, timeOn } from './context.ts';
import { outsideText } from './untrusted.ts';

/** Of what figures are counted, and what is to be known of that. */
export interface Scoped {
  /** name of the team or channel, empty for everything */
  scope: string;
  /** of which severities; absent: all */
  severities?: Severity[];
  window: Window;
  asOf: Date;
  /** what Sentinel held then is counted; absent: not all of it has been read yet */
  readAt?: Date;
  /** incidents left out, because not everybody here may see them */
  hidden?: number;
  /** Sentinel workspaces whose data are older than they should be; `readAt` absent: not read since Muster started */
  late?: { workspace: string; readAt?: Date }[];
  /** at most six, less what the card has by itself */
  buttons?: Button[];
  /** in place of the card's own, and what else there is to say first, where nobody asked just now; in our own words */
  heading?: string;
  remarks?: string[];
}

/** The same as data for a template. */
export interface ScopedData {
  language: string;
  heading: string;
  scope: string;
  late: string;
  hasLate: boolean;
  hidden: string;
  hasHidden: boolean;
  asOf: string;
  buttons: ButtonData[];
  hasButtons: boolean;
}

/** @param heading a key of `cards:figures` */
export function scopedData(scoped: Scoped, heading: string, context: CardContext): ScopedData {
  const { words, language } = context;
  const { hidden = 0, buttons = [] } = scoped;
  const warnings = [...(scoped.remarks ?? []), ...lateTexts(scoped, context)];
  return {
    language,
    heading: scoped.heading ?? words(`cards:figures.${heading}`),
    scope: scopeText(scoped, context),
    late: warnings.join(' '),
    hasLate: warnings.length > 0,
    hidden: words('cards:figures.hidden', { count: hidden }),
    hasHidden: hidden > 0,
    asOf: asOfText(scoped, context),
    buttons: buttons.map(buttonData),
    hasButtons: buttons.length > 0,
  };
}

/** Whose figures, of which severities, and of which time. */
function scopeText({ scope, severities: of, window, asOf }: Scoped, context: CardContext): string {
  const { words } = context;
  const [from, to] = [timeOn(context, window.from), timeOn(context, window.to)];
  // Both were read from the clock, one after the other.
  const isUntilNow = Math.abs(asOf.getTime() - window.to.getTime()) < 60_000;
  return [
    scope ? outsideText(scope, 60) : words('cards:figures.everything'),
    of?.map((severity) => words(`cards:severity.${severity}`)).join(', '),
    words(`cards:figures.${isUntilNow ? 'untilNow' : 'window'}`, { from, to }),
  ]
    .filter(Boolean)
    .join(' · ');
}

function lateTexts({ late = [] }: Scoped, context: CardContext): string[] {
  return late.map(({ workspace, readAt }) => {
    const name = outsideText(workspace, 60);
    return readAt
      ? context.words('cards:figures.late', { name, time: timeOn(context, readAt) })
      : context.words('cards:figures.unread', { name });
  });
}

function asOfText({ asOf, readAt }: Scoped, context: CardContext): string {
  const time = timeOn(context, asOf);
  return readAt
    ? context.words('cards:figures.asOfRead', { time, read: clockOn(context, readAt) })
    : context.words('cards:figures.asOf', { time });
}

/** How many of a hundred, to the next whole one. */
export function percentOf(count: number, all: number): number {
  return Math.round((count * 100) / all);
}

/** `High 78 % of 9 · Low 100 % of 5`: what was acknowledged in time, and of how many; empty where of none. */
export function complianceText(compliance: Record<Severity, Compliance>, { words }: CardContext): string {
  return severities
    .flatMap((severity) => {
      const { met, breached } = compliance[severity];
      const all = met + breached;
      const said = { severity: words(`cards:severity.${severity}`), percent: percentOf(met, all), all };
      return all === 0 ? [] : [words('cards:figures.compliance', said)];
    })
    .join(' · ');
}

/** From the shortest of some lengths to the longest, given in order: of few there is no median. */
export function spanText(values: number[], words: CardContext['words']): string {
  const [shortest, longest] = [lengthText(values[0] ?? 0), lengthText(values.at(-1) ?? 0)];
  return shortest === longest ? longest : words('cards:figures.span', { shortest, longest });
}
