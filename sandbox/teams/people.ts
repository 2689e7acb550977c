/** A guest of the tenant may read but not act; Teams tells the two apart in the roster's `userRole`. */
type UserRole = 'user' | 'guest';

/** What a person is in the sandbox's organisation. The bot learns it from `ROLES_FILE` and the rosters, not from here. */
type Role = 'analyst' | 'payments engineer' | 'webshop engineer' | 'manager' | 'administrator' | 'guest';

/** One of the sandbox's people, under the field names of a Teams roster. `id` is the Teams id that the bot sees. */
export type Person = {
  key: string;
  name: string;
  givenName: string;
  surname: string;
  aadObjectId: string;
  id: string;
  userPrincipalName: string;
  email: string;
  role: Role;
  userRole: UserRole;
  tenantId: string;
};

/** The tenant of the sandbox, unless its composition root says otherwise. */
export const SANDBOX_TENANT = '00000000-0000-4000-8000-0000000000aa';

const cast: [key: string, givenName: string, surname: string, role: Role, userRole: UserRole][] = [
  ['ada', 'Ada', 'Moreno', 'analyst', 'user'],
  ['piet', 'Piet', 'Larsen', 'payments engineer', 'user'],
  ['nia', 'Nia', 'Okafor', 'webshop engineer', 'user'],
  ['mona', 'Mona', 'Weiss', 'manager', 'user'],
  ['alex', 'Alex', 'Admin', 'administrator', 'user'],
  ['gus', 'Gus', 'Guest', 'guest', 'guest'],
];

/** The six people of the sandbox, the same on every start. */
export function sandboxPeople(tenantId: string = SANDBOX_TENANT): Person[] {
  return cast.map(([key, givenName, surname, role, userRole], index) => {
    const address = userRole === 'guest' ? `${key}@partner.example` : `${key}@contoso.example`;
    return {
      key,
      name: `${givenName} ${surname}`,
      givenName,
      surname,
      aadObjectId: `00000000-0000-4000-8000-0000000001${String(index + 1).padStart(2, '0')}`,
      id: `29:sandbox-${key}`,
      userPrincipalName: address,
      email: address,
      role,
      userRole,
      tenantId,
    };
  });
}

/** Somewhere that people talk: its conversation id (of a channel, without a thread) and the keys of who is in it. */
export type Place = {
  id: string;
  name: string;
  kind: 'channel' | 'groupChat' | 'personal';
  members: string[];
};

/** The conversation ids of the sandbox. A team's id is that of its General channel, as in Teams. */
export const PLACE_IDS = {
  soc: '19:sandbox-soc@thread.tacv2',
  payments: '19:sandbox-payments@thread.tacv2',
  webshop: '19:sandbox-webshop@thread.tacv2',
  groupChat: '19:sandbox-group@thread.v2',
  personal: 'a:sandbox-personal',
} as const;

/** The sandbox's team. */
export const TEAM = {
  id: PLACE_IDS.soc,
  name: 'Contoso Security',
  aadGroupId: '00000000-0000-4000-8000-0000000000ee',
};

/** The id of a person's own personal chat with the bot. */
export function personalChatId(key: string): string {
  return `${PLACE_IDS.personal}-${key}`;
}

/**
 * Every place of the sandbox. The analyst and the administrator are in all channels. Nia is in no channel that the
 * Playground can show, so she is the outsider; Gus is a member of Payments, but a guest. Webshop is a channel for
 * signed activities only, because the Playground can show just one channel beside General.
 */
export function sandboxPlaces(people: Person[]): Place[] {
  return [
    { id: PLACE_IDS.soc, name: 'General', kind: 'channel', members: ['ada', 'mona', 'alex'] },
    { id: PLACE_IDS.payments, name: 'Payments', kind: 'channel', members: ['ada', 'piet', 'alex', 'gus'] },
    { id: PLACE_IDS.webshop, name: 'Webshop', kind: 'channel', members: ['ada', 'nia', 'alex'] },
    {
      id: PLACE_IDS.groupChat,
      name: 'Incident bridge',
      kind: 'groupChat',
      members: ['ada', 'piet', 'nia', 'mona', 'alex'],
    },
    ...people.map(
      (person): Place => ({
        id: personalChatId(person.key),
        name: `${person.name}, personal`,
        kind: 'personal',
        members: [person.key],
      }),
    ),
  ];
}

/** The place that a conversation id belongs to: a thread's id is its channel's with `;messageid=…` behind. */
export function placeOf(places: Place[], conversationId: string): Place | undefined {
  const [id] = conversationId.split(';');
  return places.find((place) => place.id === id);
}
