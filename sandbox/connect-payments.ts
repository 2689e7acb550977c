/** Connects channels to what their teams own, the way an administrator would. */
import type { Gateway } from './teams/gateway.ts';
import { type Person, PLACE_IDS, TEAM } from './teams/people.ts';

const payments = {
  name: 'Payments',
  resourceGroups: 'rg-payments',
  hosts: 'pay-*',
  from: 'Informational',
  language: 'en',
  zone: 'Europe/Zurich',
};

type Front = Pick<Gateway, 'url' | 'serviceUrl'>;

/** Connects the Playground's second channel to what the payments team owns. Throws where the bot refuses. */
export function connectPayments(gateway: Front, people: Person[]): Promise<void> {
  return connectChannel(gateway, people, { id: PLACE_IDS.payments, name: 'Payments' }, payments);
}

/** Sends the connect dialog as the administrator, through the front door. Throws where the bot refuses. */
export async function connectChannel(
  gateway: Front,
  people: Person[],
  place: { id: string; name: string },
  owned: Partial<typeof payments> & { name: string; tags?: string },
): Promise<void> {
  const admin = people.find((person) => person.role === 'administrator')!;
  const contact = people.find((person) => person.role === 'payments engineer')!;
  const activity = {
    type: 'invoke',
    name: 'task/submit',
    id: crypto.randomUUID(),
    channelId: 'msteams',
    serviceUrl: gateway.serviceUrl,
    from: { id: admin.id, name: admin.name, aadObjectId: admin.aadObjectId },
    recipient: { id: 'bot', name: 'Muster' },
    conversation: {
      id: place.id,
      conversationType: 'channel',
      isGroup: true,
      tenantId: admin.tenantId,
    },
    channelData: {
      team: TEAM,
      channel: place,
      tenant: { id: admin.tenantId },
    },
    value: {
      data: {
        verb: 'connect',
        confirmed: 'yes',
        nonce: 'sandbox',
        ...payments,
        resourceGroups: '',
        hosts: '',
        ...owned,
        contact: contact.aadObjectId,
      },
    },
  };
  const response = await fetch(`${gateway.url}/api/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(activity),
  });
  const answer = await response.text();
  if (!response.ok || answer.includes('task'))
    throw new Error(`The channel ${place.name} could not be connected: ${response.status} ${answer}`);
}
