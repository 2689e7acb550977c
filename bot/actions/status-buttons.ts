/** What can be pressed on the card of figures: the same told apart, and the same taken along. */
import type { Button } from '../../cards/button.ts';
import type { View } from '../incidents/audience.ts';
import type { Words } from '../words/words.ts';
import type { By } from './status-words.ts';

export interface Offered {
  /** what is shown now; absent: the summary */
  by?: By;
  /** the words that say of what: team, severities and time, as far as they were said */
  scope: string;
  /** whether a time was said */
  timed: boolean;
  view: View;
  /** the number of the summary that this one is, where it was sent at its time */
  digest?: number;
}

/** At most five, since the summary has its Details besides. Each takes the place of the card that it is pressed on. */
export function statusButtons({ by, scope, timed, view, digest }: Offered, words: Words): Button[] {
  const shown = (title: string, data: Record<string, string>): Button => ({
    title: words(`talk:status.${title}`),
    verb: 'status',
    data: { ...(scope && { of: scope }), ...data, page: '1' },
    dialog: false,
    style: 'default',
  });
  // Which rules are noisy is the SOC's to know, and one team is not told apart from itself.
  const divisions: By[] =
    view === 'all' ? ['team', 'rule', 'day'] : view.length > 1 ? ['team', 'day'] : ['day'];
  return [
    ...(by ? [shown('summary', {})] : []),
    ...divisions.filter((one) => one !== by).map((one) => shown(one, { by: one })),
    {
      title: words('talk:button.export'),
      verb: 'export',
      // By itself it would count thirty days.
      data: { of: timed ? scope : `${scope} last 7 days`.trim() },
      dialog: false,
      style: 'default',
    },
    digest === undefined
      ? {
          title: words('talk:button.every'),
          verb: 'every',
          data: { said: ['weekday at 08:00', scope, by && `by ${by}`].filter(Boolean).join(' ') },
          dialog: false,
          style: 'default',
        }
      : {
          title: words('talk:digests.stop'),
          verb: 'stop digest',
          data: { digest: String(digest) },
          dialog: false,
          style: 'default',
        },
  ];
}
