/** How a card is to look in a place: its channel's language and zone, otherwise the speaker's, otherwise the default. */
import type { CardContext } from '../cards/context.ts';
import type { Config } from './config.ts';
import type { ChannelState } from './incidents/channel.ts';
import { workspaceNames } from './incidents/workspaces.ts';
import type { Clock } from './ports.ts';
import { languages, wordsOf } from './words/words.ts';

export interface Spoken {
  language?: string;
  zone?: string;
}

/** In a connected channel everybody reads the channel's language; a speaker's own counts in chats only. */
export function createLook(
  config: Pick<Config, 'language' | 'zone' | 'targets' | 'linkHosts'> & {
    sentinel: Pick<Config['sentinel'], 'workspaces'>;
  },
  channels: () => Promise<ChannelState[]>,
  clock: Clock,
) {
  // Where there is only one, nothing has to be told apart.
  const several = config.sentinel.workspaces.length > 1;
  const workspaces = several ? workspaceNames(config.sentinel.workspaces) : {};
  return async (placeId: string, speaker?: Spoken): Promise<CardContext> => {
    const all = await channels();
    const channel = all.find((c) => c.place?.id === placeId);
    // The consent is the team's: what is heard in one of its channels is heard in all.
    const team = channel?.place?.teamId;
    const heard = all.some((c) => c.hearsAll && (c === channel || (team && c.place?.teamId === team)));
    const hearsAll = channel?.place?.kind === 'channel' ? { hearsAll: heard } : {};
    const spoken = channel?.connection ?? (channel?.place?.kind === 'channel' ? undefined : speaker);
    const language = known(spoken?.language) ?? config.language;
    const zone = spoken?.zone ?? config.zone;
    const { targets, linkHosts = [] } = config;
    const common = { targets, workspaces, linkHosts, ...hearsAll };
    return { words: wordsOf(language), language, zone, now: clock.now(), ...common };
  };
}

/** The language of ours that a tag such as `de-CH` means; English where somebody reads another. */
function known(tag: string | undefined): string | undefined {
  return tag && (languages.find((language) => tag.toLowerCase().startsWith(language)) ?? 'en');
}
