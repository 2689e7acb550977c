/** Every verb, once. The dispatcher, the buttons, the help and the manifest are all made from this list. */
import { acknowledge } from './acknowledge.ts';
import { acknowledgeGroup } from './acknowledge-group.ts';
import { agreeClosing } from './agree-closing.ts';
import { answer } from './answer.ts';
import { ask } from './ask.ts';
import { assign } from './assign.ts';
import { cannotSay } from './cannot-say.ts';
import { close } from './close.ts';
import { closeGroup } from './close-group.ts';
import { comment } from './comment.ts';
import { connect } from './connect.ts';
import { contacts } from './contacts.ts';
import { declineClosing } from './decline-closing.ts';
import type { Action } from './define.ts';
import { digests } from './digests.ts';
import { disconnect } from './disconnect.ts';
import { drill } from './drill.ts';
import { drop } from './drop.ts';
import { erase } from './erase.ts';
import { every } from './every.ts';
import { exportTable } from './export.ts';
import { find } from './find.ts';
import { goAhead } from './go-ahead.ts';
import { group } from './group.ts';
import { handover } from './handover.ts';
import { handoverNote } from './handover-note.ts';
import { health } from './health.ts';
import { healthy } from './healthy.ts';
import { helpFor } from './help.ts';
import { history } from './history.ts';
import { hold } from './hold.ts';
import { impact } from './impact.ts';
import { inform } from './inform.ts';
import { lift } from './lift.ts';
import { merged } from './merged.ts';
import { mine } from './mine.ts';
import { moreTime } from './more-time.ts';
import { notOurs } from './not-ours.ts';
import { open } from './open.ts';
import { outcome } from './outcome.ts';
import { overdue } from './overdue.ts';
import { override } from './override.ts';
import { passOn } from './pass-on.ts';
import { postCard } from './post-card.ts';
import { propose } from './propose.ts';
import { questionList } from './question-list.ts';
import { questionNote } from './question-note.ts';
import { questions } from './questions.ts';
import { release } from './release.ts';
import { reopen } from './reopen.ts';
import { report } from './report.ts';
import { routes } from './routes.ts';
import { say } from './say.ts';
import { setAgain } from './set-again.ts';
import { setContacts } from './set-contacts.ts';
import { severity } from './severity.ts';
import { share } from './share.ts';
import { show } from './show.ts';
import { socHere } from './soc-here.ts';
import { status } from './status.ts';
import { stopDigest } from './stop-digest.ts';
import { tag } from './tag.ts';
import { take } from './take.ts';
import { tryAgain } from './try-again.ts';
import { undo } from './undo.ts';
import { withdraw } from './withdraw.ts';
import { withdrawCheck } from './withdraw-check.ts';

export const actions: Action[] = [
  acknowledge,
  assign,
  take,
  release,
  comment,
  say,
  share,
  inform,
  severity,
  tag,
  close,
  agreeClosing,
  declineClosing,
  reopen,
  merged,
  notOurs,
  ask,
  answer,
  propose,
  impact,
  goAhead,
  hold,
  override,
  withdrawCheck,
  outcome,
  lift,
  healthy,
  cannotSay,
  passOn,
  moreTime,
  questionNote,
  withdraw,
  undo,
  setAgain,
  tryAgain,
  drop,
  erase,
  postCard,
  group,
  acknowledgeGroup,
  closeGroup,
  find,
  show,
  open,
  mine,
  overdue,
  questions,
  history,
  report,
  status,
  handover,
  every,
  digests,
  stopDigest,
  exportTable,
  health,
  socHere,
  connect,
  contacts,
  setContacts,
  routes,
  disconnect,
  questionList,
  handoverNote,
  drill,
  helpFor(() => actions),
];

/** Those that people may type. */
export const spoken = actions.filter((action) => action.verb !== 'say' && action.spoken !== false);

export function actionOf(verb: string): Action | undefined {
  return actions.find((action) => action.verb === verb);
}
