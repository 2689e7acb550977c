/** How Muster itself is, for the SOC: what it could not do, what is late, what it can't reach. */
import { z } from 'zod';
import type { Button } from '../../cards/button.ts';
import type { CardContext } from '../../cards/context.ts';
import { healthCard, type Troubled } from '../../cards/health/health.ts';
import { noticeCard } from '../../cards/notice/notice.ts';
import { namesIn } from '../../cards/trouble.ts';
import { type ChannelState, nameOf, outageOf } from '../incidents/channel.ts';
import { current, type IncidentState } from '../incidents/state.ts';
import { withoutContact } from './contacts.ts';
import { type Context, defineQuery } from './define.ts';
import { drop } from './drop.ts';
import { calledIn, everything } from './log-turns.ts';
import { showButton } from './rows.ts';
import { tryAgain } from './try-again.ts';

export const health = defineQuery({
  verb: 'health',
  on: 'overview',
  about: 'muster',
  who: ['analyst', 'administrator'],
  input: z.object({}),
  answer({ overview, view, late, health: found }, _input, context, look) {
    // What Muster itself is like is no secret to an administrator; which incidents there are is.
    const sees = view === 'all';
    if (!found || (!sees && context.audience !== 'personal'))
      return noticeCard({ text: look.words('talk:health.inYourChat'), tone: 'plain' }, look);
    const expected = overview.channels.filter((channel) => channel.connection || channel.soc);
    return healthCard(
      {
        asOf: context.now,
        workspaces: found.workspaces.map((one) => ({
          ...one,
          late: late.some(({ workspace }) => workspace === one.name),
        })),
        services: found.services,
        unreachable: expected.flatMap((channel) => {
          const outage = outageOf(channel);
          return outage ? [{ name: nameOf(channel), why: outage.why, since: outage.at }] : [];
        }),
        withoutContact: withoutContact(overview.channels, context.now),
        troubled: [
          ...(sees ? found.incidents.map((state) => ofIncident(state, context, look)) : []),
          ...found.channels.map((channel) => ofChannel(channel, context, look)),
        ],
        unreadable: found.unreadable,
        buttons: allAgain(context, look),
      },
      look,
    );
  },
});

/** One button for everything: after a bad day there may be hundreds. */
function allAgain(context: Context, { words }: CardContext): Button[] {
  if (!mayDecide(context)) return [];
  const data = { log: everything, from: 'list', asked: context.now.toISOString() };
  const title = words('talk:button.tryAllAgain');
  return [{ title, verb: tryAgain.verb, data, dialog: false, style: 'default' }];
}

function ofIncident(state: IncidentState, context: Context, look: CardContext): Troubled {
  const { number, title } = current(state);
  return {
    name: `#${number} ${title}`,
    trouble: state.trouble,
    channel: namesIn(state),
    buttons: (effect) => [
      showButton(state, look),
      ...deciding({ incident: state.logKey }, effect, context, look),
    ],
  };
}

function ofChannel(state: ChannelState, context: Context, look: CardContext): Troubled {
  return {
    name: look.words('talk:health.log', { name: calledIn(state, look) }),
    trouble: state.trouble ?? {},
    channel: () => calledIn(state, look),
    buttons: (effect) => deciding({ log: state.logKey }, effect, context, look),
  };
}

function mayDecide({ roles, inSoc }: Context): boolean {
  return inSoc && roles.includes('analyst');
}

/** The buttons for one parked effect, for those who may decide. */
function deciding(
  of: Record<string, string>,
  effect: string | undefined,
  context: Context,
  { words }: CardContext,
): Button[] {
  if (!effect || !mayDecide(context)) return [];
  const data = { ...of, effect, from: 'list' };
  return [
    { title: words('talk:button.try again'), verb: tryAgain.verb, data, dialog: false, style: 'positive' },
    { title: words('talk:button.drop'), verb: drop.verb, data, dialog: true, style: 'default' },
  ];
}
