/**
 * The message extension: somebody searches while they write a message, and puts an incident's reference into it. What they
 * find is what they may see, and only they see the list. What they put in is seen by everybody of the conversation.
 */
import { z } from 'zod';
import type { Button } from '../../cards/button.ts';
import type { CardContext } from '../../cards/context.ts';
import { listCard } from '../../cards/list/list.ts';
import { previewText } from '../../cards/preview.ts';
import { referenceCard } from '../../cards/reference/reference.ts';
import { checked } from '../checked.ts';
import { Refused } from '../errors.ts';
import { maySee } from '../incidents/audience.ts';
import { search } from '../incidents/search.ts';
import { current, type IncidentState } from '../incidents/state.ts';
import { numbersIn } from '../incidents/wanted.ts';
import { incidents as incidentKind } from '../log/kinds.ts';
import { allow } from './allowed.ts';
import { gatherAnywhere } from './anywhere.ts';
import type { Asked, Found, Reply } from './asked.ts';
import { viewCard } from './cards.ts';
import type { Context } from './define.ts';
import { type Desk, incidentIn } from './desk.ts';
import { find, seeingOf } from './find.ts';
import { viewOf } from './gather.ts';
import { byNumbers } from './inquire.ts';
import { bySeverity, rowOf, standingWords } from './rows.ts';
import { daysFound } from './searchable.ts';
import { show } from './show.ts';

/** As many as Teams asks for at once; more would be no list that anybody reads. */
const mostFound = 25;

/** Teams shows two lines of a title (learn.microsoft.com, "Types of cards"). */
const twoLines = 50;

const asks = z.object({
  text: z.string().max(30_000).catch(''),
  skip: z.number().int().min(0).max(1000).catch(0),
  count: z.number().int().min(1).catch(mostFound),
});

/** What somebody found for the message that they write; all that is open, before they type anything. */
export async function searchFrom(asked: Asked, look: CardContext, desk: Desk): Promise<Reply> {
  const { words } = look;
  const context = await gatherAnywhere(asked.speaker, desk);
  allow(find, context);
  const { text, skip, count } = asks.parse(asked.data);
  const known = await desk.searchable.recent();
  const states = [...known, ...(await byNumbers(numbersIn(text), desk.snapshots, known))];
  const found = search(text, states, seeingOf(context, viewOf(context)));
  if (found.length === 0)
    return {
      kind: 'tell',
      text: text.trim()
        ? words('talk:find.nothing', { text: text.trim().slice(0, 80), days: daysFound })
        : words('talk:open.title', { count: 0 }),
    };
  const page = found.slice(skip, skip + Math.min(count, mostFound));
  return { kind: 'found', found: page.map((state) => foundIn(state, context, look)) };
}

function foundIn(state: IncidentState, context: Context, look: CardContext): Found {
  const { words } = look;
  const isFull = maySee(context.here, state);
  const row = rowOf(state, look, context.now);
  // Of a long text clients show the beginning.
  const about = [isFull ? '' : words('talk:find.bare'), words(`cards:severity.${row.severity}`), row.detail];
  return {
    title: previewText(row.text, twoLines),
    text: previewText(about.filter(Boolean).join(' · '), 240),
    card: referenceCard(
      state,
      isFull ? standingWords(state, look, context.now) : undefined,
      look,
      showFrom(state, isFull, look),
    ),
  };
}

/** The log's key names the workspace, so only those get it who may know of the incident. */
function showFrom(state: IncidentState, isFull: boolean, { words }: CardContext): Button {
  return {
    title: words('talk:button.show'),
    verb: show.verb,
    data: {
      from: 'reference',
      ...(isFull ? { incident: state.logKey } : { number: String(current(state).number) }),
    },
    dialog: true,
    style: 'default',
  };
}

const namesNumber = z.object({ number: z.string().regex(/^\d{1,9}$/) });

/**
 * Show was pressed on a reference, wherever it is: in a dialog that only they see, what they may see of it. It has no
 * buttons, since nothing is acted on from a conversation that the incident was never routed to.
 */
export async function lookFrom(asked: Asked, look: CardContext, desk: Desk): Promise<Reply> {
  const context = await gatherAnywhere(asked.speaker, desk);
  allow(show, context);
  const named = checked(namesNumber, asked.data);
  const logKeys = named ? await desk.finder.byNumber(Number(named.number)) : [incidentIn(asked.data)];
  const states = await Promise.all(logKeys.map((logKey) => desk.journal.read(incidentKind, logKey)));
  const own = viewOf(context);
  const seen = states.filter((state) => state.seen && maySee(own, state)).sort(bySeverity);
  const [only] = seen;
  const isThere = states.some((state) => state.seen);
  if (!only) throw new Refused('unknownIncident', {}, isThere ? 'maySee' : undefined);
  const card =
    seen.length === 1
      ? viewCard(only, own, look, noButtons)
      : listCard(
          {
            title: look.words('talk:which.title', { numbers: `#${current(only).number}` }),
            rows: seen.map((state) => ({ ...rowOf(state, look, context.now), button: undefined })),
          },
          look,
        );
  return {
    kind: 'dialog',
    title: look.words('cards:incidentNumber', { number: current(only).number }),
    card: card!,
  };
}

const noButtons = { front: [], more: [] };
