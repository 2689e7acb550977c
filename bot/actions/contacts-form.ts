/** The form of a channel's contacts: what it starts with, and who of those it names can't be asked. */
import type { CardContext } from '../../cards/context.ts';
import { contactsValues, namedIn, type SetContacts } from '../../dialogs/contacts/contacts.ts';
import type { Choosable, FormContext, Problem } from '../../dialogs/dialog.ts';
import { Refused } from '../errors.ts';
import type { ChannelState } from '../incidents/channel.ts';
import { contactsOf, named, weekOf } from '../incidents/contacts.ts';
import type { Member } from '../ports.ts';
import type { Context } from './define.ts';
import { choosable } from './forms.ts';
import { whyNot } from './set-contacts.ts';

/** Whoever is named and gone stands in it still, so that it is seen whom to replace. Throws Refused. */
export function contactsForm(
  channel: ChannelState | undefined,
  { members, now, place }: Context,
  { words, language }: CardContext,
): Pick<FormContext, 'values' | 'members' | 'language'> {
  if (!channel?.connection) throw new Refused('contactsUnconnected');
  const here = members.flatMap((one) => one.members).filter((one) => !whyNot(one, place.tenantId));
  const gone = named(channel)
    .filter(({ oid }) => here.every((one) => one.oid !== oid))
    .map(({ oid, name }): Choosable => ({ oid, name, detail: words('dialogs:contacts.gone') }));
  return {
    values: { ...contactsValues(contactsOf(channel), weekOf(channel, now)), zone: channel.connection.zone },
    members: [...choosable(here), ...gone],
    language,
  };
}

/** What is wrong with whom a form names, by its fields: the roster's word. Empty: nothing. */
export function notHere(typed: SetContacts, members: Member[], tenantId: string): Record<string, Problem> {
  return Object.fromEntries(
    namedIn(typed).flatMap(({ field, oid }) => {
      const key = whyNot(
        members.find((one) => one.oid === oid),
        tenantId,
      );
      return key ? [[field, { key }]] : [];
    }),
  );
}
