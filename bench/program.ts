/** Programs in processes of their own, so that what they use can be told apart. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Used {
  /** user and system time of the whole process, all threads, in milliseconds */
  cpuMs: number;
}

export interface Program<Told> {
  /** the line of JSON that it wrote once it was up */
  told: Told;
  used(): Promise<Used>;
  /** Asks it something that it answers by a message. */
  ask<Answer>(question: string): Promise<Answer>;
  /** Asks it to end, and waits for that. */
  stop(): Promise<void>;
}

const cpu = new URL('programs/cpu.ts', import.meta.url).href;

/**
 * Starts a program, by its path from the root, and waits for the line of JSON that it writes once it is up. Rejects with
 * what it wrote where it ends instead.
 */
export async function startProgram<Told>(path: string, env: Record<string, string>): Promise<Program<Told>> {
  const child = fork(fileURLToPath(new URL(`../${path}`, import.meta.url)), {
    execArgv: ['--import', cpu],
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ended = once(child, 'exit');
  let complaints = '';
  child.stderr!.on('data', (chunk) => {
    complaints = `${complaints}${chunk}`.slice(-4000);
  });
  let written = '';
  const told = await new Promise<Told>((resolve, reject) => {
    child.stdout!.on('data', (chunk) => {
      written += chunk;
      const end = written.indexOf('\n');
      if (end >= 0) resolve(JSON.parse(written.slice(0, end)) as Told);
    });
    void ended.then(() => reject(new Error(`${path} ended before it was up.\n${complaints}`)));
  });
  async function ask<Answer>(question: string): Promise<Answer> {
    child.send(question);
    const [answer] = (await once(child, 'message')) as [Answer];
    return answer;
  }
  return {
    told,
    ask,
    used: () => ask<Used>('used'),
    async stop() {
      if (child.exitCode === null) child.kill('SIGTERM');
      await ended;
    },
  };
}
