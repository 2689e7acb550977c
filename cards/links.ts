/** Links to the two portals, and to nowhere else. */
import type { Incident } from '../bot/incidents/incident.ts';
import { portals } from '../bot/words/defang.ts';
import type { Words } from '../bot/words/words.ts';
import type { CardContext } from './context.ts';

/** A link as data for a template; its address is checked. */
export interface Link {
  title: string;
  url: string;
}

/** The address if it is https and one of the portals', undefined otherwise: incidents come from outside. */
export function portalUrl(address: string | undefined): string | undefined {
  const url = address && address.length <= 1000 ? URL.parse(address) : null;
  if (url?.protocol !== 'https:' || !portals.includes(url.hostname)) return undefined;
  if (url.port || url.username || url.password) return undefined;
  return url.href;
}

/**
 * A document that somebody named with an answer, as a link: only at one of the hosts that the settings allow. Everything
 * else is a text.
 */
export function documentLink(address: string | undefined, context: CardContext): Link | undefined {
  const { linkHosts = [], words } = context;
  const url = address && address.length <= 500 ? URL.parse(address.trim()) : null;
  if (url?.protocol !== 'https:' || !linkHosts.includes(url.hostname)) return undefined;
  if (url.port || url.username || url.password) return undefined;
  return { title: words('cards:viewAt', { host: url.hostname }), url: url.href };
}

/** An incident's links, as far as they lead to a portal. */
export function linksOf(incident: Incident, words: Words): Link[] {
  const links = [
    { title: words('cards:viewInSentinel'), url: portalUrl(incident.url) },
    { title: words('cards:viewInDefender'), url: portalUrl(incident.defenderUrl) },
  ];
  return links.flatMap(({ title, url }) => (url ? [{ title, url }] : []));
}
