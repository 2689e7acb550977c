import { readFile } from 'node:fs/promises';
import type { Answer, Call } from './http.ts';

const folder = new URL('../page/', import.meta.url);
const types: Record<string, string> = {
  'index.html': 'text/html; charset=utf-8',
  'page.css': 'text/css; charset=utf-8',
  'page.js': 'text/javascript; charset=utf-8',
  'playground-patch.css': 'text/css; charset=utf-8',
  'playground-patch.js': 'text/javascript; charset=utf-8',
};

/** A file of the sandbox's page, or undefined where there is none of that name. Nothing of another origin may load. */
export async function pageFile({ method, path }: Pick<Call, 'method' | 'path'>): Promise<Answer | undefined> {
  const name = path.length === 0 ? 'index.html' : path.join('/');
  const type = types[name];
  if (type === undefined || (method !== 'GET' && method !== 'HEAD')) return undefined;
  return {
    status: 200,
    body: await readFile(new URL(name, folder)),
    headers: {
      'content-type': type,
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:",
      'x-content-type-options': 'nosniff',
    },
  };
}
