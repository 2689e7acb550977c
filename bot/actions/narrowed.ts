/** What may follow a word that lists what is open, such as `overdue payments` or `mine high`: a team and severities. */
import { z } from 'zod';
import type { CardContext } from '../../cards/context.ts';
import { Refused } from '../errors.ts';
import { type ChannelState, nameOf } from '../incidents/channel.ts';
import { type FiguresRow, shownOf, teamsOf } from '../incidents/figures-row.ts';
import type { Severity } from '../incidents/incident.ts';
import type { IncidentState } from '../incidents/state.ts';
import { readStatus } from './status-words.ts';

/** How such a verb takes it, typed and from a button. */
export const narrowing = {
  input: { of: z.string().trim().max(200).optional() },
  typed: (rest: string): { of?: string } => (rest ? { of: rest } : {}),
};

/** Of what is listed, that which was asked for. */
export interface Narrowed {
  /** whether an incident is one of them */
  fits(incident: IncidentState | FiguresRow): boolean;
  /** whether what a channel was asked is; an incident of the team may hold questions to another */
  fitsChannel(channel: string): boolean;
  /** what was asked for, for a title; empty where everything was. Teams' names are anybody's words */
  scope: string;
}

/**
 * Reads it as `status` does, by the channels that the view may know of.
 * @throws Refused as `readStatus`; `timeOfOpen` for a time, since what is open is so now
 */
export function narrowed(
  of: string | undefined,
  channels: ChannelState[],
  { now, zone, language, words }: CardContext,
): Narrowed {
  const known = channels.filter(({ soc, connection }) => soc || connection);
  const asked = of ? readStatus(of, known.map(nameOf), { now, zone, language }) : {};
  if (asked.window) throw new Refused('timeOfOpen');
  const { team, severities } = asked;
  const channel = known.find((one) => team !== undefined && nameOf(one) === team);
  const id = channel?.soc ? undefined : channel?.place?.id;
  return {
    fits: (incident) =>
      (!severities || severities.includes(shownOf(incident).severity)) &&
      (!id || teamsOf(incident).some(({ channel }) => channel === id)),
    fitsChannel: (asking) => !id || asking === id,
    scope: [team, severities?.map((severity: Severity) => words(`cards:severity.${severity}`)).join(', ')]
      .filter(Boolean)
      .join(' · '),
  };
}

/** A list's title with what it was narrowed to. */
export function titled(title: string, scope: string): string {
  return scope ? `${scope}: ${title}` : title;
}
