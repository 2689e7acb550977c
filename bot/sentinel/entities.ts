/** Entities and alerts, from Sentinel's JSON: what to show a person, and the names to route by. */
import { z } from 'zod';
import type { Alert, Entity } from '../incidents/incident.ts';
import { lastSegment } from './arm.ts';
import { listOf, present, text } from './mapping.ts';

/** Reads one text of an entity's properties; undefined where it is missing, empty or no text. */
type Read = (key: string) => string | undefined;
interface Names {
  name?: string | undefined;
  aliases?: (string | undefined)[];
  resourceId?: string | undefined;
}

/** How each kind is named, by the property names of the REST reference. The others have their friendly name. */
const namers: Record<string, (read: Read) => Names> = {
  account(read) {
    const [name, suffix, domain] = [read('accountName'), read('upnSuffix'), read('ntDomain')];
    const ntName = name && domain ? `${domain}\\${name}` : undefined;
    return {
      name: (name && suffix ? `${name}@${suffix}` : undefined) ?? ntName ?? name ?? read('displayName'),
      aliases: [name, ntName, read('displayName'), read('aadUserId'), read('objectGuid'), read('sid')],
    };
  },
  host(read) {
    const [host, domain] = [read('hostName') ?? read('netBiosName'), read('dnsDomain')];
    const full = host && domain ? `${host}.${domain}` : undefined;
    return { name: full ?? host, aliases: [host, read('netBiosName')], resourceId: read('azureID') };
  },
  ip: (read) => ({ name: read('address') }),
  url: (read) => ({ name: read('url') }),
  file(read) {
    const [name, directory] = [read('fileName'), read('directory')];
    const separator = directory?.includes('\\') ? '\\' : '/';
    return {
      name,
      aliases: [name && directory ? directory.replace(/[\\/]+$/, '') + separator + name : undefined],
    };
  },
  filehash: (read) => ({ name: read('hashValue') }),
  process: (read) => ({ name: read('commandLine'), aliases: [read('processId')] }),
  mailmessage: (read) => ({
    name: read('subject'),
    aliases: [read('recipient'), read('p2Sender'), read('p1Sender'), read('internetMessageId')],
  }),
  mailbox: (read) => ({ name: read('mailboxPrimaryAddress'), aliases: [read('upn'), read('displayName')] }),
  azureresource(read) {
    const id = read('resourceId');
    return { name: id && lastSegment(id), resourceId: id };
  },
};
// a map, since a kind comes from outside and may be called like a part of every object
const namesOf = new Map(Object.entries(namers));

const shape = z.object({
  name: z.string().min(1),
  kind: z.string().catch('Unknown'),
  properties: z.record(z.string(), z.unknown()).catch({}),
});

/** The entities in the answer of an incident's `entities`; its members without a name are left out. */
export function entitiesFrom(raw: unknown): Entity[] {
  return z
    .object({ entities: listOf(shape) })
    .parse(raw)
    .entities.map(entityFrom);
}

function entityFrom({ name: id, kind, properties }: z.infer<typeof shape>): Entity {
  const read: Read = (key) => text.parse(properties[key]);
  const { name: own, aliases = [], resourceId } = namesOf.get(kind.toLowerCase())?.(read) ?? {};
  const friendly = read('friendlyName');
  const name = own ?? friendly ?? id;
  const others = [...aliases, friendly].filter((alias) => alias !== undefined && alias !== name) as string[];
  return { id: id.toLowerCase(), kind, name, aliases: [...new Set(others)], ...present({ resourceId }) };
}

/** The alerts in the answer of an incident's `alerts`. */
export function alertsFrom(raw: unknown): Alert[] {
  return z
    .object({ value: listOf(shape) })
    .parse(raw)
    .value.map(alertFrom);
}

function alertFrom({ name, properties }: z.infer<typeof shape>): Alert {
  const read: Read = (key) => text.parse(properties[key]);
  const additional = z.record(z.string(), z.unknown()).catch({}).parse(properties.additionalData);
  const displayName = read('alertDisplayName') ?? read('friendlyName');
  return {
    id: name.toLowerCase(),
    title: displayName ?? '',
    ...present({
      ruleName: text.parse(additional['Analytic Rule Name']) ?? displayName,
      product: read('productName'),
      severity: read('severity'),
    }),
  };
}
