/** Does to each incident of a group what a person did to the group; as often as it takes, and to each once. */
import { act } from '../actions/act.ts';
import { numbered } from '../actions/changes.ts';
import type { Context, IncidentAction } from '../actions/define.ts';
import { gather } from '../actions/gather.ts';
import { actionOf } from '../actions/index.ts';
import { warned } from '../actions/warned.ts';
import { Refused } from '../errors.ts';
import { type Brief, meantBy } from '../incidents/grouping.ts';
import { current } from '../incidents/state.ts';
import type { GroupOutcome, StormEffect, StormEvent } from '../incidents/storm.ts';
import type { WithoutId } from '../log/journal.ts';
import { incidents } from '../log/kinds.ts';
import type { Handler, Tools } from './handler.ts';
import { placeOf } from './place.ts';

const atOnce = 10;

type Acted = Extract<StormEvent, { kind: 'groupActed' }>;

export const actOnGroup: Handler<Extract<StormEffect, { kind: 'group' }>> = async (
  { entry, effect },
  tools,
) => {
  const { channel, storm } = effect;
  const acted = (entry.events as unknown as StormEvent[]).find(
    (event): event is Acted => event.kind === 'groupActed' && event.id === effect.act,
  )!;
  // What came after the click was not seen by the one who clicked.
  const there = (await tools.storms.members(channel, storm)).filter(({ joinedAt }) => joinedAt <= entry.at);
  const comment = entry.texts.comment?.text;
  const input = { ...acted.input, ...(comment !== undefined && { comment }) };
  const outcome = await onAll(
    acted,
    input,
    meantBy(acted.verb, there, acted.group),
    entryKey(entry, effect),
    {
      channel,
      tools,
    },
  );
  const done: StormEvent = { kind: 'groupDone', id: acted.id, storm, outcome };
  const update: WithoutId<StormEffect> = { kind: 'storm.update', channel, storm };
  return { events: [done], effects: [update] };
};

function entryKey(entry: { logKey: string }, effect: { id: string }): string {
  return `group:${entry.logKey}:${effect.id}`;
}

/** Acts on each as that one person, with the rights they have now. Refusals are counted; any other failure is thrown. */
async function onAll(
  { verb, by, count }: Acted,
  input: Record<string, string>,
  meant: Brief[],
  key: string,
  { channel, tools }: { channel: string; tools: Tools },
): Promise<GroupOutcome> {
  if (meant.length === 0) return { done: count, refused: [] };
  const action = actionOf(verb) as IncidentAction;
  const refusals: Refused[] = [];
  const refusing = (error: unknown): undefined => {
    if (!(error instanceof Refused)) throw error;
    refusals.push(error);
    return undefined;
  };
  const place = await placeOf(channel, tools);
  const context = await gather({ ...by, tenantId: place.tenantId, place }, 'button', tools).catch(refusing);
  // Whoever may do nothing here any more is refused once for each.
  if (!context) refusals.push(...Array<Refused>(meant.length - 1).fill(refusals[0]!));
  let wanted = 0;
  for (let i = 0; context && i < meant.length; i += atOnce)
    await Promise.all(
      meant.slice(i, i + atOnce).map(async ({ logKey }) => {
        const acted = await actUnlessWarned(action, logKey, input, context, key, tools).catch(refusing);
        if (verb === 'close' && acted && current(acted.state).status !== 'Closed') wanted += 1;
      }),
    );
  // What is as wanted already, since a try before this one or by others, is as good as done.
  return {
    done: Math.max(0, count - refusals.length - wanted),
    ...(wanted > 0 && { wanted }),
    refused: counted(refusals),
  };
}

/** Whoever acts on many is not asked of each: what somebody should know first is left to be done by itself. */
async function actUnlessWarned(
  action: IncidentAction,
  logKey: string,
  input: Record<string, string>,
  context: Context,
  key: string,
  tools: Tools,
): ReturnType<typeof act> {
  const state = await tools.journal.read(incidents, logKey, false);
  if ((await warned(action, [state], tools.journal)).length > 0)
    throw new Refused('stillContained', numbered(state));
  return act(action, logKey, input, context, key, tools, true);
}

function counted(refusals: Refused[]): GroupOutcome['refused'] {
  return [...Map.groupBy(refusals, ({ word }) => word)]
    .map(([word, of]) => ({ word, params: of[0]!.params, count: of.length }))
    .sort((a, b) => b.count - a.count);
}
