/** Lists the summaries that are sent here, each with a button that ends it. */
import { z } from 'zod';
import type { Button } from '../../cards/button.ts';
import { type CardContext, timeOn } from '../../cards/context.ts';
import { listCard } from '../../cards/list/list.ts';
import { noticeCard } from '../../cards/notice/notice.ts';
import { scheduleText } from '../../cards/schedule.ts';
import type { Card } from '../../cards/template.ts';
import type { ChannelState } from '../incidents/channel.ts';
import type { Digest } from '../incidents/digest.ts';
import { defineQuery } from './define.ts';
import { stopDigest } from './stop-digest.ts';

export const digests = defineQuery({
  verb: 'digests',
  says: ['digest', 'summaries', 'zusammenfassungen'],
  on: 'overview',
  about: 'place',
  who: ['analyst', 'member', 'manager', 'administrator'],
  input: z.object({}),
  numbers: false,
  answer: ({ place }, _input, _context, look) => digestsCard(place, look),
});

/** What is sent to a place. */
export function digestsCard(place: Pick<ChannelState, 'digests'> | undefined, look: CardContext): Card {
  const running = place?.digests?.running ?? [];
  const { words } = look;
  if (running.length === 0)
    return noticeCard(
      { text: words('talk:digests.none'), detail: words('talk:digests.how'), tone: 'plain' },
      look,
    );
  return listCard(
    {
      title: words('talk:digests.title', { count: running.length }),
      rows: running.map((digest) => ({
        text: [`${digest.number}`, scheduleText(digest.schedule, look), digest.of]
          .filter(Boolean)
          .join(' · '),
        detail: words('talk:digests.row', { next: timeOn(look, digest.next), name: digest.by.name }),
        button: stopButton(digest, look),
      })),
      more: words('talk:digests.how'),
    },
    look,
  );
}

function stopButton({ number }: Digest, { words }: CardContext): Button {
  return {
    title: words('talk:button.stop digest'),
    verb: stopDigest.verb,
    data: { digest: String(number), from: 'list' },
    dialog: false,
    style: 'default',
  };
}
