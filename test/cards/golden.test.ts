/** Cards as they are sent, kept as JSON to be looked at in a change. `UPDATE_GOLDEN=1 npm test -- test/cards` renews them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { context } from './samples.ts';
import { shownCards, shownForms } from './shown.ts';

const kept = {
  en: [
    'incident-new',
    'incident-overdue',
    'incident-parked',
    'team-parked',
    'health',
    'health-well',
    'incident-acknowledged',
    'incident-closed',
    'incident-closed-by-two',
    'incident-wanted',
    'incident-declined',
    'team-wanted',
    'incident-merged',
    'incident-merged-into',
    'incident-absorbed',
    'incident-entities-follow',
    'team-new',
    'team-question',
    'team-closed',
    'team-merged-into',
    'team-absorbed',
    'check-open',
    'check-lifted',
    'check-doubt',
    'team-check',
    'question-answered',
    'question-yes-no',
    'question-soon',
    'question-chosen',
    'question-withdrawn',
    'question-moved',
    'welcome-soc',
    'backlog',
    'storm',
    'storm-over',
    'storm-list',
    'status',
    'by-team',
    'by-rule',
    'trend',
    'handover',
    'handover-quiet',
    'list',
    'history',
    'help',
    'notice-button',
    'reference',
    'reference-bare',
    'contacts',
    'contacts-lacking',
    'contacts-form',
  ],
  de: [
    'incident-acknowledged',
    'incident-wanted',
    'team-wanted',
    'incident-parked',
    'health',
    'incident-merged-by',
    'team-overdue',
    'team-merged',
    'check-new',
    'check-soc',
    'question-new',
    'question-overdue',
    'status',
    'by-team',
    'trend',
    'handover',
    'storm',
    'storm-list',
    'contacts-lacking',
    'contacts-form',
  ],
};

for (const [language, names] of Object.entries(kept)) {
  const look = context({ language });
  const cards = { ...shownCards(look), ...shownForms(look) };
  test.each(names)(`the ${language} card %s is as it was`, (name) => {
    const file = new URL(`../golden/cards/${name}.${language}.json`, import.meta.url);
    if (process.env.UPDATE_GOLDEN) writeFileSync(file, `${JSON.stringify(cards[name], null, 2)}\n`);
    expect(cards[name]).toEqual(JSON.parse(readFileSync(file, 'utf8')));
  });
}
