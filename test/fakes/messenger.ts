/** Microsoft Teams in memory: keeps what it was sent, and fails as it is told. */
import { Upstream } from '../../bot/errors.ts';
import type { Message, Messenger, Posted } from '../../bot/ports.ts';

interface Sent {
  operation: 'post' | 'reply' | 'update' | 'direct' | 'remove';
  /** the place's id for a post and a direct message, the thread's otherwise */
  to: string;
  message: Message;
  /** Teams' id of the message */
  id: string;
}

/** A message that people see. */
interface There extends Posted {
  place: string;
  message: Message;
  at: number;
}

export interface FakeMessenger extends Messenger {
  /** what it was asked and took, in order */
  readonly sent: Sent[];
  /** what people see now: as it was posted or last updated, in order; what was removed is not there */
  readonly there: There[];
  /** how often a message was looked for */
  readonly looks: number;
  /** The next such operation fails with `error`: before it is taken, or once it is (its answer is lost). */
  failNext(operation: Sent['operation'] | 'find', error: Error, when?: 'before' | 'after'): void;
  /** Whether Graph may be asked; it may, unless told otherwise. */
  mayLook(may: boolean): void;
}

/** @param now of Teams, by which it knows when a message was sent; the machine's unless set */
export function fakeMessenger(now = () => new Date()): FakeMessenger {
  const sent: Sent[] = [];
  const there: There[] = [];
  const failures: { operation: Sent['operation'] | 'find'; error: Error; when: 'before' | 'after' }[] = [];
  let looks = 0;
  let may = true;

  const failing = (operation: Sent['operation'] | 'find') => {
    const at = failures.findIndex((failure) => failure.operation === operation);
    return at < 0 ? undefined : failures.splice(at, 1)[0];
  };

  async function take(
    one: Omit<Sent, 'id'>,
    id: string | undefined,
    change: (id: string) => void,
  ): Promise<string> {
    const failure = failing(one.operation);
    if (failure?.when === 'before') throw failure.error;
    const named = id ?? String(1_700_000_000_001 + sent.length);
    sent.push({ ...one, id: named });
    change(named);
    if (failure) throw failure.error;
    return named;
  }

  const show = (place: string, thread: (id: string) => string, message: Message) => (id: string) =>
    void there.push({ place, thread: thread(id), id, message, at: now().getTime() });

  return {
    sent,
    there,
    get looks() {
      return looks;
    },
    failNext: (operation, error, when = 'before') => void failures.push({ operation, error, when }),
    mayLook: (now) => {
      may = now;
    },
    async post(place, message) {
      const thread = (id: string): string =>
        place.kind === 'channel' ? `${place.id};messageid=${id}` : place.id;
      const id = await take(
        { operation: 'post', to: place.id, message },
        undefined,
        show(place.id, thread, message),
      );
      return { thread: thread(id), id };
    },
    async reply(place, thread, message) {
      const id = await take(
        { operation: 'reply', to: thread, message },
        undefined,
        show(place.id, () => thread, message),
      );
      return { thread, id };
    },
    async update(_place, thread, id, message) {
      await take({ operation: 'update', to: thread, message }, id, () => {
        const known = there.find((one) => one.id === id);
        if (known) known.message = message;
      });
    },
    async direct(_place, person, message) {
      const thread = `a:${person.oid}`;
      const id = await take(
        { operation: 'direct', to: person.oid, message },
        undefined,
        show(thread, () => thread, message),
      );
      return { thread, id };
    },
    async find(place, thread, key, since, text) {
      looks += 1;
      const failure = failing('find');
      if (failure) throw failure.error;
      if (!may || place.kind !== 'channel') throw cannotLook();
      const found = there.find(
        ({ place: where, thread: its, id, message, at }) =>
          where === place.id &&
          at >= since.getTime() &&
          (thread === undefined) === its.endsWith(`;messageid=${id}`) &&
          (thread === undefined || its === thread) &&
          (message.card ? message.key === key : text !== undefined && message.text === text),
      );
      return found && { thread: found.thread, id: found.id };
    },
    async remove(_place, thread, id) {
      await take({ operation: 'remove', to: thread, message: {} }, id, () => {
        const at = there.findIndex((one) => one.id === id);
        if (at >= 0) there.splice(at, 1);
      });
    },
  };
}

/** What Graph says where no team's owner consented. */
function cannotLook(): Upstream {
  return new Upstream('A message can’t be looked for.', {
    service: 'graph',
    operation: 'look for a message',
    outcome: 'never',
    status: 403,
  });
}
