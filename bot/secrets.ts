/** Takes out of a text what must be kept nowhere: secrets, whoever repeats them, and what people wrote. Pure. */

const token = /\beyJ[\w-]{6,}\.[\w-]+(?:\.[\w-]*)*/g;
const bearer = /\b(bearer|basic)(\s+|%20)[^\s"'\\,;]{6,}/gi;
// Cosmos DB's own authorization: `type=master&ver=1.0&sig=…`, mostly encoded for a URL.
const cosmos = /\btype(?:=|%3d)(?:master|resource|aad)(?:&|%26)[^\s"'\\]+/gi;
// Connection strings, forms of token requests, signed addresses.
const named =
  /\b(AccountKey|SharedAccessKey|client_secret|client_assertion|refresh_token|access_token|password|sig)("?\s*[=:]\s*"?)[^\s"'\\&;,]+/gi;

/** The text without anything that opens a door. `known`: secrets that this process has, in whatever shape. */
export function withoutSecrets(text: string, known: readonly string[] = []): string {
  let left = text;
  for (const secret of known) for (const shape of shapesOf(secret)) left = left.replaceAll(shape, '[secret]');
  return left
    .replace(cosmos, '[secret]')
    .replace(token, '[token]')
    .replace(bearer, '$1$2[token]')
    .replace(named, '$1$2[secret]');
}

/**
 * What a service says of a request that it refused, fit to be kept: a service may repeat what it was sent, and that holds
 * the token and people's words. At most `most` characters.
 * @param sent the body of the request, as it was before it became JSON
 */
export function saidOf(text: string, sent: unknown, most = 400): string {
  let left = withoutSecrets(text);
  for (const said of textsIn(sent)) for (const shape of shapesOf(said)) left = left.replaceAll(shape, '…');
  return left.slice(0, most);
}

/** A text as it stands, in JSON, in JSON in JSON, and in a URL. */
function shapesOf(text: string): string[] {
  const inJson = JSON.stringify(text).slice(1, -1);
  const shapes = [text, inJson, JSON.stringify(inJson).slice(1, -1), encodeURIComponent(text.toWellFormed())];
  return [...new Set(shapes)].filter((shape) => shape !== '').sort((a, b) => b.length - a.length);
}

/** Below this, what is in a body are codes and numbers of ours. */
const shortest = 4;

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.length >= shortest ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
