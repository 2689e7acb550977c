/** Files that people take along: offered in their own chat, and put into their own storage once they want them. */
import { z } from 'zod';
import type { CardContext } from '../../cards/context.ts';
import { Refused, Upstream } from '../errors.ts';
import type { FileOffer } from '../ports.ts';
import type { Asked, Reply } from './asked.ts';
import type { Context, QueryAction } from './define.ts';
import { type Desk, notice } from './desk.ts';
import { gather } from './gather.ts';
import { actionOf } from './index.ts';
import { type Answered, inquire } from './inquire.ts';

/** What the answer to a question offers besides. */
export async function offersOf(
  action: QueryAction,
  logKey: string | undefined,
  input: Record<string, unknown>,
  { files = [] }: Answered,
  { actor }: Context,
  { zone }: CardContext,
  { offers }: Pick<Desk, 'offers'>,
): Promise<{ offers?: FileOffer[] }> {
  if (files.length === 0) return {};
  const asked = Object.fromEntries(Object.entries(input).filter(([, value]) => isShort(value)));
  const what = { verb: action.verb, logKey, input: asked, zone };
  const ids = await offers.make(actor.oid, what, files.length);
  return {
    offers: files.map(({ name, description, content }, i) => ({
      id: ids[i]!,
      name,
      description,
      size: Buffer.byteLength(content),
    })),
  };
}

/** What a button may bring besides is not kept. */
function isShort(value: unknown): boolean {
  return typeof value === 'string' && value.length <= 200;
}

const consent = z.object({ action: z.enum(['accept', 'decline']), offer: z.string().max(100) });
const address = z.string().max(4000);
const storage = z.object({
  uploadUrl: address,
  contentUrl: address,
  uniqueId: z.string().max(200).default(''),
});

/**
 * Somebody said what they want with a file that they were offered. Who that is and that it is their own chat is Teams'
 * word; what the card carries names one of the offers to that person, and nothing else.
 */
export async function consented(asked: Asked, look: CardContext, desk: Desk): Promise<Reply> {
  if (asked.speaker.place.kind !== 'personal') throw new Refused('offerOver');
  const context = await gather(asked.speaker, 'button', desk, 'read');
  // A chat of two people is personal to Teams, and nobody's own.
  if (context.audience !== 'personal') throw new Refused('offerOver');
  const said = consent.safeParse(asked.data).data;
  if (!said) throw new Refused('offerOver');
  const offered = await desk.offers.take(context.actor.oid, said.offer);
  if (said.action === 'decline')
    return { kind: 'post', card: notice(look.words('talk:files.declined'), look) };
  const action = actionOf(offered.verb);
  if (action?.on !== 'overview') throw new Refused('offerOver');
  // What was said of times meant then and there.
  const then = { ...look, now: new Date(offered.asked), zone: offered.zone };
  const { files = [] } = await inquire(action, offered.logKey, offered.input, context, then, desk);
  const file = files[offered.which];
  const to = storage.safeParse(asked.data).data;
  if (!file || !to) throw new Refused('offerOver');
  await put(to, file.content, desk);
  const { contentUrl: url, uniqueId } = to;
  return {
    kind: 'file',
    file: { name: file.name, url, uniqueId, type: file.name.slice(file.name.lastIndexOf('.') + 1) },
  };
}

async function put(
  { uploadUrl, contentUrl }: z.infer<typeof storage>,
  content: string,
  { files, logger }: Pick<Desk, 'files' | 'logger'>,
): Promise<void> {
  if (!files?.isAt(uploadUrl) || !files.isAt(contentUrl)) throw new Refused('notStorage');
  await files.put(uploadUrl, Buffer.from(content)).catch((error) => {
    if (!(error instanceof Upstream)) throw error;
    logger.warn({ err: error }, 'a file was not put');
    throw new Refused('notStored');
  });
}
