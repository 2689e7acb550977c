/** Tells a channel, and the SOC, of the channel's contacts: what was set, who is gone, and that the rota runs out. */
import { contactsCard } from '../../cards/contacts/contacts.ts';
import type { CardContext } from '../../cards/context.ts';
import { noticeCard } from '../../cards/notice/notice.ts';
import { setContactsButton } from '../actions/set-contacts.ts';
import { type ChannelState, channelLogKey, isReachable, nameOf } from '../incidents/channel.ts';
import { type ContactsEffect, type ContactsEvent, rolesOf } from '../incidents/contacts.ts';
import type { Person } from '../incidents/events.ts';
import { channels as channelKind } from '../log/kinds.ts';
import type { Message } from '../ports.ts';
import { dayText } from '../words/time.ts';
import type { Handler, Task, Tools } from './handler.ts';
import { sendOnce, toldAs } from './once.ts';

/** Shows a channel, or the SOC, what was set, with who did. */
export const tellContacts: Handler<ContactsEffect> = (task, tools) =>
  say(task, tools, task.effect.to ?? 'team', (channel, look) => {
    const { actor } = task.entry;
    const by = actor.kind === 'person' ? { oid: actor.oid, name: actor.name } : undefined;
    const buttons = task.effect.to === 'soc' ? [] : [setContactsButton(look)];
    const card = contactsCard({ channel, ...(by && { by }), buttons }, look);
    return { card, summary: look.words('talk:summary.contacts') };
  });

/** Asks a channel, or the SOC, for somebody in place of those who are gone; those who are back meanwhile are let be. */
export const askForContacts: Handler<ContactsEffect> = (task, tools) =>
  say(task, tools, task.effect.to ?? 'team', (channel, look) => {
    const gone = (task.entry.events as ContactsEvent[])
      .flatMap((event) => (event.kind === 'contactGone' ? [event.person] : []))
      .filter(({ oid }) => channel.contactsGone?.[oid] && rolesOf(channel, oid).length > 0);
    if (gone.length === 0) return undefined;
    const { words } = look;
    const to = task.effect.to ?? 'team';
    const name = nameOf(channel);
    const lines = gone.map((person) => goneText(person, channel, look));
    const card = noticeCard(
      {
        text: words(`talk:contacts.gone.${to}`, { name }),
        detail: [...lines, words(`talk:contacts.todo.${to}`)].join('\n'),
        tone: 'warning',
        buttons: to === 'soc' ? [] : [setContactsButton(look)],
      },
      look,
    );
    return { card, summary: words('talk:summary.contacts') };
  });

/** Tells a channel that the weeks for which somebody is named come to an end. */
export const tellRotaEnds: Handler<ContactsEffect> = (task, tools) =>
  say(task, tools, 'team', (channel, look) => {
    const last = channel.contacts?.rota?.at(-1);
    // Weeks were added meanwhile.
    if (!last || last.week !== task.effect.week) return undefined;
    const params = { name: last.person.name, date: dayText(last.week, look.language) };
    const text = look.words('talk:contacts.rotaEnds', params);
    const detail = look.words('talk:contacts.todo.rota');
    const card = noticeCard({ text, detail, tone: 'plain', buttons: [setContactsButton(look)] }, look);
    return { card, summary: look.words('talk:summary.contacts') };
  });

/** Sends what is to be said of a channel to it or to the SOC, by its state when it is sent; nowhere where nobody can read it. */
async function say(
  task: Task<ContactsEffect>,
  tools: Tools,
  to: 'team' | 'soc',
  compose: (channel: ChannelState, look: CardContext) => Message | undefined,
) {
  const { logKey } = task.entry;
  const known = await tools.channels();
  const place = known
    .filter(isReachable)
    .find((one) => (to === 'soc' ? one.soc : one.logKey === logKey))?.place;
  if (!place || (to === 'soc' && channelLogKey(place.id) === logKey)) return {};
  const sent = await sendOnce(
    task,
    {
      place,
      compose: async () => {
        const channel = await tools.journal.read(channelKind, logKey);
        return channel.connection ? compose(channel, await tools.lookAt(place.id)) : undefined;
      },
    },
    tools,
  );
  return { events: toldAs(place.id, sent) };
}

/** `Ben (security contact)` */
function goneText({ oid, name }: Person, channel: ChannelState, { words }: CardContext): string {
  const roles = rolesOf(channel, oid).map((role) => words(`talk:contacts.role.${role}`));
  return `${name}: ${roles.join(', ')}`;
}
