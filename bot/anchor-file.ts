/** The file outside of the store that anchors are appended to, such as one on a share that can't be overwritten. */
import { open } from 'node:fs/promises';

/** Gives what appends a line, and ends once it is on the disk. Throws what the file system says. */
export function anchorsKeptIn(file: string): (line: string) => Promise<void> {
  return async (line) => {
    const handle = await open(file, 'a');
    try {
      // What was broken off before stays a line of its own.
      await handle.appendFile(`\n${line}`);
      await handle.sync();
    } finally {
      await handle.close();
    }
  };
}
