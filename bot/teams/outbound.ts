/** A reply of ours in the form in which Teams takes it back from an invoke. */

import type { Card } from '../../cards/template.ts';
import { unlinkedText } from '../../cards/untrusted.ts';
import type { Reply } from '../actions/asked.ts';

const cardType = 'application/vnd.microsoft.card.adaptive';

// A sentence or two, with the names of people and of groups in them.
const mostTold = 600;

/**
 * The answer to a button (adaptiveCard/action). Always 200: anything else shows people "Something went wrong" although
 * it worked, and a handler that throws is answered 501 with nothing by the SDK.
 */
export function answerToClick(reply: Reply): object {
  switch (reply.kind) {
    case 'replace':
      return { statusCode: 200, type: cardType, value: reply.card };
    case 'tell':
      return {
        statusCode: 200,
        type: 'application/vnd.microsoft.activity.message',
        value: unlinkedText(reply.text, mostTold),
      };
    default:
      return { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: '' };
  }
}

/** The answer to a search: the list that only whoever searches sees, each with the card that goes into their message. */
export function answerToSearch(reply: Reply): object {
  if (reply.kind !== 'found')
    return {
      composeExtension: {
        type: 'message',
        text: reply.kind === 'tell' ? unlinkedText(reply.text, mostTold) : '',
      },
    };
  const attachments = reply.found.map(({ title, text, card }) => ({
    contentType: cardType,
    content: card,
    preview: { contentType: 'application/vnd.microsoft.card.thumbnail', content: { title, text } },
  }));
  return { composeExtension: { type: 'result', attachmentLayout: 'list', attachments } };
}

/** The answer to task/fetch and task/submit: a dialog that goes on, or nothing, which closes it. */
export function answerToDialog(reply: Reply): object | undefined {
  if (reply.kind !== 'dialog') return undefined;
  return {
    task: {
      type: 'continue',
      value: {
        title: reply.title,
        height: 'medium',
        width: 'medium',
        card: { contentType: cardType, content: reply.card satisfies Card },
      },
    },
  };
}
