/** Finds the incident that a merged-away one lives on in, and carries over what people did. Two logs, two appends. */
import { absorbed, linked } from '../actions/automatic/merged.ts';
import { type Following, survivorOf } from '../actions/follow.ts';
import { listIncidents } from '../actions/inquire.ts';
import type { IncidentEffect } from '../incidents/events.ts';
import { isMerged, isRedirected, pointsAt, sharesAlerts } from '../incidents/redirect.ts';
import { current, type IncidentState, refOf } from '../incidents/state.ts';
import { incidents } from '../log/kinds.ts';
import type { Handler, Tools } from './handler.ts';

// The alerts of the incident that survives may be read late: Sentinel's budget for them is tight.
const againAfterMs = [5_000, 60_000, 300_000, 1_800_000, 7_200_000];
const daysBack = 3;
const day = 86_400_000;

const sameWorkspace = (a: IncidentState, b: IncidentState): boolean =>
  refOf(a.logKey).workspace === refOf(b.logKey).workspace;

/** By Defender's number, if the merged one points at it, else by its alerts among what is open; some tries, then a person. */
export const linkMerged: Handler<Extract<IncidentEffect, { kind: 'merge.link' }>> = async (
  { entry, effect },
  tools,
) => {
  const source = await tools.journal.read(incidents, entry.logKey);
  if (source.mergedInto || !isRedirected(current(source))) return {};
  const survivor = (await byNumber(source, tools)) ?? (await byAlert(source, tools));
  if (survivor) {
    await link(source.logKey, survivor.logKey, tools);
    return {};
  }
  const wait = againAfterMs[effect.tries];
  if (wait === undefined || (source.alerts.length === 0 && pointsAt(current(source)) === undefined))
    return {};
  const due = new Date(tools.clock.now().getTime() + wait).toISOString();
  return { effects: [{ kind: 'merge.link', due, tries: effect.tries + 1 }] };
};

async function byNumber(source: IncidentState, tools: Tools): Promise<IncidentState | undefined> {
  const number = pointsAt(current(source));
  if (number === undefined) return undefined;
  const found = await listIncidents(tools.snapshots, { number });
  return found.find(
    (state) =>
      state.logKey !== source.logKey &&
      sameWorkspace(state, source) &&
      current(state).providerIncidentId === String(number),
  );
}

async function byAlert(source: IncidentState, tools: Tools): Promise<IncidentState | undefined> {
  if (source.alerts.length === 0) return undefined;
  const closedSince = source.closedAt ?? tools.clock.now().toISOString();
  const found = await listIncidents(tools.snapshots, { open: true, closedSince });
  return found.find(
    (state) =>
      state.logKey !== source.logKey &&
      sameWorkspace(state, source) &&
      !isMerged(state) &&
      sharesAlerts(state, source),
  );
}

/** The other way round: this incident has alerts that it had not, so which of those lately merged away were they from? */
export const findMerged: Handler<Extract<IncidentEffect, { kind: 'merge.find' }>> = async (
  { entry },
  tools,
) => {
  const survivor = await tools.journal.read(incidents, entry.logKey, false);
  const closedSince = new Date(tools.clock.now().getTime() - daysBack * day).toISOString();
  const lately = await listIncidents(tools.snapshots, { closedSince });
  for (const source of lately) {
    const fits =
      source.logKey !== survivor.logKey &&
      !source.mergedInto &&
      sameWorkspace(source, survivor) &&
      isRedirected(current(source)) &&
      sharesAlerts(source, survivor);
    if (fits) await link(source.logKey, survivor.logKey, tools);
  }
  return {};
};

async function link(from: string, into: string, tools: Tools): Promise<void> {
  const survivor = await survivorOf(into, following(tools), [from]);
  if (!survivor) return;
  const context = { now: tools.clock.now(), quietSeconds: tools.quietSeconds };
  await tools.journal.append(incidents, from, (source) =>
    source.mergedInto ? undefined : linked(source, survivor, context),
  );
}

/**
 * The second of the two appends. The surviving incident may have been merged itself meanwhile: then this one is linked
 * to where that one lives on, and so are all that were merged into this one, whose acts go along with its own.
 */
export const carryMerged: Handler<Extract<IncidentEffect, { kind: 'merge.carry' }>> = async (
  { entry },
  tools,
) => {
  const source = await tools.journal.read(incidents, entry.logKey);
  const into = source.mergedInto?.into;
  if (!into) return {};
  const { targets, quietSeconds } = tools;
  const context = { now: tools.clock.now(), targets, quietSeconds };
  const { state: survivor } = await tools.journal.append(incidents, into, (state) =>
    absorbed(state, source, context),
  );
  if (!survivor.absorbed?.some((one) => one.from === source.logKey)) {
    const last = await survivorOf(into, following(tools), [source.logKey]);
    if (last) await tools.journal.append(incidents, source.logKey, (state) => linked(state, last, context));
    else tools.logger.warn({ log: source.logKey, into }, 'two incidents say that each lives on in the other');
    return {};
  }
  for (const one of source.absorbed ?? [])
    await tools.journal.append(incidents, one.from, (state) => linked(state, survivor, context));
  return {};
};

function following(tools: Tools): Following {
  return (logKey) => tools.journal.read(incidents, logKey);
}
