import { type Answer, type Call, sandboxError } from './http.ts';

/** What Teams tells a bot of the place that it made for a file, once somebody wants it. */
export type UploadInfo = {
  contentUrl: string;
  name: string;
  uploadUrl: string;
  uniqueId: string;
  fileType: string;
};

/** People's OneDrive, as far as files that a bot offers go there. */
export type Files = {
  /** Makes a place for a file, as Teams does when somebody accepts one. */
  session: (name: string) => UploadInfo;
  /** What was put there; undefined as long as nothing was. */
  content: (uniqueId: string) => Buffer | undefined;
  /** From here on every upload is answered with this status; undefined ends it. */
  fail: (status: number | undefined) => void;
  /** Answers one call; `path` starts after `files`. */
  answer: (call: Call) => Answer;
};

// A page that a bot made must not run here.
const asDownload = { 'content-type': 'application/octet-stream', 'content-disposition': 'attachment' };

/** Takes each file as a whole, as an upload session does: `Content-Range: bytes 0-9/10`, and no token. */
export function createFiles(url: () => string): Files {
  const places = new Map<string, { name: string; content?: Buffer }>();
  let failing: number | undefined;

  const put = (id: string, { body, authorization, range }: Call): Answer => {
    const place = places.get(id);
    if (!place) return sandboxError(404, 'There is no such upload session.');
    if (failing) return sandboxError(failing, 'It was told to fail.');
    // SharePoint refuses it where a token for something else comes with the address.
    if (authorization) return sandboxError(401, 'The address itself is the right to write there.');
    if (range !== `bytes 0-${body.length - 1}/${body.length}`)
      return sandboxError(416, 'That is not the whole file.');
    if (place.content) return sandboxError(409, 'The session is over.');
    place.content = body;
    return { status: 201, body: { id, name: place.name, size: body.length } };
  };

  return {
    session: (name) => {
      const id = crypto.randomUUID().toUpperCase();
      places.set(id, { name });
      return {
        contentUrl: `${url()}/files/${id}/${encodeURIComponent(name)}`,
        name,
        uploadUrl: `${url()}/files/${id}/uploadSession?guid=${crypto.randomUUID()}`,
        uniqueId: id,
        fileType: name.slice(name.lastIndexOf('.') + 1),
      };
    },
    content: (id) => places.get(id)?.content,
    fail: (status) => {
      failing = status;
    },
    answer: (call) => {
      const [id = '', part] = call.path;
      if (call.method === 'PUT' && part === 'uploadSession') return put(id, call);
      const content = places.get(id)?.content;
      if (call.method !== 'GET' || !content) return sandboxError(404, 'There is no such file.');
      return { status: 200, body: content, headers: asDownload };
    },
  };
}
