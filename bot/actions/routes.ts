/** Lists which channel owns what. */
import { z } from 'zod';
import { listCard } from '../../cards/list/list.ts';
import { type ChannelState, outageOf } from '../incidents/channel.ts';
import { lacking } from '../incidents/contacts.ts';
import { defineQuery } from './define.ts';

export const routes = defineQuery({
  verb: 'routes',
  on: 'overview',
  who: ['analyst', 'administrator', 'manager', 'member'],
  input: z.object({}),
  answer({ overview }, _input, { now }, look) {
    const owns = (channel: ChannelState): string =>
      Object.entries(channel.connection?.owns ?? {})
        .filter(([, patterns]) => patterns.length > 0)
        .map(([field, patterns]) => `${look.words(`talk:owns.${field}`)} ${patterns.join(', ')}`)
        .join(' · ');
    const rows = overview.channels
      .filter((channel) => channel.soc || channel.connection)
      .sort((a, b) => Number(Boolean(b.soc)) - Number(Boolean(a.soc)))
      .map((channel) => ({
        text: [
          channel.connection?.name ?? 'SOC',
          [channel.place?.teamName, channel.place?.name].filter(Boolean).join(' / '),
        ]
          .filter(Boolean)
          .join(' – '),
        detail: [
          ...(outageOf(channel) ? [look.words('talk:routes.unreachable')] : []),
          ...(channel.soc
            ? [look.words('talk:routes.all')]
            : [
                ...(lacking(channel, now).includes('contact') ? [look.words('talk:routes.noContact')] : []),
                owns(channel),
                look.words('talk:routes.from', { severity: channel.connection?.from ?? '' }),
              ]),
        ].join(' · '),
      }));
    return listCard(
      {
        title: look.words('talk:routes.title', { count: rows.length }),
        rows,
        more: look.words('talk:routes.more'),
      },
      look,
    );
  },
});
