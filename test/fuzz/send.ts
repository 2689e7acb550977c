/** Sends what was drawn, as it is, and gives what came back. */
import { Agent, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import type { Attack } from './draw.ts';

/** `status` 0: no answer came, since the connection was ended, by us or by it. */
export interface Answered {
  status: number;
  text: string;
  /** no answer came in time; how the connection was then */
  hung?: string;
  /** why there is no answer, where the connection failed */
  failed?: string;
  /** a connection that was used before was ended before anything of an answer came, so it was sent on a new one */
  again?: true;
}

const patienceMs = 30_000;

export function createSender(bot: string) {
  const { hostname: host, port } = new URL(bot);
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });

  /**
   * A server may end a connection that is idle just when the next request is on its way there, and no server can help
   * that. So clients send once more, on a new connection, what met its end on a used one with nothing answered.
   */
  async function whole(attack: Attack): Promise<Answered> {
    const { failed, used, ...answer } = await once(attack, agent);
    if (failed === undefined) return answer;
    if (!used || answer.status !== 0) return { ...answer, failed };
    const { used: _, ...second } = await once(attack, false);
    return { ...second, again: true };
  }

  function once(
    { method, path, headers, body }: Attack,
    over: Agent | false,
  ): Promise<Answered & { used: boolean }> {
    return new Promise((resolve) => {
      const sent = request({ host, port, method, path, headers, agent: over, timeout: patienceMs });
      let status = 0;
      let text = '';
      const end = (more: Partial<Answered> = {}): void =>
        resolve({ status, text, used: sent.reusedSocket, ...more });
      const fail = (error: NodeJS.ErrnoException): void => end({ failed: error.code ?? error.message });
      sent.on('response', (response: IncomingMessage) => {
        status = response.statusCode ?? 0;
        response.on('data', (part) => {
          text += part;
        });
        response.on('end', () => end());
        response.on('error', fail);
      });
      sent.on('error', fail);
      sent.on('timeout', () => {
        const { socket, reusedSocket } = sent;
        const [how, written, read] = [socket?.connecting, socket?.bytesWritten, socket?.bytesRead];
        end({
          hung: `${reusedSocket ? 'used' : 'new'}${how ? ', still connecting' : ''}, ${written} bytes written, ${read} read`,
        });
        sent.destroy();
      });
      sent.end(body);
    });
  }

  /** Writes by hand, so that it can stop, wait or go on. */
  function byHand({ method, path, headers, body, how }: Attack): Promise<Answered> {
    return new Promise((resolve) => {
      const socket = connect(Number(port), host);
      let got = '';
      const end = (more: Partial<Answered> = {}): void => {
        clearInterval(going);
        clearTimeout(late);
        socket.destroy();
        const [head = '', body = ''] = got.split('\r\n\r\n');
        // What ends a body in chunks that has none.
        const text = body === '0' ? '' : body;
        resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? 0), text, ...more });
      };
      const late = setTimeout(
        () => end({ hung: `${socket.bytesWritten} bytes written, ${got.length} read` }),
        patienceMs,
      );
      const length = how === 'endless' ? {} : { 'content-length': String(body.length) };
      const lines = Object.entries({ host: 'x', ...headers, ...length }).map(
        ([name, value]) => `${name}: ${value}`,
      );
      socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      let at = 0;
      const going = setInterval(
        () => {
          if (how === 'slow') socket.write(body.subarray(at, ++at));
          // Four times what is read at most, and more.
          else if (at++ < 40) socket.write(`${body.length.toString(16)}\r\n${body}\r\n`);
        },
        how === 'slow' ? 1000 : 1,
      );
      if (how === 'cut') {
        clearInterval(going);
        socket.write(body.subarray(0, body.length >> 1), () => setTimeout(end, 5));
      }
      socket.on('data', (part) => {
        got += part;
        // An endless one goes on although it was refused, until the connection is ended.
        if (how === 'slow') end();
      });
      socket.on('error', () => end());
      socket.on('close', () => end());
    });
  }

  return {
    send: (attack: Attack): Promise<Answered> => (attack.how === 'whole' ? whole(attack) : byHand(attack)),
    close: () => agent.destroy(),
  };
}
