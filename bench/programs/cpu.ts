/** Loaded before a program that is measured: says, when asked, what the program's process has used so far. */
import type { Used } from '../program.ts';

process.on('message', (asked) => {
  if (asked !== 'used') return;
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMs: (user + system) / 1000 } satisfies Used);
});
// Being asked is no reason to stay.
process.channel?.unref();
