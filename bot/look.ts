/** How a card is to look in a place: its channel's language and zone, otherwise the speaker's, otherwise the default. */
import type { CardContext } from '../cards/context.ts';
import type { Config } from './config.ts';
import type { ChannelState } from './incidents/channel.ts';
import type { Clock } from './ports.ts';
import { languages, wordsOf } from './words/words.ts';

export interface Spoken {
  language?: string;
  zone?: string;
}

/** In a connected channel everybody reads the channel's language; a speaker's own counts in chats only. */
export function createLook(
  config: Pick<Config, 'language' | 'zone' | 'targets'>,
  channels: () => Promise<ChannelState[]>,
  clock: Clock,
) {
  return async (placeId: string, speaker?: Spoken): Promise<CardContext> => {
    const channel = (await channels()).find((c) => c.place?.id === placeId);
    const spoken = channel?.connection ?? (channel?.place?.kind === 'channel' ? undefined : speaker);
    const language = known(spoken?.language) ?? config.language;
    const zone = spoken?.zone ?? config.zone;
    return { words: wordsOf(language), language, zone, now: clock.now(), targets: config.targets };
  };
}

/** The language of ours that a tag such as `de-CH` means; English where somebody reads another. */
function known(tag: string | undefined): string | undefined {
  return tag && (languages.find((language) => tag.toLowerCase().startsWith(language)) ?? 'en');
}
