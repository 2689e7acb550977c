/** The rows `label  value` of an incident's card. */
import type { Entity, Incident } from '../bot/incidents/incident.ts';
import { defenderNumber } from '../bot/incidents/redirect.ts';
import { type CardContext, cappedList, listOn, workspaceOn } from './context.ts';
import { nameText, outsideText } from './untrusted.ts';

/** One row of a card: what it is, and its value. */
export interface Fact {
  label: string;
  text: string;
  /** weight of a TextRun: what wants doing is bold, since coloured text is hard to read in the dark */
  weight: 'Default' | 'Bolder';
}

/** A row; `wanting` where somebody should do something about it. */
export function fact(label: string, text: string, wanting = false): Fact {
  return { label, text, weight: wanting ? 'Bolder' : 'Default' };
}

/** What tells an incident's number from others: Defender's, where it differs, and the workspace, where there are several. */
export function beside(incident: Incident, context: CardContext): string {
  const defender = defenderNumber(incident);
  const workspace = workspaceOn(context, incident);
  return [
    defender === undefined ? '' : ` ${context.words('cards:defenderNumber', { number: defender })}`,
    workspace ? `  ·  ${workspace}` : '',
  ].join('');
}

/** Who owns an incident, or that nobody does. */
export function ownerText(incident: Incident, { words }: CardContext): string {
  const { owner } = incident;
  if (!owner) return words('cards:nobody');
  return nameText(owner.name || owner.userPrincipalName || owner.email || owner.objectId, words);
}

/** How many alerts, and the products that raised them. */
export function alertsText(incident: Incident, context: CardContext): string {
  const products = incident.products.map((product) => outsideText(product, 50)).filter(Boolean);
  const count = incident.alertsCount;
  if (products.length === 0) return String(count);
  const shown = products.length <= 4 ? listOn(context, products) : cappedList(context, products, 4);
  return context.words('cards:alertsFrom', { count, products: shown });
}

/** Tactics in words, and the techniques' numbers: `Initial Access, Execution (T1566, T1059)`. */
export function tacticsText(incident: Incident, context: CardContext): string {
  const tactics = incident.tactics.map((tactic) =>
    // A space may not come between what is taken apart already.
    outsideText(tactic.replace(/(?<=[a-z])(?=[A-Z])/g, ' '), 40),
  );
  const techniques = incident.techniques.map((technique) => outsideText(technique, 12));
  const shown = cappedList(context, tactics.filter(Boolean), 6);
  const numbers = cappedList(context, techniques.filter(Boolean), 6);
  if (!numbers) return shown;
  return shown ? `${shown} (${numbers})` : numbers;
}

// The kinds that have words; any other is shown by the name that Sentinel gives it.
const kinds = [
  'Account',
  'Host',
  'Ip',
  'Url',
  'DnsResolution',
  'File',
  'FileHash',
  'Process',
  'Malware',
  'Mailbox',
  'MailMessage',
  'MailCluster',
  'AzureResource',
  'CloudApplication',
  'RegistryKey',
  'RegistryValue',
  'SecurityGroup',
  'IoTDevice',
];

/** How much of an incident's entities a card shows. */
export interface EntityCaps {
  kinds: number;
  perKind: number;
  name: number;
}

/** A row for each kind of entity, people and machines first, all shown so that they can't be clicked. */
export function entityFacts(entities: Entity[], context: CardContext, caps: EntityCaps): Fact[] {
  const { words } = context;
  const byKind = Map.groupBy(entities, (entity) => entity.kind);
  const rank = (kind: string): number => (kinds.indexOf(kind) + kinds.length + 1) % (kinds.length + 1);
  const sorted = [...byKind].sort(([a], [b]) => rank(a) - rank(b));
  const rows = sorted.slice(0, caps.kinds).map(([kind, ofKind]) => {
    const names = ofKind.map((entity) => nameText(entity.name, words, caps.name));
    const label = kinds.includes(kind) ? words(`cards:kind.${kind}`) : nameText(kind, words, 24);
    return fact(label, cappedList(context, [...new Set(names)], caps.perKind));
  });
  const left = sorted.slice(caps.kinds).reduce((sum, [, ofKind]) => sum + ofKind.length, 0);
  return left > 0
    ? [...rows, fact(words('cards:others'), words('cards:othersCount', { count: left }))]
    : rows;
}
