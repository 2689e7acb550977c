/** What the next shift must know: what is open and presses, what came and went, and who waits for whom. */
import { z } from 'zod';
import type { CardContext } from '../../cards/context.ts';
import { type HandoverContent, handoverCard, mostRows } from '../../cards/handover/handover.ts';
import { type ChannelState, nameOf, stormIn } from '../incidents/channel.ts';
import { handoverOf } from '../incidents/handover.ts';
import type { Window } from '../incidents/metrics.ts';
import { lastWord, nextStep } from '../incidents/next-step.ts';
import type { ShiftNote } from '../incidents/shift-notes.ts';
import { current, type IncidentState, teamRoutes } from '../incidents/state.ts';
import { parkedIn } from '../incidents/trouble.ts';
import { type Context, defineQuery, type Facts } from './define.ts';
import { open } from './open.ts';
import { overdue } from './overdue.ts';
import { questions } from './questions.ts';
import { showButton } from './rows.ts';
import { readStatus, type StatusAsked } from './status-words.ts';

/** How long a shift is, unless it is said. */
const hours = 8;
/** What was closed longer ago than the shift may be contained still. */
const daysBack = 7;

interface Asked {
  of?: string;
}

export const handover = defineQuery({
  verb: 'handover',
  says: ['hand over', 'hand-over', 'shift', 'übergabe', 'schichtübergabe'],
  on: 'overview',
  who: ['analyst', 'member', 'manager', 'administrator'],
  input: z.object({ of: z.string().trim().max(200).optional() }),
  typed: (rest) => (rest ? { of: rest } : {}),
  numbers: false,
  closedSince(input, channels, look) {
    const { window } = readAsked(input, channels, look);
    return new Date(Math.min(window.from.getTime(), look.now.getTime() - daysBack * 86_400_000));
  },
  answer(facts, input, context, look) {
    const { overview, view, hidden, late, readAt } = facts;
    const { team, severities, window } = readAsked(input, overview.channels, look);
    const channel = overview.channels.find((one) => team && nameOf(one) === team);
    const id = channel?.soc ? undefined : channel?.place?.id;
    const incidents = overview.incidents
      .filter((state) => !id || teamRoutes(state).some((route) => route.channel === id))
      .filter((state) => !severities || severities.includes(current(state).severity));
    const of = [team, ...(severities ?? [])].filter(Boolean).join(' ');
    const data: Record<string, string> = of ? { of } : {};
    const found = handoverOf(incidents, view, window, context);
    const channels = channel ? [channel] : overview.channels;
    // What other channels are troubled by is not asked about where one team is.
    const parked =
      view === 'all' && !channel ? channels.flatMap(({ trouble }) => parkedIn(trouble)).length : 0;
    return handoverCard(
      {
        ...found,
        // A team that sees only its own is not told that these are all.
        scope: channel ? nameOf(channel) : view === 'all' ? '' : overview.channels.map(nameOf).join(', '),
        ...(severities && { severities }),
        window,
        asOf: context.now,
        ...(readAt && { readAt }),
        notes: notesOf(channel, facts, window),
        pressing: found.pressing.slice(0, mostRows).map((state) => row(state, facts, context, look)),
        pressingCount: found.pressing.length,
        parked: found.parked + parked,
        storms: channels.flatMap((one) => stormOf(one, incidents)),
        drills: drillsOf(overview.channels, id),
        hidden,
        late,
        buttons: [open, overdue, questions].map(({ verb }) => ({
          title: look.words(`talk:button.${verb}`),
          verb,
          data,
          dialog: false,
          style: 'default',
        })),
      },
      look,
    );
  },
});

/** What the words mean, as `status` takes them; the last eight hours where they name no time. */
function readAsked(
  { of }: Asked,
  channels: ChannelState[],
  { now, zone, language }: CardContext,
): StatusAsked & { window: Window } {
  const names = channels.filter(({ soc, connection }) => soc || connection).map(nameOf);
  const shift = { from: new Date(now.getTime() - hours * 3_600_000), to: now };
  return { window: shift, ...(of && readStatus(of, names, { now, zone, language })) };
}

function row(
  state: IncidentState,
  { view }: Facts,
  { targets, now }: Context,
  look: CardContext,
): HandoverContent['pressing'][number] {
  const last = lastWord(state, view);
  return {
    state,
    next: look.words(`talk:next.${nextStep(state, view, targets, now)}`),
    ...(last && { last }),
    button: showButton(state, look),
  };
}

/** Notes of the shift: of the team asked about, else of the SOC where all is seen, else of the channels that are. */
function notesOf(
  team: ChannelState | undefined,
  { overview, view }: Facts,
  { from, to }: Window,
): ShiftNote[] {
  const isHere = (channel: ChannelState): boolean => {
    if (team) return channel === team;
    return view === 'all' ? channel.soc !== undefined : true;
  };
  return overview.channels
    .filter(isHere)
    .flatMap(({ shiftNotes = [] }) => shiftNotes)
    .filter(({ at }) => at >= from.toISOString() && at <= to.toISOString())
    .toSorted((a, b) => a.at.localeCompare(b.at));
}

function stormOf(channel: ChannelState, incidents: IncidentState[]): HandoverContent['storms'] {
  const storm = stormIn(channel);
  const id = channel.place?.id;
  if (!storm || !id) return [];
  const count = incidents.filter(({ grouped }) => grouped[id]?.storm === storm.id).length;
  return [{ channel: nameOf(channel), since: storm.since, count }];
}

/** Drills stand in the SOC's log, so only whoever may see that sees them. */
function drillsOf(channels: ChannelState[], team: string | undefined): HandoverContent['drills'] {
  return channels
    .flatMap(({ soc, drills = [] }) => (soc ? drills : []))
    .filter(({ ended, channel }) => !ended && (!team || channel === team))
    .map(({ name, at }) => ({ channel: name, since: at }));
}
