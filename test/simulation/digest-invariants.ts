/** What must be true of summaries that places are sent, whatever went wrong. */
import { messageKey } from '../../bot/effects/once.ts';
import type { ChannelEvent } from '../../bot/incidents/channel.ts';
import type { DigestEffect } from '../../bot/incidents/digest.ts';
import type { Entry } from '../../bot/log/entry.ts';
import type { Summary } from './crowd.ts';
import type { Shown, Teams } from './teams.ts';

type DigestEvent = Extract<ChannelEvent, { kind: `digest${string}` }>;

/** Each that was wanted and accepted is known; each whose time came was sent once, or is known not to have been. */
export function checkDigests(
  channel: string,
  entries: Entry[],
  summaries: Summary[],
  teams: Teams,
  say: (text: string) => void,
): void {
  const all = entries.flatMap(({ events }) => events as ChannelEvent[]);
  const of = (kind: DigestEvent['kind']) => all.filter((event): event is DigestEvent => event.kind === kind);
  for (const { accepted, at } of summaries.filter((one) => one.channel === channel)) {
    const isKnown = of('digestSet').some((event) => 'schedule' in event && event.schedule.at === at);
    if (accepted && !isKnown) say(`${channel}: a summary at ${at} was accepted and is in no entry`);
  }
  const messages = [...teams.all(), ...teams.removed.values()];
  for (const entry of entries)
    for (const effect of entry.effects.filter(({ kind }) => kind === 'digest.send') as DigestEffect[]) {
      const { id, number, at } = effect;
      const where = `${channel}: summary ${number} of ${at}`;
      const isOver = (event: DigestEvent): boolean =>
        event.number === number && (!('at' in event) || event.at === at);
      const outcomes = [...of('digestSent'), ...of('digestMissed'), ...of('digestEnded')].filter(isOver);
      const isParked = all.some((event) => event.kind === 'parked' && event.effect.id === id);
      if (outcomes.length === 0 && !isParked) say(`${where} was neither sent nor missed nor stopped`);
      if (of('digestSent').filter(isOver).length > 1) say(`${where} counts as sent more than once`);
      const shown = messages.filter(({ message }) => message.key === messageKey(entry, effect));
      if (of('digestSent').some(isOver) && shown.length === 0)
        say(`${where} counts as sent, and is not there`);
      if (shown.filter(isSure).length > 1)
        say(`${where} is there ${shown.length} times, and nothing had gone wrong`);
      if (shown.filter((one) => !one.marked && !isDoubtful(one)).length > 1)
        say(`${where} is there ${shown.length} times, and more than one does not say so`);
    }
}

/** Its sender knew that it was there. */
const isSure = ({ fate, by, troubles }: Shown): boolean =>
  ['done', 'slow'].includes(fate) && by.troubles <= troubles;

/** Its sender stood still in the midst of it, or died before it could tell. */
const isDoubtful = (one: Shown): boolean => one.by.troubles > one.troubles;
