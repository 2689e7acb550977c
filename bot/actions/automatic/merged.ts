/** An incident lives on in another one: one entry in each of the two logs. Decides; pure. */
import {
  after,
  consequences,
  deadlineTimers,
  type WantedEffect,
  waitingQuestions,
} from '../../incidents/consequences.ts';
import type { IncidentEvent, Person } from '../../incidents/events.ts';
import { type AcknowledgeTargets, isAcknowledged } from '../../incidents/levels.ts';
import { carriedFrom, ownerGiven } from '../../incidents/merge.ts';
import { current, type IncidentState, routeOf } from '../../incidents/state.ts';
import type { IncidentDraft } from '../../log/kinds.ts';
import { isOpenCheck, shown, tell } from '../checks.ts';
import { withinBudget } from '../comment-budget.ts';

/**
 * What is said in a merged incident's log, and what follows: its cards name the other, which gets what people did. What
 * waits for a decision is over: people were to decide on this incident, and propose it anew on the other if they still
 * want it.
 */
export function mergedInto(
  source: IncidentState,
  survivor: IncidentState,
  by?: Person,
): { events: IncidentEvent[]; effects: WantedEffect[] } {
  const { number, title } = current(survivor);
  const open = (source.checks ?? []).filter(isOpenCheck);
  return {
    events: [
      { kind: 'mergedInto', into: survivor.logKey, number, title, ...(by && { by }) },
      ...open.map(
        ({ id, channel }): IncidentEvent => ({
          kind: 'settled',
          check: id,
          as: 'expired',
          channel,
          into: number,
        }),
      ),
    ],
    effects: [
      { kind: 'merge.carry' },
      ...open.flatMap((check) => [...shown(source, check), ...tell(source, check, 'merged', by)]),
      ...source.questions.flatMap(({ id, channel }): WantedEffect[] =>
        source.sent[channel]?.[`question:${id}`]
          ? [{ kind: 'card.update', channel, about: `question:${id}` }]
          : [],
      ),
    ],
  };
}

/** The same as Muster's own entry; undefined where the two are linked already, or are one. */
export function linked(
  source: IncidentState,
  survivor: IncidentState,
  { now, quietSeconds }: { now: Date; quietSeconds: number },
): IncidentDraft | undefined {
  if (source.mergedInto?.into === survivor.logKey || source.logKey === survivor.logKey) return undefined;
  const { events, effects } = mergedInto(source, survivor);
  const next = after(source, events, now);
  return {
    actor: { kind: 'muster' },
    action: 'merged',
    // Once for each time that it was closed: an incident that comes back may be merged again.
    key: `merged:into:${survivor.logKey}:${source.closedAt ?? ''}`,
    events,
    effects: [...consequences(next, events, true), ...withinBudget(next, events, effects, now, quietSeconds)],
  };
}

/**
 * The surviving incident's entry: acknowledgements, open questions, reminders and the first act go over; so does the
 * owner whom a person gave, where it has none. Undefined where it has absorbed the other already, or was merged itself.
 */
export function absorbed(
  survivor: IncidentState,
  source: IncidentState,
  context: { now: Date; targets: AcknowledgeTargets },
): IncidentDraft | undefined {
  if (survivor.mergedInto || survivor.absorbed?.some((one) => one.from === source.logKey)) return undefined;
  const { now, targets } = context;
  const { carried, texts } = carriedFrom(source, survivor.seq + 1);
  const isOpen = current(survivor).status !== 'Closed';
  const given = isOpen && !current(survivor).owner ? ownerGiven(source) : undefined;
  const events: IncidentEvent[] = [
    { kind: 'absorbed', from: source.logKey, number: current(source).number, carried },
    ...(given
      ? [
          {
            kind: 'intended' as const,
            intent: {
              id: String(survivor.seq + 1),
              change: { owner: given.owner },
              before: { owner: null },
              at: now.toISOString(),
              by: given.by,
              ...(given.channel && { channel: given.channel }),
            },
          },
        ]
      : []),
  ];
  const next = after(survivor, events, now, texts);
  const effects: WantedEffect[] = consequences(next, events, !isOpen);
  if (isOpen) {
    const asked = new Set(carried.questions.map((question) => question.channel));
    for (const channel of asked) {
      const coming = effects.some((effect) => effect.kind === 'card.post' && effect.channel === channel);
      if (routeOf(next, channel)?.active && !coming) effects.push(...waitingQuestions(next, channel));
    }
    const sooner = next.since?.arrivedAt !== (survivor.since?.arrivedAt ?? survivor.arrivedAt);
    if (sooner && !isAcknowledged(next)) effects.push(...deadlineTimers(next, targets));
  }
  return {
    actor: { kind: 'muster' },
    action: 'absorbed',
    key: `merged:${source.logKey}`,
    events,
    effects,
    texts,
  };
}
