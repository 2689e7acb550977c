/** The first card in a place: what Muster does, and the next step there. */
import type { Place } from '../../bot/ports.ts';
import type { CardContext } from '../context.ts';
import { type Card, template } from '../template.ts';
import json from './welcome.template.json' with { type: 'json' };

interface WelcomeCardData {
  language: string;
  fallbackText: string;
  heading: string;
  does: string;
  nextLabel: string;
  next: string;
  says: { say: string; does: string }[];
  note: string;
}

const render = template<WelcomeCardData>('welcome', json);

/** `socNamed`: the SOC's channel is known, so that incidents can come. */
export function welcomeCard(place: { place: Place['kind']; socNamed: boolean }, context: CardContext): Card {
  const { words } = context;
  const inChat = { personal: 'personal', groupChat: 'chat', channel: undefined } as const;
  const step = inChat[place.place] ?? (place.socNamed ? 'team' : 'soc');
  const says = {
    personal: ['status', 'mine', 'help'],
    chat: ['@Muster open', '@Muster status', '@Muster help'],
    team: ['@Muster connect', '@Muster help'],
    soc: ['@Muster soc here', '@Muster help'],
  }[step];
  return render({
    language: context.language,
    fallbackText: words('cards:welcome.heading'),
    heading: words('cards:welcome.heading'),
    does: words(place.place === 'personal' ? 'cards:welcome.doesPersonal' : 'cards:welcome.does'),
    nextLabel: words('cards:welcome.next'),
    next: words(`cards:welcome.step.${step}`),
    says: says.map((say) => ({
      say,
      does: words(`cards:welcome.say.${say.replace(/^@Muster /, '').replace(' ', '-')}`),
    })),
    note: words(place.socNamed ? 'cards:welcome.noteReady' : 'cards:welcome.noteWaiting'),
  });
}
