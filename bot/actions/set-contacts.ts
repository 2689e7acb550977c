/** Says whom a channel's team wants asked. The dialog has looked everybody up in the roster; here it is done again. */
import { z } from 'zod';
import type { Button } from '../../cards/button.ts';
import type { CardContext } from '../../cards/context.ts';
import { Refused } from '../errors.ts';
import { type Contacts, contactsOf, weekOf } from '../incidents/contacts.ts';
import type { Person } from '../incidents/events.ts';
import type { Member } from '../ports.ts';
import { defineChannelAction } from './define.ts';

const clock = z.string().regex(/^\d\d:\d\d$/);
const spans = z.array(z.object({ from: clock, to: clock })).max(4);

export const setContacts = defineChannelAction({
  verb: 'set contacts',
  on: 'channel',
  // In the channel itself, whose roster has them: there everybody sees who set what.
  who: ['analyst', 'administrator', 'member'],
  spoken: false,
  dialog: 'contacts',
  input: z.object({
    contact: z.guid(),
    standIn: z.guid().optional(),
    hours: z.partialRecord(z.enum(['1', '2', '3', '4', '5', '6', '7']), spans).optional(),
    turns: z.array(z.object({ week: z.iso.date(), oid: z.guid() })).max(60),
  }),
  decide(state, { contact, standIn, hours, turns }, context) {
    if (context.place.kind !== 'channel') throw new Refused('channelOnly');
    if (!state.connection) throw new Refused('contactsUnconnected');
    const here = context.members.flatMap(({ members }) => members);
    const thisWeek = weekOf(state, context.now);
    const rota = turns
      .filter(({ week }) => week >= thisWeek)
      .map(({ week, oid }) => ({ week, person: namedIn(here, oid, context.place.tenantId) }));
    const contacts: Contacts = {
      contact: namedIn(here, contact, context.place.tenantId),
      ...(standIn && { standIn: namedIn(here, standIn, context.place.tenantId) }),
      ...(hours && { hours }),
      ...(rota.length > 0 && { rota }),
    };
    const say = { key: 'contacts.done' };
    if (!state.contactsGone && JSON.stringify(contactsOf(state)) === JSON.stringify(contacts))
      return { events: [], say };
    const before = contactsOf(state);
    const isOthers = before.contact?.oid !== contact || before.standIn?.oid !== standIn;
    // Who answers for a team is the SOC's matter as well; nobody makes themselves that unseen.
    const toSoc = isOthers && !context.roles.some((role) => role === 'analyst' || role === 'administrator');
    return {
      events: [{ kind: 'contactsSet', contacts, by: context.actor }],
      effects: [
        { kind: 'contacts.tell', to: 'team' },
        ...(toSoc ? [{ kind: 'contacts.tell' as const, to: 'soc' as const }] : []),
      ],
      say,
    };
  },
});

/** Opens the form. */
export function setContactsButton({ words }: CardContext): Button {
  const title = words('talk:button.set contacts');
  return { title, verb: setContacts.verb, data: {}, dialog: true, style: 'default' };
}

/** Why somebody can't be a contact: a key below `dialogs:errors`. Guests and other tenants' people may not act either. */
export function whyNot(
  member: Member | undefined,
  tenantId: string,
): 'notInChannel' | 'guestNamed' | undefined {
  if (!member) return 'notInChannel';
  const isOurs = !member.tenantId || member.tenantId.toLowerCase() === tenantId.toLowerCase();
  return member.guest || !isOurs ? 'guestNamed' : undefined;
}

function namedIn(members: Member[], oid: string, tenantId: string): Person {
  const member = members.find((one) => one.oid === oid);
  if (!member || whyNot(member, tenantId)) throw new Refused('contactNotHere');
  return { oid: member.oid, name: member.name, ...(member.upn && { upn: member.upn }) };
}
