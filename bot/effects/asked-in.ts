/** Whom a channel wants asked at this moment. */
import { askedNow } from '../incidents/contacts.ts';
import type { Person } from '../incidents/events.ts';
import type { Tools } from './handler.ts';

export async function askedIn(channel: string, { channels, clock }: Tools): Promise<Person[]> {
  const found = (await channels()).find(({ place }) => place?.id === channel);
  return found ? askedNow(found, clock.now()).first : [];
}
