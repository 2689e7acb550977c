/** Plays a practice incident with one team: it is asked what it would be asked, and the SOC is told who answered when. */
import { z } from 'zod';
import { Refused } from '../errors.ts';
import { type ChannelState, isReachable, nameOf } from '../incidents/channel.ts';
import { practiceLogKey } from '../incidents/practice.ts';
import { defineChannelAction } from './define.ts';

export const drill = defineChannelAction({
  verb: 'drill',
  says: ['practice', 'practise'],
  on: 'channel',
  who: ['analyst'],
  /** what people call the team, or its channel */
  input: z.object({ of: z.string().trim().max(100).default('') }),
  typed: (rest) => ({ of: rest }),
  decide(state, { of }, context) {
    if (!state.soc) throw new Refused('drillInSoc');
    const teams = context.others.filter(
      (channel) => channel.connection && !channel.soc && isReachable(channel),
    );
    const names = teams.map(nameOf).join(', ') || '–';
    const team = found(teams, of);
    if (!of) throw new Refused('drillWhich', { names });
    if (!team) throw new Refused('drillUnknown', { of, names });
    const name = nameOf(team);
    const channel = team.place!.id;
    if (state.drills?.some((one) => one.channel === channel && !one.ended))
      throw new Refused('drillRunning', { name });
    const id = String(state.seq + 1);
    const incident = practiceLogKey(state.logKey, id);
    return {
      events: [{ kind: 'drillBegan', id, channel, name, incident, by: context.actor }],
      effects: [{ kind: 'drill.play', drill: id }],
      say: { key: 'drill.done', params: { name } },
    };
  },
});

function found(teams: ChannelState[], of: string): ChannelState | undefined {
  const wanted = of.toLowerCase().replace(/^#/, '');
  if (!wanted) return undefined;
  const names = (team: ChannelState): string[] =>
    [nameOf(team), team.place?.name ?? ''].filter(Boolean).map((name) => name.toLowerCase());
  const alike = teams.filter((team) => names(team).some((name) => name.startsWith(wanted)));
  return teams.find((team) => names(team).includes(wanted)) ?? (alike.length === 1 ? alike[0] : undefined);
}
