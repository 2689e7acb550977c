/** An incident's whole story to take along: as a page to read and print, and as Markdown. */
import { z } from 'zod';
import { noticeCard } from '../../cards/notice/notice.ts';
import { Refused } from '../errors.ts';
import { current } from '../incidents/state.ts';
import { timeline } from '../incidents/timeline.ts';
import { htmlOf } from '../reports/html.ts';
import { markdownOf } from '../reports/markdown.ts';
import { reportOf } from '../reports/story.ts';
import { defineQuery, type Facts } from './define.ts';
import { lineText } from './history.ts';

const incidentOf = ({ incident }: Facts) => {
  if (!incident) throw new Refused('whichIncident', { verb: 'report' });
  return incident;
};

export const report = defineQuery({
  verb: 'report',
  on: 'overview',
  about: 'incident',
  who: ['analyst', 'member', 'manager', 'administrator'],
  input: z.object({}),
  answer(facts, _input, _context, look) {
    const number = String(current(incidentOf(facts)).number);
    return noticeCard({ text: look.words('talk:report.offered', { number }), tone: 'plain' }, look);
  },
  files(facts, _input, { actor, now }, look) {
    const incident = incidentOf(facts);
    const { number } = current(incident);
    const lines = timeline(incident, facts.entries ?? [], facts.view).map((line) => ({
      ...line,
      what: lineText(line, look),
    }));
    const story = reportOf(incident, { view: facts.view, lines, reader: actor, now }, look);
    return [
      {
        name: `incident-${number}.html`,
        description: look.words('talk:report.page', { number }),
        content: htmlOf(story),
      },
      {
        name: `incident-${number}.md`,
        description: look.words('talk:report.markdown', { number }),
        content: markdownOf(story),
      },
    ];
  },
});
