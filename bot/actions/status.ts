/** How things stand: the figures for those who ask, all from the store. */

import { z } from 'zod';
import { rulesCard, teamsCard } from '../../cards/breakdown/breakdown.ts';
import { type CardContext, workspaceOn } from '../../cards/context.ts';
import { noticeCard } from '../../cards/notice/notice.ts';
import type { Scoped } from '../../cards/scope.ts';
import { statusCard, type WaitingQuestion } from '../../cards/status/status.ts';
import type { Card } from '../../cards/template.ts';
import { trendCard } from '../../cards/trend/trend.ts';
import type { View } from '../incidents/audience.ts';
import { figuresByRule } from '../incidents/by-rule.ts';
import { figuresByTeam } from '../incidents/by-team.ts';
import { type ChannelState, nameOf } from '../incidents/channel.ts';
import { figuresOfChecks } from '../incidents/containment.ts';
import type { CheckRow, FiguresRow } from '../incidents/figures-row.ts';
import { isAcknowledged, isOverdue } from '../incidents/levels.ts';
import { before, figuresOf, lastDays } from '../incidents/metrics.ts';
import { figuresOfTeams } from '../incidents/metrics-of-teams.ts';
import { knows } from '../incidents/next-step.ts';
import { isPast } from '../incidents/question.ts';
import { refOf } from '../incidents/state.ts';
import { trendOf } from '../incidents/trend.ts';
import type { Context, Facts } from './define.ts';
import { defineQuery } from './define.ts';
import { statusButtons } from './status-buttons.ts';
import { type By, divisions, readStatus, type StatusAsked, scopeIn } from './status-words.ts';

const days = 7;

interface Asked {
  of?: string;
  by?: By;
}

export const status = defineQuery({
  verb: 'status',
  says: ['how do we stand'],
  begins: ['trend', 'verlauf'],
  on: 'overview',
  who: ['analyst', 'member', 'manager', 'administrator'],
  input: z.object({ of: z.string().trim().max(200).optional(), by: z.enum(divisions).optional() }),
  typed: (rest) => (rest ? { of: rest } : {}),
  numbers: false,
  counts: true,
  closedSince(input, channels, look) {
    return before(asked(input, channels, look).window ?? lastDays(days, look.now)).from;
  },
  answer(facts, input, context, look) {
    const { team, severities, by, window: said } = asked(input, facts.overview.channels, look);
    const window = said ?? lastDays(days, context.now);
    const { view, hidden, late, readAt } = facts;
    const { digest } = context;
    const { channels } = facts.overview;
    const channel = channels.find((one) => team && nameOf(one) === team);
    const rows = facts.overview.rows
      .filter(
        ({ teams }) => !channel || channel.soc || teams.some((one) => one.channel === channel.place?.id),
      )
      .filter(({ severity }) => !severities || severities.includes(severity));
    const scope = input.of ? scopeIn(input.of, namesOf(channels), look) : '';
    const scoped: Scoped = {
      // A team that sees only its own is not told that these are all.
      scope: channel ? nameOf(channel) : view === 'all' ? '' : channels.map(nameOf).join(', '),
      ...(severities && { severities }),
      window,
      asOf: context.now,
      ...(readAt && { readAt }),
      ...(hidden > 0 && { hidden }),
      late,
      ...(digest && { heading: digest.heading, remarks: digest.remarks }),
      buttons: statusButtons(
        {
          ...(by && { by }),
          scope,
          timed: said !== undefined,
          view,
          ...(digest && { digest: digest.number }),
        },
        look.words,
      ),
    };
    const told = { rows, view, context, channels: channel && !channel.soc ? [channel] : channels };
    return by ? toldApart(by, scoped, told, look) : summary(scoped, told, look);
  },
});

/** What figures are counted from, and for whom. */
interface Told extends Pick<Facts, 'view'> {
  rows: FiguresRow[];
  /** those of whom it is told */
  channels: ChannelState[];
  context: Context;
}

function summary(scoped: Scoped, { rows, view, context }: Told, look: CardContext): Card {
  const { window } = scoped;
  const all = figuresOf(rows, context.targets, context.now, window);
  const figures = view === 'all' ? all : figuresOfTeams(all, rows, view, window);
  return statusCard(
    {
      ...figures,
      ...scoped,
      containment: figuresOfChecks(checksIn(rows, view), window.from.getTime(), window.to.getTime()),
      oldest: figures.oldest.map((one) => oldest(one, view, context, look)),
      waiting: waitingIn(rows, view, context.now),
    },
    look,
  );
}

function toldApart(by: By, scoped: Scoped, told: Told, look: CardContext): Card {
  const { rows, view, channels, context } = told;
  const { window } = scoped;
  if (by === 'day') return trendCard(scoped, trendOf(rows, window, look.zone), look);
  if (by === 'team') {
    const teams = channels.flatMap((one) =>
      one.connection && one.place ? [{ channel: one.place.id, name: nameOf(one) }] : [],
    );
    return teamsCard(scoped, figuresByTeam(rows, teams, view, context.targets, context.now, window), look);
  }
  if (view === 'all') return rulesCard(scoped, figuresByRule(rows, window), look);
  const { buttons = [] } = scoped;
  return noticeCard({ text: look.words('talk:status.rulesAreSocs'), tone: 'plain', buttons }, look);
}

/** What the words mean to somebody who may know of these channels; what a button says to tell it apart by comes first. */
function asked({ of, by }: Asked, channels: ChannelState[], look: CardContext): StatusAsked {
  return { ...(of && readStatus(of, namesOf(channels), look)), ...(by && { by }) };
}

function namesOf(channels: ChannelState[]): string[] {
  return channels.filter((one) => one.soc || one.connection).map(nameOf);
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
