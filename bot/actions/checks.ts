/** Pieces that the verbs of containment checks are made of. Pure. */
import { z } from 'zod';
import { Refused } from '../errors.ts';
import type { WantedEffect } from '../incidents/consequences.ts';
import { type Check, checkOf, type Decider, decidersOf, inForce, isSame } from '../incidents/containment.ts';
import type { Person } from '../incidents/events.ts';
import type { IncidentState } from '../incidents/state.ts';
import { numbered, socChannel, toSentinel } from './changes.ts';
import type { Context } from './define.ts';

/** Which check is meant; absent: the only one that fits. */
export const check = z.string().max(40).optional();

/** Words that a person writes about a check; absent and empty are the same. */
export const words = z.string().trim().max(2000).default('');
export const givenWords = z.string().trim().min(1).max(2000);

const named = /^(?:check\s+#?([\w-]{1,20}))?\s*(?::\s*(.*))?$/is;

/**
 * What follows a typed verb: `check 7: the words`, either of which may be missing. Anything else is no command's, since
 * "hold on a second" holds nothing.
 */
export function typedCheck(rest: string): { check?: string; words: string } | undefined {
  const found = named.exec(rest.trim());
  if (!found) return undefined;
  const [, id, said = ''] = found;
  return { ...(id && { check: id }), words: said.trim() };
}

/** Whether the actor may know of a check at all: the SOC of each, a team of its own. */
export function maySeeCheck({ channel }: Check, context: Context): boolean {
  const { inSoc, memberOf, managerOf, roles } = context;
  return inSoc || roles.includes('manager') || memberOf.includes(channel) || managerOf.includes(channel);
}

/**
 * The check that is meant. Throws Refused where there is none that the actor may know of, where it does not fit, and
 * where several would and none is named.
 * @param unfit the word for one that does not fit
 */
export function checkMeant(
  state: IncidentState,
  id: string | undefined,
  context: Context,
  fits: (check: Check) => boolean,
  unfit: string,
): Check {
  const seen = (state.checks ?? []).filter((one) => maySeeCheck(one, context));
  if (id !== undefined) {
    const meant = seen.find((one) => one.id === id);
    if (!meant) throw new Refused('noCheck', numbered(state));
    if (!fits(meant)) throw new Refused(unfit, numbered(state));
    return meant;
  }
  const fitting = seen.filter(fits);
  const [only] = fitting;
  if (!only) throw new Refused(seen.length > 0 ? unfit : 'noCheck', numbered(state));
  if (fitting.length > 1)
    throw new Refused('whichCheck', numbered(state, { checks: fitting.map((one) => one.id).join(', ') }));
  return only;
}

/** As what the actor may decide on a check. Throws Refused for its proposer, and for whom its rule does not name. */
export function capacityOf(check: Check, state: IncidentState, context: Context): Decider {
  if (isSame(check.by, context.actor)) throw new Refused('ownProposal', numbered(state));
  const as = decidersOf(check).find((who) => isDecider(who, check.channel, context));
  if (!as) throw new Refused('notDecider', numbered(state));
  return as;
}

function isDecider(who: Decider, channel: string, context: Context): boolean {
  switch (who) {
    case 'team':
      return context.memberOf.includes(channel);
    case 'contact':
      return context.memberOf.includes(channel) && context.contactOf.includes(channel);
    case 'analyst':
      return context.roles.includes('analyst') && context.inSoc;
    case 'manager':
      return context.roles.includes('manager') || context.managerOf.includes(channel);
  }
}

/** What an agreed check has done by itself: its playbook, if it has one. */
export function begun({ id, playbook, channel }: Check, verdict: 'agreed' | 'held'): WantedEffect[] {
  return verdict === 'agreed' && playbook ? [{ kind: 'playbook.run', check: id, channel }] : [];
}

/** The channels in whose threads a check is: the one that is asked, and the SOC's. */
export function channelsOf(state: IncidentState, { channel }: Pick<Check, 'channel'>): string[] {
  const soc = socChannel(state);
  return soc && soc !== channel ? [channel, soc] : [channel];
}

/** Its cards and its comment in Sentinel, brought up to date. */
export function shown(state: IncidentState, check: Pick<Check, 'id' | 'channel'>): WantedEffect[] {
  const about = `check:${check.id}` as const;
  return [
    ...channelsOf(state, check).map((channel): WantedEffect => ({ kind: 'card.update', channel, about })),
    toSentinel(state, about),
  ];
}

/** What of a check is told besides its card; a key below `talk:check.told`. */
export type Told =
  | 'impact'
  | 'agreed'
  | 'held'
  | 'expired'
  | 'merged'
  | 'analysts'
  | 'overridden'
  | 'withdrawn'
  | 'ran'
  | 'failed'
  | 'doubt'
  | 'done'
  | 'notDone'
  | 'again'
  | 'lifted'
  | 'healthy'
  | 'unhealthy'
  | 'closed';

/** The team has to do something about these, so whoever it has asked is mentioned. */
const calls: Told[] = ['overridden', 'lifted'];
/** These are the SOC's to hear. */
const onlyToSoc: Told[] = ['impact', 'analysts', 'healthy', 'unhealthy', 'closed'];

/**
 * A sentence in each of its threads. In the SOC's it mentions who proposed it, and `besides`, but never the one who did
 * it; in the team's whoever is asked there now, where the team has to do something.
 */
export function tell(
  state: IncidentState,
  { id, channel, by }: Pick<Check, 'id' | 'channel' | 'by'>,
  what: Told,
  actor?: Person,
  besides: Person[] = [],
): WantedEffect[] {
  const people = [by, ...besides].filter((one, i, all) => all.findIndex((other) => isSame(one, other)) === i);
  const params = { what, of: id, ...(actor && { by: actor.name }) };
  const places = channelsOf(state, { channel }).filter((to) => to !== channel || !onlyToSoc.includes(what));
  return places.map((to): WantedEffect => {
    const inTeam = to === channel;
    const call = inTeam && calls.includes(what);
    const mention = inTeam ? [] : people.filter((one) => !actor || !isSame(one, actor));
    const notice = { kind: 'check' as const, params: { ...params, ...(call && { call: 'yes' }) } };
    return { kind: 'notice', channel: to, notice, mention };
  });
}

/** It was closed in Sentinel, where nobody can be asked first: the SOC is told what stays in force. */
export function containedNotices(state: IncidentState): WantedEffect[] {
  return inForce(state).flatMap((one) => tell(state, one, 'closed'));
}

/** A check by its id, for what is decided by itself. */
export function known(state: IncidentState, id: string): Check | undefined {
  return state.seen && checkOf(state, id);
}

export const isOpenCheck = ({ standing }: Check): boolean => standing === 'open';
