/** Microsoft Teams in memory: keeps what it was sent, and fails as it is told. */
import type { Message, Messenger } from '../../bot/ports.ts';

interface Sent {
  operation: 'post' | 'reply' | 'update' | 'direct';
  /** the place's id for a post and a direct message, the thread's otherwise */
  to: string;
  message: Message;
}

export interface FakeMessenger extends Messenger {
  /** what it was asked and took, in order */
  readonly sent: Sent[];
  /** The next such operation fails with `error`: before it is taken, or once it is (its answer is lost). */
  failNext(operation: Sent['operation'], error: Error, when?: 'before' | 'after'): void;
}

export function fakeMessenger(): FakeMessenger {
  const sent: Sent[] = [];
  const failures: { operation: Sent['operation']; error: Error; when: 'before' | 'after' }[] = [];

  async function take(one: Sent): Promise<string> {
    const at = failures.findIndex(({ operation }) => operation === one.operation);
    const [failure] = at < 0 ? [] : failures.splice(at, 1);
    if (failure?.when === 'before') throw failure.error;
    sent.push(one);
    if (failure) throw failure.error;
    return String(1_700_000_000_000 + sent.length);
  }

  return {
    sent,
    failNext: (operation, error, when = 'before') => void failures.push({ operation, error, when }),
    async post(place, message) {
      const id = await take({ operation: 'post', to: place.id, message });
      return { thread: `${place.id};messageid=${id}`, id };
    },
    async reply(_place, thread, message) {
      return { thread, id: await take({ operation: 'reply', to: thread, message }) };
    },
    async update(_place, thread, _id, message) {
      await take({ operation: 'update', to: thread, message });
    },
    async direct(_place, person, message) {
      return { thread: `a:${person.oid}`, id: await take({ operation: 'direct', to: person.oid, message }) };
    },
  };
}
