/** Microsoft Teams: what it shows in each channel, and which process said it. */
import { Upstream } from '../../bot/errors.ts';
import type { Directory, Message, Messenger, Posted } from '../../bot/ports.ts';
import type { Fate, Network } from './network.ts';
import { consented, everybody, type Somebody } from './people.ts';
import type { Process } from './process.ts';
import type { Random } from './random.ts';

/** A message of Muster's as Teams shows it now. */
export interface Shown {
  id: string;
  channel: string;
  /** its own thread, or the one that it was said in */
  thread: string;
  root: boolean;
  message: Message;
  /** it said itself that it may be there twice */
  marked: boolean;
  /** the process that said it, and how much had happened to that process when it did */
  by: Process;
  troubles: number;
  /** what became of the call that made it */
  fate: Fate;
  updates: number;
  /** what became of the last call that changed it, and whose that was */
  changed?: { fate: Fate; by: Process };
  /** when it was said, epoch milliseconds */
  at: number;
}

export type Teams = ReturnType<typeof createTeams>;

/** How long Graph may not show a message that Teams has. */
const graphLagMs = 2000;

export function createTeams(network: Network, random: Random, now: () => number) {
  const shown = new Map<string, Shown>();
  const removed = new Map<string, Shown>();
  const left = new Set<Somebody>();
  let ids = 1_700_000_000_000;

  function add(
    process: Process,
    troubles: number,
    channel: string,
    thread: string | undefined,
    message: Message,
  ): Shown {
    const id = String(++ids);
    const one: Shown = {
      id,
      channel,
      thread: thread ?? `${channel};messageid=${id}`,
      root: thread === undefined,
      message: structuredClone(message),
      marked: /twice/.test(message.summary ?? ''),
      by: process,
      troubles,
      fate: 'done',
      updates: 0,
      at: now(),
    };
    shown.set(id, one);
    return one;
  }

  const gone = (operation: string): Upstream =>
    new Upstream('The message was deleted.', {
      service: 'teams',
      operation,
      status: 404,
      messageGone: true,
      outcome: 'never',
    });

  function messengerOf(process: Process): Messenger {
    const say = async (channel: string, thread: string | undefined, message: Message): Promise<Posted> => {
      const { troubles } = process;
      const one = await network.call(process, {
        service: 'teams',
        operation: thread ? 'reply' : 'post',
        repeatable: false,
        perform: () => {
          if (thread && !shown.has(thread.split('=')[1] ?? '')) throw gone('reply');
          return add(process, troubles, channel, thread, message);
        },
        told: (made, fate) => {
          made.fate = fate;
        },
      });
      return { thread: one.thread, id: one.id };
    };
    return {
      post: (place, message) => say(place.id, undefined, message),
      reply: (place, thread, message) => say(place.id, thread, message),
      update: async (_place, _thread, id, message) => {
        await network.call(process, {
          service: 'teams',
          operation: 'update',
          repeatable: true,
          perform: () => {
            const one = shown.get(id);
            if (!one) throw gone('update');
            one.message = { ...one.message, ...structuredClone(message) };
            one.updates += 1;
            return one;
          },
          told: (one, fate) => {
            one.changed = { fate, by: process };
          },
        });
      },
      direct: (_place, person, message) => say(`a:${person.oid}`, undefined, message),
      find: (place, thread, key, since, text) =>
        network.call(process, {
          service: 'graph',
          operation: 'find',
          repeatable: true,
          perform: () => {
            if (!consented.includes(place.id))
              throw new Upstream('Nobody may look there.', {
                service: 'graph',
                operation: 'find',
                status: 403,
                outcome: 'never',
              });
            const found = [...shown.values()].find(
              (one) =>
                one.channel === place.id &&
                (thread === undefined ? one.root : one.thread === thread && !one.root) &&
                one.at >= since.getTime() &&
                // What was said just now may not be found yet.
                one.at + graphLagMs < now() &&
                (one.message.card ? one.message.key === key : one.message.text === text),
            );
            return found && { thread: found.thread, id: found.id };
          },
        }),
      remove: (_place, _thread, id) =>
        network.call(process, {
          service: 'teams',
          operation: 'remove',
          repeatable: true,
          perform: () => void shown.delete(id),
        }),
    };
  }

  function directoryOf(process: Process): Directory {
    const members = (channel: string) =>
      everybody.filter((one) => one.in.includes(channel) && !left.has(one));
    const ask = <T>(operation: string, perform: () => T): Promise<T> =>
      network.call(process, { service: 'graph', operation, repeatable: true, perform });
    return {
      roles: (oid) => ask('roles', () => everybody.find((one) => one.oid === oid)?.roles ?? []),
      members: (place) => ask('members', () => members(place.id)),
      member: (place, oid) => ask('member', () => members(place.id).find((one) => one.oid === oid)),
    };
  }

  return {
    messengerOf,
    directoryOf,
    /** who has left the company */
    left: left as ReadonlySet<Somebody>,
    leave: (one: Somebody): void => void left.add(one),
    /** everything that is shown, oldest first */
    all: (): Shown[] => [...shown.values()],
    /** what people deleted, by id */
    removed: removed as ReadonlyMap<string, Shown>,
    /** Somebody deletes a message in Teams, with its thread where it is the root. */
    remove(one: Shown): void {
      for (const other of [...shown.values()])
        if (other === one || (one.root && other.thread === one.thread)) {
          shown.delete(other.id);
          removed.set(other.id, other);
        }
    },
    /** One of the messages that can be clicked; undefined where there is none yet. */
    someCard(): Shown | undefined {
      const cards = [...shown.values()].filter(({ message }) => message.card);
      return cards.length > 0 ? random.pick(cards) : undefined;
    },
  };
}
