/** Puts files into people's own storage, at the address that Teams gave with their consent. */
import { Upstream } from '../errors.ts';
import type { FileStorage } from '../ports.ts';

// Every organisation has its SharePoint, and each of its people their OneDrive, at a name of Microsoft's below one of
// these; nobody else can have one there. Consumers' OneDrive is elsewhere, and none of ours.
const storageDomains = ['sharepoint.com', 'sharepoint.us', 'sharepoint-mil.us'];

/** Whether an address is one of an organisation's SharePoint or OneDrive. */
export function isFileStorage(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, port, username, password } = new URL(address);
  const isBelow = storageDomains.some((domain) => hostname.endsWith(`.${domain}`));
  return protocol === 'https:' && isBelow && port === '' && username === '' && password === '';
}

/** What was put is put as a whole: one PUT takes 60 MB. `allowed` is asked at each use. */
export function createFileStorage(allowed: (address: string) => boolean, timeoutMs = 30_000): FileStorage {
  return {
    isAt: allowed,
    async put(address, content) {
      if (!allowed(address)) throw failure('never', undefined, 'The address is none of SharePoint’s.');
      const response = await fetch(address, {
        method: 'PUT',
        // The address itself is the right to write there: no token goes with it, and nothing goes elsewhere.
        redirect: 'error',
        headers: {
          'content-type': 'application/octet-stream',
          'content-range': `bytes 0-${content.length - 1}/${content.length}`,
        },
        body: content as Uint8Array<ArrayBuffer>,
        signal: AbortSignal.timeout(timeoutMs),
      }).catch(() => {
        // The cause may name the address.
        throw failure('unknown', undefined, 'The file storage did not answer.');
      });
      await response.body?.cancel();
      if (!response.ok) throw failure('never', response.status, 'The file storage did not take the file.');
    },
  };
}

function failure(outcome: 'never' | 'unknown', status: number | undefined, message: string): Upstream {
  return new Upstream(message, {
    service: 'teams',
    operation: 'put the file',
    outcome,
    ...(status !== undefined && { status }),
  });
}
