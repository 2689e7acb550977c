/** Who is in the simulated company, and where they meet. */
import { type ChannelState, channelLogKey } from '../../bot/incidents/channel.ts';
import type { Person } from '../../bot/incidents/events.ts';
import type { Journal } from '../../bot/log/journal.ts';
import { type ChannelDraft, channels as channelKind } from '../../bot/log/kinds.ts';
import type { Member, Place, Role } from '../../bot/ports.ts';
import { connection, member, place, tenant } from '../build.ts';

export interface Somebody extends Member {
  roles: Role[];
  /** the channels whose rosters hold them */
  in: string[];
}

export const soc = '19:soc@thread.tacv2';
export const payments = '19:payments@thread.tacv2';
export const webshop = '19:webshop@thread.tacv2';
/** Channels in whose teams Graph may be asked for messages. */
export const consented = [payments];
export const channelIds = [soc, payments, webshop];

function somebody(number: number, name: string, roles: Role[], channels: string[]): Somebody {
  const oid = `${String(number).repeat(8)}-0000-4000-8000-000000000000`;
  return { ...member({ oid, name, upn: `${name.toLowerCase()}@contoso.example` }), roles, in: channels };
}

export const ada = somebody(1, 'Ada', ['analyst'], [soc]);
export const ben = somebody(2, 'Ben', ['analyst'], [soc]);
export const pia = somebody(3, 'Pia', [], [payments]);
export const pam = somebody(4, 'Pam', [], [payments]);
export const wim = somebody(5, 'Wim', [], [webshop]);
/** Is in no channel: whatever it presses was forwarded or forged. */
export const eve = somebody(6, 'Eve', [], []);
/** A guest of the payments' channel. */
export const gus: Somebody = { ...somebody(7, 'Gus', [], [payments]), guest: true };
export const everybody = [ada, ben, pia, pam, wim, eve, gus];

export const placeOf = (channel: string): Place =>
  place(channel, { tenantId: tenant, teamId: `team of ${channel}` });

const personOf = ({ oid, name, upn }: Somebody): Person => ({ oid, name, ...(upn && { upn }) });

/** Names the SOC's channel and connects the teams', as an administrator would. */
export async function connectAll(journal: Journal): Promise<void> {
  const append = (channel: string, events: ChannelDraft['events']) =>
    journal.append(
      channelKind,
      channelLogKey(channel),
      (_state: ChannelState): ChannelDraft => ({
        actor: { kind: 'person', oid: ada.oid, name: ada.name },
        action: 'connect',
        key: `connect:${channel}`,
        events: [{ kind: 'met', place: placeOf(channel) }, ...events],
        effects: [],
      }),
    );
  await append(soc, [{ kind: 'socNamed', by: ada }]);
  await append(payments, [
    { kind: 'connected', connection: connection({ hosts: ['pay-*'] }, { name: 'Payments' }), by: ada },
    { kind: 'contactsSet', contacts: { contact: personOf(pam), standIn: personOf(pia) }, by: ada },
  ]);
  await append(webshop, [
    {
      kind: 'connected',
      connection: connection({ hosts: ['web-*'], rules: ['rule-web'] }, { name: 'Webshop' }),
      by: ada,
    },
  ]);
}
