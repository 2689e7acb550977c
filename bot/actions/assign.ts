/** Makes somebody of the channel the owner. */
import { z } from 'zod';
import { Refused } from '../errors.ts';
import { current } from '../incidents/state.ts';
import { intend, numbered, openOnly, ownerOf, socChannel, teamAndSoc } from './changes.ts';
import { defineIncidentAction } from './define.ts';

export const assign = defineIncidentAction({
  verb: 'assign',
  on: 'incident',
  who: teamAndSoc,
  input: z.object({ assignee: z.string() }),
  dialog: 'assign',
  needs: 'rosters',
  button: (state) => (current(state).status !== 'Closed' ? 4 : undefined),
  decide(state, { assignee }, context) {
    const incident = openOnly(state);
    // The form's choice is the client's word; the roster is ours.
    const found = context.members
      .flatMap(({ channel, members }) => members.map((member) => ({ channel, member })))
      .find(({ member }) => member.oid.toLowerCase() === assignee.toLowerCase());
    if (!found) throw new Refused('notInRoster', { number: String(incident.number) });
    const { member } = found;
    if (member.guest) throw new Refused('guestAssignee', { name: member.name });
    const person = { oid: member.oid, name: member.name, upn: member.upn };
    const params = numbered(state, { name: member.name });
    if (incident.owner?.objectId?.toLowerCase() === person.oid.toLowerCase())
      return { events: [], say: { key: 'assign.before', params } };
    const status = incident.status === 'New' ? { status: 'Active' as const } : {};
    const where = context.place.kind === 'channel' ? context.channel : found.channel;
    const channel = where ?? socChannel(state);
    return {
      events: [intend(state, { ...status, owner: ownerOf(person) }, context)],
      effects:
        channel && person.oid !== context.actor.oid
          ? [
              {
                kind: 'notice',
                channel,
                notice: { kind: 'assigned', params: { by: context.actor.name } },
                mention: [person],
              },
            ]
          : [],
      say: { key: 'assign.done', params },
    };
  },
});
