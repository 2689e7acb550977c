/** Shows whom a channel's team wants asked; in the SOC's channel all of them, those that lack somebody first. */
import { z } from 'zod';
import { contactsCard } from '../../cards/contacts/contacts.ts';
import type { CardContext } from '../../cards/context.ts';
import { listCard } from '../../cards/list/list.ts';
import { noticeCard } from '../../cards/notice/notice.ts';
import { type ChannelState, nameOf } from '../incidents/channel.ts';
import { askedNow, lacking, lacks } from '../incidents/contacts.ts';
import type { FiguresRow } from '../incidents/figures-row.ts';
import { defineQuery } from './define.ts';
import { setContactsButton } from './set-contacts.ts';

export const contacts = defineQuery({
  verb: 'contacts',
  on: 'overview',
  who: ['analyst', 'administrator', 'manager', 'member'],
  input: z.object({}),
  counts: true,
  answer({ overview, view }, _input, { place, now }, look) {
    const connected = overview.channels.filter((channel) => channel.connection && !channel.soc);
    const [only] = connected;
    if (only && connected.length === 1 && view !== 'all') {
      // They are set in the channel itself.
      const buttons = only.place?.id === place.id ? [setContactsButton(look)] : [];
      return contactsCard({ channel: only, buttons }, look);
    }
    if (!only) return noticeCard({ text: look.words('talk:contacts.none'), tone: 'plain' }, look);
    const open = (channel: ChannelState): number => openIn(channel, overview.rows);
    const rank = (channel: ChannelState): number => {
      const [worst] = lacking(channel, now);
      return worst ? lacks.indexOf(worst) : lacks.length;
    };
    const rows = connected
      .map((channel) => ({ channel, rank: rank(channel), open: open(channel) }))
      .sort(
        (a, b) => a.rank - b.rank || b.open - a.open || nameOf(a.channel).localeCompare(nameOf(b.channel)),
      );
    const wanting = rows.filter(({ rank }) => rank < lacks.length).length;
    return listCard(
      {
        title: look.words('talk:contacts.title', { count: rows.length, lacking: wanting }),
        rows: rows.map(({ channel, open }) => rowOf(channel, open, now, look)),
        more: look.words('talk:contacts.more'),
      },
      look,
    );
  },
});

/** Names of connected channels that have nobody, or nobody who is still there, as their contact. */
export function withoutContact(channels: ChannelState[], now: Date): string[] {
  return channels
    .filter((channel) => channel.connection && !channel.soc && lacking(channel, now).includes('contact'))
    .map(nameOf);
}

function rowOf(channel: ChannelState, open: number, now: Date, { words }: CardContext) {
  const { first, standIn } = askedNow(channel, now);
  const names = [...first, ...standIn].map(({ name }) => name).join(words('cards:contacts.then'));
  return {
    text: [nameOf(channel), [channel.place?.teamName, channel.place?.name].filter(Boolean).join(' / ')]
      .filter(Boolean)
      .join(' – '),
    detail: [
      ...lacking(channel, now).map((lack) => words(`talk:contacts.lacks.${lack}`)),
      ...(open > 0 ? [words('talk:contacts.open', { count: open })] : []),
      ...(names ? [words('talk:contacts.now', { names })] : []),
    ].join(' · '),
  };
}

function openIn({ place }: ChannelState, rows: FiguresRow[]): number {
  return rows.filter(
    ({ status, teams }) => status !== 'Closed' && teams.some(({ channel }) => channel === place?.id),
  ).length;
}
