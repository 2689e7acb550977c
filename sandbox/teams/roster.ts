import { type Answer, connectorError } from './http.ts';
import type { Person, Place } from './people.ts';
import { TEAM } from './people.ts';

/** A roster's entry, with the fields and names that Teams gives it. */
function account(person: Person): object {
  const { id, name, givenName, surname, email, userPrincipalName, tenantId, aadObjectId, userRole } = person;
  return { id, name, givenName, surname, email, userPrincipalName, tenantId, aadObjectId, userRole };
}

function membersOf(place: Place, people: Person[]): Person[] {
  return people.filter((person) => place.members.includes(person.key));
}

/** All members, as the old unpaged call gives them: there the object id has yet another name. */
export function listMembers(place: Place, people: Person[]): Answer {
  const body = membersOf(place, people).map((person) => ({
    ...account(person),
    objectId: person.aadObjectId,
  }));
  return { status: 200, body };
}

/** The first page of members. Teams' smallest page is 50, so here it is always the last too. */
export function pageMembers(place: Place, people: Person[]): Answer {
  return { status: 200, body: { members: membersOf(place, people).map(account) } };
}

/** One member by Teams id, or by Entra object id or UPN, which Teams takes as well. */
export function findMember(place: Place, people: Person[], memberId: string): Answer {
  const wanted = memberId.toLowerCase();
  const found = membersOf(place, people).find((person) =>
    [person.id, person.aadObjectId, person.userPrincipalName].some((id) => id.toLowerCase() === wanted),
  );
  if (found) return { status: 200, body: account(found) };
  return connectorError(
    404,
    'MemberNotFoundInConversation',
    'Failed to find the member in the conversation.',
  );
}

/** The team's details. */
export function teamDetails(places: Place[], people: Person[]): Answer {
  const channels = places.filter((place) => place.kind === 'channel');
  const members = people.filter((person) => channels.some((channel) => channel.members.includes(person.key)));
  const [someone] = people;
  return {
    status: 200,
    body: {
      ...TEAM,
      type: 'standard',
      tenantId: someone?.tenantId,
      channelCount: channels.length,
      memberCount: members.length,
    },
  };
}

/** The team's channels. Teams gives General no name. */
export function teamChannels(places: Place[]): Answer {
  const conversations = places
    .filter((place) => place.kind === 'channel')
    .map(({ id, name }) => ({ id, ...(id !== TEAM.id && { name }), type: 'standard' }));
  return { status: 200, body: { conversations } };
}
