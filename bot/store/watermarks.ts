/** How far each workspace has been read: one document in the workspace's log. */
import { Conflict } from '../errors.ts';
import type { Watermarks } from '../ports.ts';
import type { Document, Documents } from './documents.ts';

interface StoredWatermark extends Document {
  at: string;
}

/** Methods throw Upstream besides Conflict; a move whose answer got lost is a Conflict when made again. */
export function watermarksIn(documents: Documents): Watermarks {
  const held = (workspace: string) => documents.read<StoredWatermark>('watermark', `workspace:${workspace}`);
  return {
    async get(workspace) {
      return (await held(workspace))?.document.at;
    },

    async move(workspace, from, to) {
      const before = await held(workspace);
      const document: StoredWatermark = {
        id: 'watermark',
        logKey: `workspace:${workspace}`,
        type: 'watermark',
        at: to,
      };
      if (before?.document.at !== from || !(await documents.write(document, before))) {
        throw new Conflict(`The watermark of ${workspace} was moved by somebody else: read it again.`);
      }
    },
  };
}
