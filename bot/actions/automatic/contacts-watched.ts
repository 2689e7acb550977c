/** A channel's contacts against its roster, and against the calendar. Pure. */
import type { ChannelState } from '../../incidents/channel.ts';
import { type ContactsEvent, contactsOf, named, weekOf } from '../../incidents/contacts.ts';
import type { ChannelDraft } from '../../log/kinds.ts';
import type { Member } from '../../ports.ts';
import { whyNot } from '../set-contacts.ts';

/**
 * What is new: who of those it names can't be asked any more, who can again, and that its rota is in its last week.
 * Each is told once; undefined where nothing is new. An empty roster is Teams' mistake, not everybody's leaving.
 */
export function watchedContacts(
  state: ChannelState,
  members: Member[],
  tenantId: string,
  now: Date,
): ChannelDraft | undefined {
  if (!state.connection || state.soc || !state.present || members.length === 0) return undefined;
  const isGone = (oid: string): boolean =>
    whyNot(
      members.find((one) => one.oid === oid),
      tenantId,
    ) !== undefined;
  const changes = named(state).flatMap((person): ContactsEvent[] => {
    const known = state.contactsGone?.[person.oid] !== undefined;
    if (isGone(person.oid) === known) return [];
    return [{ kind: known ? 'contactBack' : 'contactGone', person }];
  });
  const week = lastWeek(state, now);
  if (changes.length === 0 && !week) return undefined;
  return {
    actor: { kind: 'muster' },
    action: 'contacts watched',
    key: `contacts:${state.seq + 1}`,
    events: [...changes, ...(week ? [{ kind: 'rotaEnds' as const, week }] : [])],
    effects: [
      ...(changes.some(({ kind }) => kind === 'contactGone')
        ? (['team', 'soc'] as const).map((to) => ({ kind: 'contacts.ask' as const, to }))
        : []),
      ...(week ? [{ kind: 'rota.ends' as const, week }] : []),
    ],
  };
}

/** The last week of a rota, once it has begun and was not told yet. */
function lastWeek(state: ChannelState, now: Date): string | undefined {
  const last = contactsOf(state).rota?.at(-1)?.week;
  return last && last !== state.rotaTold && weekOf(state, now) >= last ? last : undefined;
}
