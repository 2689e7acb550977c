/** What Muster does here, for the one who asks: only what they may do in this place. */
import { z } from 'zod';
import { helpCard } from '../../cards/help/help.ts';
import { mayUse } from './allowed.ts';
import { type Action, defineQuery } from './define.ts';

/** The help over a list of actions, which it is itself part of. */
export function helpFor(actions: () => Action[]): Action {
  return defineQuery({
    verb: 'help',
    says: ['hi', 'hello', '?'],
    on: 'overview',
    who: ['anybody'],
    input: z.object({}),
    answer(_facts, _input, context, look) {
      const mine = actions().filter(
        (action) =>
          action.verb !== 'say' &&
          action.spoken !== false &&
          (!isSetup(action) || context.place.kind === 'channel') &&
          mayUse(action, context),
      );
      const section = (key: string, fits: (action: Action) => boolean) => ({
        title: look.words(`talk:help.${key}`),
        lines: mine.filter(fits).map((action) => ({
          say: look.words(`talk:help.say.${action.verb}`),
          does: look.words(`talk:help.does.${action.verb}`),
        })),
      });
      const sections = [
        section('incidents', ({ on }) => on === 'incident'),
        section('questions', (action) => action.on !== 'incident' && !isSetup(action)),
        section('setup', isSetup),
      ];
      return helpCard({ sections: sections.filter((s) => s.lines.length > 0) }, look);
    },
  });
}

/** What makes sense in channels alone. */
function isSetup(action: Action): boolean {
  return action.on === 'channel' && !action.inChats;
}
