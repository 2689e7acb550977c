/** Takes back one's own last act, within five minutes and where nobody has acted since. */
import { z } from 'zod';
import { Refused } from '../errors.ts';
import { holds } from '../incidents/change.ts';
import type { IncidentEvent } from '../incidents/events.ts';
import { current, type IncidentState } from '../incidents/state.ts';
import { intend, numbered, teamAndSoc } from './changes.ts';
import { type Context, defineIncidentAction } from './define.ts';

const withinMs = 5 * 60_000;
const undoable = [
  'acknowledge',
  'assign',
  'take',
  'release',
  'severity',
  'tag',
  'close',
  'agree closing',
  'reopen',
  'not ours',
];

export const undo = defineIncidentAction({
  verb: 'undo',
  on: 'incident',
  who: teamAndSoc,
  input: z.object({}),
  button: ({ lastAct }, _audience, _channel, now) =>
    lastAct && undoable.includes(lastAct.action) && now.getTime() - Date.parse(lastAct.at) < withinMs
      ? 12
      : undefined,
  decide(state, _input, context) {
    const last = state.lastAct;
    if (!last || last.action === 'undo') throw new Refused('nothingToUndo', numbered(state));
    if (last.by.oid !== context.actor.oid)
      throw new Refused('undoOthers', numbered(state, { name: last.by.name }));
    if (context.now.getTime() - Date.parse(last.at) > withinMs)
      throw new Refused('undoLate', numbered(state));
    // Whoever changed the same in Sentinel meanwhile has acted since, too.
    const kept = last.events.every(
      (event) => event.kind !== 'intended' || holds(current(state), event.intent.change),
    );
    if (!kept) throw new Refused('undoOthers', numbered(state, { name: 'Sentinel' }));
    const events = last.events.flatMap((event) => reversed(event, state, context));
    if (events.length === 0) throw new Refused('undoWords', numbered(state));
    return {
      events: [...events, { kind: 'undone', seq: last.seq }],
      say: { key: 'undo.done', params: numbered(state, { verb: last.action }) },
    };
  },
});

/** Words can't be unsaid: they are in Sentinel and in people's notifications. Everything else has a reverse. */
function reversed(event: IncidentEvent, state: IncidentState, context: Context): IncidentEvent[] {
  switch (event.kind) {
    case 'acknowledged':
      return [{ kind: 'unacknowledged', channel: event.channel }];
    case 'handedBack':
      return [{ kind: 'takenBack', channel: event.channel }];
    case 'closingWanted':
      return [{ kind: 'closingDeclined', wanted: event.id, by: context.actor }];
    case 'intended':
      return [intend(state, event.intent.before, context)];
    default:
      return [];
  }
}
