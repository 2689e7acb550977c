/** Every kind of effect, with how it is carried out and what it queues behind. */
import type { Effect, Entry } from '../log/entry.ts';
import { tellAnchor } from './anchor-tell.ts';
import { postBacklog } from './backlog.ts';
import { postCard } from './card-post.ts';
import { updateCard } from './card-update.ts';
import { checkDue } from './check-due.ts';
import { postCheck } from './check-post.ts';
import { readComments } from './comments.ts';
import { askForContacts, tellContacts, tellRotaEnds } from './contacts.ts';
import { followDelay } from './delay-follow.ts';
import { readDetails } from './details.ts';
import { keepDigestTime, sendDigest } from './digest.ts';
import { followDrill, playDrill } from './drill.ts';
import { eraseEverywhere, eraseTexts } from './erase.ts';
import { actOnGroup } from './group.ts';
import type { Handler } from './handler.ts';
import { carryMerged, findMerged, linkMerged } from './merge.ts';
import { removeMessage } from './message-remove.ts';
import { postNotice } from './notice.ts';
import { tellOverruled } from './overruled.ts';
import { runPlaybook } from './playbook-run.ts';
import { postQuestion } from './question-post.ts';
import { tellOfQuestion } from './question-tell.ts';
import { keepQuestionPromise } from './question-timer.ts';
import { relay } from './relay.ts';
import { reroute } from './reroute.ts';
import { commentSentinel } from './sentinel-comment.ts';
import { writeSentinel } from './sentinel-write.ts';
import { followStorm, postStorm, updateStorm } from './storm.ts';
import { tellBack, tellLost } from './tell.ts';
import { tellBurst } from './tell-burst.ts';
import { tellParked } from './tell-parked.ts';
import { timer } from './timer.ts';
import { vetChannel } from './vet.ts';

export interface Kind {
  handler: Handler<Effect>;
  /** effects of one lane are carried out one after the other */
  lane: 'channel' | 'sentinel' | 'log';
  /** Teams takes no key: an attempt whose answer was lost may have been carried out */
  onlyOnce: boolean;
}

function kind<F extends Effect>(handler: Handler<F>, lane: Kind['lane'], onlyOnce = false): Kind {
  return { handler: handler as unknown as Handler<Effect>, lane, onlyOnce };
}

export const kinds: Record<string, Kind> = {
  'card.post': kind(postCard, 'channel', true),
  'card.update': kind(updateCard, 'channel'),
  'message.remove': kind(removeMessage, 'channel'),
  'question.post': kind(postQuestion, 'channel', true),
  'check.post': kind(postCheck, 'channel', true),
  'check.due': kind(checkDue, 'log'),
  'playbook.run': kind(runPlaybook, 'sentinel'),
  'question.tell': kind(tellOfQuestion, 'channel', true),
  notice: kind(postNotice, 'channel', true),
  relay: kind(relay, 'channel', true),
  overruled: kind(tellOverruled, 'channel', true),
  backlog: kind(postBacklog, 'channel', true),
  'storm.post': kind(postStorm, 'channel', true),
  'storm.follow': kind(followStorm, 'channel'),
  'storm.update': kind(updateStorm, 'channel'),
  group: kind(actOnGroup, 'log'),
  'sentinel.write': kind(writeSentinel, 'sentinel'),
  'sentinel.comment': kind(commentSentinel, 'sentinel'),
  details: kind(readDetails, 'sentinel'),
  vet: kind(vetChannel, 'log'),
  comments: kind(readComments, 'sentinel'),
  'merge.link': kind(linkMerged, 'log'),
  'merge.find': kind(findMerged, 'log'),
  'merge.carry': kind(carryMerged, 'log'),
  timer: kind(timer, 'log'),
  'question.timer': kind(keepQuestionPromise, 'log'),
  reroute: kind(reroute, 'log'),
  'tell.lost': kind(tellLost, 'log', true),
  'tell.back': kind(tellBack, 'log', true),
  'delay.follow': kind(followDelay, 'log'),
  'tell.parked': kind(tellParked, 'log', true),
  erase: kind(eraseTexts, 'log'),
  'erase.everywhere': kind(eraseEverywhere, 'log'),
  'anchor.tell': kind(tellAnchor, 'log'),
  'contacts.tell': kind(tellContacts, 'log', true),
  'contacts.ask': kind(askForContacts, 'log', true),
  'rota.ends': kind(tellRotaEnds, 'log', true),
  'digest.due': kind(keepDigestTime, 'log'),
  'digest.send': kind(sendDigest, 'channel', true),
  'drill.play': kind(playDrill, 'log'),
  'drill.follow': kind(followDrill, 'log', true),
  'tell.burst': kind(tellBurst, 'log', true),
};

/** The channel that an effect sends to; undefined for one that sends nothing to Teams. */
export function channelOf(entry: Entry, effect: Effect): string | undefined {
  if (kinds[effect.kind]?.lane !== 'channel') return undefined;
  return 'channel' in effect ? String(effect.channel) : entry.logKey.slice('channel:'.length);
}

/** An effect's name among all there are. */
export function taskOf(entry: Entry, effect: Effect): string {
  return `${entry.logKey} ${effect.id}`;
}
