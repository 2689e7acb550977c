/** How things stand: the figures for those who ask, all from the store. */

import { z } from 'zod';
import { type CardContext, workspaceOn } from '../../cards/context.ts';
import { statusCard, type WaitingQuestion } from '../../cards/status/status.ts';
import type { View } from '../incidents/audience.ts';
import { type ChannelState, nameOf } from '../incidents/channel.ts';
import { figuresOfChecks } from '../incidents/containment.ts';
import type { CheckRow, FiguresRow } from '../incidents/figures-row.ts';
import { isAcknowledged, isOverdue } from '../incidents/levels.ts';
import { before, figuresOf, lastDays } from '../incidents/metrics.ts';
import { figuresOfTeams } from '../incidents/metrics-of-teams.ts';
import { knows } from '../incidents/next-step.ts';
import { isPast } from '../incidents/question.ts';
import { refOf } from '../incidents/state.ts';
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
  counts: true,
  closedSince(input, channels, look) {
    return before(asked(input, channels, look).window ?? lastDays(days, look.now)).from;
  },
  answer({ overview, view, hidden, late, readAt }, input, context, look) {
    const { team, severities, window = lastDays(days, context.now) } = asked(input, overview.channels, look);
    const channel = overview.channels.find((one) => team && nameOf(one) === team);
    const rows = overview.rows
      .filter(
        ({ teams }) => !channel || channel.soc || teams.some((one) => one.channel === channel.place?.id),
      )
      .filter(({ severity }) => !severities || severities.includes(severity));
    const all = figuresOf(rows, context.targets, context.now, window);
    const figures = view === 'all' ? all : figuresOfTeams(all, rows, view, window);
    const checks = checksIn(rows, view);
    return statusCard(
      {
        ...figures,
        containment: figuresOfChecks(checks, window.from.getTime(), window.to.getTime()),
        // A team that sees only its own is not told that these are all.
        scope: channel ? nameOf(channel) : view === 'all' ? '' : overview.channels.map(nameOf).join(', '),
        ...(severities && { severities }),
        window,
        oldest: figures.oldest.map((one) => oldest(one, view, context, look)),
        waiting: waitingIn(rows, view, context.now),
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

function oldest(row: FiguresRow, view: View, { targets, now }: Context, look: CardContext) {
  const { number, title, severity, owner, createdAt } = row;
  const next = (): string => {
    // What another team was asked is none of this one's business.
    if (row.waiting.some(({ channel }) => knows(view, channel))) return look.words('talk:next.answer');
    if (isOverdue(row, targets, now)) return look.words('talk:next.overdue');
    return look.words(isAcknowledged(row) ? 'talk:next.working' : 'talk:next.acknowledge');
  };
  return {
    number,
    title,
    severity,
    workspace: workspaceOn(look, refOf(row.logKey)),
    owner: owner?.name ?? owner?.userPrincipalName,
    createdAt,
    next: next(),
  };
}

/** The questions of open incidents that a view may know of and that nobody has answered, those that wait longest first. */
function waitingIn(rows: FiguresRow[], view: View, now: Date): WaitingQuestion[] {
  return rows
    .filter(({ status }) => status !== 'Closed')
    .flatMap(({ number, waiting }) => waiting.map((question) => ({ number, question })))
    .filter(({ question }) => view === 'all' || view.includes(question.channel))
    .sort((a, b) => (a.question.at < b.question.at ? -1 : 1))
    .map(({ number, question }) => ({
      number,
      channel: question.name,
      people: question.people,
      askedAt: question.at,
      overdue: isPast(question, now),
    }));
}

/** The containment checks that a view may know of: those that its channels were asked. */
function checksIn(rows: FiguresRow[], view: View): CheckRow[] {
  const all = rows.flatMap(({ checks }) => checks);
  return view === 'all' ? all : all.filter(({ channel }) => view.includes(channel));
}
