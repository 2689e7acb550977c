/** Finds incidents by number, title, owner, entity, state and whatever else is on their cards. */
import { z } from 'zod';
import { listCard } from '../../cards/list/list.ts';
import { noticeCard } from '../../cards/notice/notice.ts';
import { showsMore } from '../incidents/audience.ts';
import { search } from '../incidents/search.ts';
import { numbersIn } from '../incidents/wanted.ts';
import { type Context, defineQuery } from './define.ts';
import { viewOf } from './gather.ts';
import { rowOf, shownRows } from './rows.ts';
import { daysFound } from './searchable.ts';

export const find = defineQuery({
  verb: 'find',
  says: ['search', 'suche', 'finde'],
  on: 'overview',
  who: ['analyst', 'member', 'manager', 'administrator'],
  input: z.object({ text: z.string().trim().max(30_000).default('') }),
  typed: (rest) => ({ text: rest }),
  numbers: false,
  searches: true,
  numbersIn: ({ text }) => numbersIn(text),
  answer({ overview, view }, { text }, context, look) {
    const { words } = look;
    const found = search(text, overview.incidents, seeingOf(context, view));
    // Said whether there is anything or not, so that nobody else learns which.
    const rest = showsMore(viewOf(context), view) ? [words('talk:find.rest')] : [];
    if (found.length === 0)
      return noticeCard(
        {
          text: words('talk:find.nothing', { text: text.slice(0, 80), days: daysFound }),
          detail: [words('talk:find.how'), ...rest].join('\n'),
          tone: 'plain',
        },
        look,
      );
    const left = found.length - shownRows;
    const more = [
      ...(left > 0 ? [words('talk:find.more', { count: left })] : []),
      ...(text === '' ? [words('talk:find.how')] : []),
      ...rest,
    ];
    return listCard(
      {
        title: words(text === '' ? 'talk:open.title' : 'talk:find.title', { count: found.length }),
        rows: found.slice(0, shownRows).map((state) => rowOf(state, look, context.now)),
        ...(more.length > 0 && { more: more.join(' ') }),
      },
      look,
    );
  },
});

/** Who searches, as the search knows them. */
export function seeingOf({ actor: me, now, targets }: Context, view: Context['here']) {
  return { view, now, targets, me };
}
