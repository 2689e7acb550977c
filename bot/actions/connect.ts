/** Connects a channel to what its team owns. The dialog has checked the patterns; here they are checked again. */
import { z } from 'zod';
import { Refused } from '../errors.ts';
import { severities } from '../incidents/incident.ts';
import { defineChannelAction } from './define.ts';

const patterns = z.array(z.string().trim().min(1).max(200)).max(50).default([]);

export const connect = defineChannelAction({
  verb: 'connect',
  on: 'channel',
  who: ['analyst', 'administrator'],
  dialog: 'connect',
  input: z.object({
    connection: z.object({
      name: z.string().trim().min(1).max(60),
      owns: z.object({
        subscriptions: patterns,
        resourceGroups: patterns,
        resources: patterns,
        hosts: patterns,
        accounts: patterns,
        rules: patterns,
        products: patterns,
        tags: patterns,
      }),
      from: z.enum(severities),
      language: z.string().max(10),
      zone: z.string().max(60),
    }),
    contactOid: z.string().optional(),
    managerOids: z.array(z.guid()).max(20).default([]),
  }),
  decide(state, { connection, contactOid, managerOids }, context) {
    if (context.place.kind !== 'channel') throw new Refused('channelOnly');
    if (state.soc) throw new Refused('socOwnsAll');
    if (Object.values(connection.owns).every((list) => list.length === 0)) throw new Refused('ownsNothing');
    const here = context.members.flatMap((m) => m.members);
    const contact = here.find((m) => m.oid === contactOid);
    // They need not be here, and are known by their id alone then.
    const managers = managerOids.map((oid) => ({ oid, name: here.find((m) => m.oid === oid)?.name ?? '' }));
    return {
      events: [
        {
          kind: 'connected',
          connection: {
            ...connection,
            ...(contact && { contact: { oid: contact.oid, name: contact.name, upn: contact.upn } }),
            ...(managers.length > 0 && { managers }),
          },
          by: context.actor,
        },
      ],
      effects: [{ kind: 'reroute' }],
      say: { key: 'connect.done', params: { name: connection.name } },
    };
  },
});
