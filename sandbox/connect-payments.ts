/** Connects the Playground's second channel to what the payments team owns, the way an administrator would. */
import type { Gateway } from './teams/gateway.ts';
import { type Person, PLACE_IDS, TEAM } from './teams/people.ts';

const owned = {
  name: 'Payments',
  resourceGroups: 'rg-payments',
  hosts: 'pay-*',
  from: 'Informational',
  language: 'en',
  zone: 'Europe/Zurich',
};

/** Sends the connect dialog as the administrator, through the front door. Throws where the bot refuses. */
export async function connectPayments(
  gateway: Pick<Gateway, 'url' | 'serviceUrl'>,
  people: Person[],
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
      id: PLACE_IDS.payments,
      conversationType: 'channel',
      isGroup: true,
      tenantId: admin.tenantId,
    },
    channelData: {
      team: { id: TEAM.id, name: TEAM.name },
      channel: { id: PLACE_IDS.payments, name: 'Payments' },
      tenant: { id: admin.tenantId },
    },
    value: {
      data: { verb: 'connect', confirmed: 'yes', nonce: 'sandbox', ...owned, contact: contact.aadObjectId },
    },
  };
  const response = await fetch(`${gateway.url}/api/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(activity),
  });
  const answer = await response.text();
  if (!response.ok || answer.includes('task'))
    throw new Error(`The payments channel could not be connected: ${response.status} ${answer}`);
}
