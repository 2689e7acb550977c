/** How things stand: the figures for those who ask, all from the store. */

import { z } from 'zod';
import { type CardContext, workspaceOn } from '../../cards/context.ts';
import { statusCard, type WaitingQuestion } from '../../cards/status/status.ts';
import type { View } from '../incidents/audience.ts';
import { type ChannelState, nameOf } from '../incidents/channel.ts';
import { type Check, figuresOfChecks } from '../incidents/containment.ts';
import { isAcknowledged, isOverdue } from '../incidents/levels.ts';
import { before, figuresOf, lastDays, type OldestIncident } from '../incidents/metrics.ts';
import { figuresOfTeams } from '../incidents/metrics-of-teams.ts';
import { isOpen, isOverdue as isQuestionOverdue, owing } from '../incidents/question.ts';
import { current, type IncidentState, routeOf, teamRoutes } from '../incidents/state.ts';
import type { Context } from './define.ts';
import { defineQuery } from './define.ts';
import { readStatus, type StatusAsked } from './status-words.ts';

const days = 7;

interface Asked {
  of?: string;
}

export const status = defineQuery({
  verb: 'status',
  says: ['how do we stand'],
  on: 'overview',
  who: ['analyst', 'member', 'manager', 'administrator'],
  input: z.object({ of: z.string().trim().max(200).optional() }),
  typed: (rest) => (rest ? { of: rest } : {}),
  numbers: false,
  closedSince(input, channels, look) {
    return before(asked(input, channels, look).window ?? lastDays(days, look.now)).from;
  },
  answer({ overview, view, hidden, late, readAt }, input, context, look) {
    const { team, severities, window = lastDays(days, context.now) } = asked(input, overview.channels, look);
    const channel = overview.channels.find((one) => team && nameOf(one) === team);
    const incidents = overview.incidents
      .filter((s) => !channel || channel.soc || teamRoutes(s).some((r) => r.channel === channel.place?.id))
      .filter((s) => !severities || severities.includes(current(s).severity));
    const all = figuresOf(incidents, context.targets, context.now, window);
    const figures = view === 'all' ? all : figuresOfTeams(all, incidents, view, window);
    const checks = checksIn(incidents, view);
    return statusCard(
      {
        ...figures,
        containment: figuresOfChecks(checks, window.from.getTime(), window.to.getTime()),
        // A team that sees only its own is not told that these are all.
        scope: channel ? nameOf(channel) : view === 'all' ? '' : overview.channels.map(nameOf).join(', '),
        ...(severities && { severities }),
        window,
        oldest: figures.oldest.map((one) => oldest(one, context, look)),
        waiting: waitingIn(incidents, view, context.now),
        asOf: context.now,
        ...(readAt && { readAt }),
        ...(hidden > 0 && { hidden }),
        late,
      },
      look,
    );
  },
});

/** What the words mean to somebody who may know of these channels. */
function asked({ of }: Asked, channels: ChannelState[], { now, zone, language }: CardContext): StatusAsked {
  const known = channels.filter((c) => c.soc || c.connection);
  return of ? readStatus(of, known.map(nameOf), { now, zone, language }) : {};
}

function oldest({ state, incident }: OldestIncident, { targets, now }: Context, look: CardContext) {
  const next = (): string => {
    if (state.questions.some(isOpen)) return look.words('talk:next.answer');
    if (isOverdue(state, targets, now)) return look.words('talk:next.overdue');
    return look.words(isAcknowledged(state) ? 'talk:next.working' : 'talk:next.acknowledge');
  };
  return {
    number: incident.number,
    title: incident.title,
    severity: incident.severity,
    workspace: workspaceOn(look, incident),
    owner: incident.owner?.name ?? incident.owner?.userPrincipalName,
    createdAt: incident.createdAt,
    next: next(),
  };
}

/** The questions of open incidents that a view may know of and that nobody has answered, those that wait longest first. */
function waitingIn(incidents: IncidentState[], view: View, now: Date): WaitingQuestion[] {
  return incidents
    .filter((state) => current(state).status !== 'Closed')
    .flatMap((state) =>
      state.questions.filter(isOpen).map((question) => ({ state, question, number: current(state).number })),
    )
    .filter(({ question }) => view === 'all' || view.includes(question.channel))
    .sort((a, b) => (a.question.at < b.question.at ? -1 : 1))
    .map(({ state, question, number }) => ({
      number,
      channel: routeOf(state, question.channel)?.name ?? '',
      people: owing(question).map(({ name }) => name),
      askedAt: question.at,
      overdue: isQuestionOverdue(question, now),
    }));
}

/** The containment checks that a view may know of: those that its channels were asked. */
function checksIn(incidents: IncidentState[], view: View): Check[] {
  const all = incidents.flatMap(({ checks = [] }) => checks);
  return view === 'all' ? all : all.filter(({ channel }) => view.includes(channel));
}
