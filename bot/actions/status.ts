/** How things stand: the figures for those who ask, all from the store. */

import { z } from 'zod';
import { workspaceOn } from '../../cards/context.ts';
import { statusCard } from '../../cards/status/status.ts';
import { Refused } from '../errors.ts';
import type { View } from '../incidents/audience.ts';
import type { ChannelState } from '../incidents/channel.ts';
import { type Check, figuresOfChecks } from '../incidents/containment.ts';
import { isAcknowledged, isOverdue } from '../incidents/levels.ts';
import { figuresOf, type OldestIncident } from '../incidents/metrics.ts';
import { isOpen } from '../incidents/question.ts';
import { type IncidentState, teamRoutes } from '../incidents/state.ts';
import { defineQuery } from './define.ts';

const days = 7;

export const status = defineQuery({
  verb: 'status',
  says: ['how do we stand'],
  on: 'overview',
  who: ['analyst', 'member', 'manager', 'administrator'],
  input: z.object({ of: z.string().trim().max(100).optional() }),
  typed: (rest) => (rest ? { of: rest } : {}),
  answer({ overview, view, hidden, late }, { of }, context, look) {
    const channel = of ? named(overview.channels, of) : undefined;
    const incidents = channel
      ? overview.incidents.filter(
          (s) => channel.soc || teamRoutes(s).some((r) => r.channel === channel.place?.id),
        )
      : overview.incidents;
    const figures = figuresOf(incidents, context.targets, context.now);
    const next = (state: IncidentState): string => {
      const waiting = state.questions.some(isOpen);
      if (waiting) return look.words('talk:next.answer');
      if (isOverdue(state, context.targets, context.now)) return look.words('talk:next.overdue');
      return look.words(isAcknowledged(state) ? 'talk:next.working' : 'talk:next.acknowledge');
    };
    const oldest = ({ state, incident }: OldestIncident) => ({
      number: incident.number,
      title: incident.title,
      severity: incident.severity,
      workspace: workspaceOn(look, incident),
      owner: incident.owner?.name ?? incident.owner?.userPrincipalName,
      createdAt: incident.createdAt,
      next: next(state),
    });
    return statusCard(
      {
        ...figures,
        acknowledge: figures.acknowledge.now,
        resolve: figures.resolve.now,
        containment: figuresOfChecks(checksIn(incidents, view), context.now.getTime() - days * 86_400_000),
        // A team that sees only its own is not told that these are all.
        scope: channel ? nameOf(channel) : view === 'all' ? '' : overview.channels.map(nameOf).join(', '),
        oldest: figures.oldest.map(oldest),
        days,
        asOf: context.now,
        ...(hidden > 0 && { hidden }),
        late,
      },
      look,
    );
  },
});

/** The containment checks that a view may know of: those that its channels were asked. */
function checksIn(incidents: IncidentState[], view: View): Check[] {
  const all = incidents.flatMap(({ checks = [] }) => checks);
  return view === 'all' ? all : all.filter(({ channel }) => view.includes(channel));
}

function nameOf(channel: ChannelState): string {
  return channel.connection?.name ?? (channel.soc ? 'SOC' : (channel.place?.name ?? ''));
}

function named(channels: ChannelState[], of: string): ChannelState {
  const wanted = of.toLowerCase().replace(/^#/, '');
  const known = channels.filter((c) => c.soc || c.connection);
  const names = (c: ChannelState): string[] =>
    [nameOf(c), c.place?.name ?? ''].filter(Boolean).map((n) => n.toLowerCase());
  const found =
    known.find((c) => names(c).includes(wanted)) ??
    known.find((c) => names(c).some((n) => n.startsWith(wanted)));
  if (!found) throw new Refused('noTeamNamed', { of, names: known.map(nameOf).join(', ') || '–' });
  return found;
}
