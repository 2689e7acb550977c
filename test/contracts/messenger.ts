/** What every messenger promises of looking for a message and taking it back, the fake and the adapter alike. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Messenger, Place } from '../../bot/ports.ts';
import { ada, member } from '../build.ts';

/** A Teams in which Muster is in two channels. */
interface MessengerUnderTest {
  messenger: Messenger;
  channel: Place;
  other: Place;
  /** whether a team's owner consented to its messages being read */
  consent(given: boolean): void;
  /** Graph fails at the next question */
  breakGraph(): void;
  /** Graph's clock */
  now(): Date;
  close(): Promise<void>;
}

export function describeMessenger(name: string, create: () => Promise<MessengerUnderTest>): void {
  describe(name, () => {
    let under: MessengerUnderTest;
    let messenger: Messenger;
    beforeEach(async () => {
      under = await create();
      messenger = under.messenger;
    });
    afterEach(() => under.close());

    const card = { type: 'AdaptiveCard', version: '1.5', body: [{ type: 'TextBlock', text: 'x' }] };
    const always = new Date(0);
    const find = (key: string, thread?: string, text?: string) =>
      messenger.find(under.channel, thread, key, always, text);

    test('a card that begins a thread is found by its key', async () => {
      await messenger.post(under.channel, { card, key: 'm1' });
      const posted = await messenger.post(under.channel, { card, key: 'm2' });
      await messenger.post(under.channel, { card, key: 'm3' });
      expect(await find('m2')).toEqual(posted);
    });

    test('an answer is found in its thread, and nowhere else', async () => {
      const first = await messenger.post(under.channel, { card, key: 'm1' });
      const second = await messenger.post(under.channel, { card, key: 'm2' });
      const answer = await messenger.reply(under.channel, first.thread, { card, key: 'm3' });
      expect(await find('m3', first.thread)).toEqual(answer);
      expect(await find('m3', second.thread)).toBeUndefined();
      expect(await find('m3')).toBeUndefined();
      expect(await find('m1', first.thread)).toBeUndefined();
    });

    test('what is words alone is found by them', async () => {
      const { thread } = await messenger.post(under.channel, { card, key: 'm1' });
      const text = '<at>Ada</at>: nobody has acknowledged #12 & it’s late.';
      await messenger.reply(under.channel, thread, { text: 'Something else.', key: 'm2' });
      const said = await messenger.reply(under.channel, thread, { text, key: 'm3' });
      expect(await find('m3', thread, text)).toEqual(said);
      expect(await find('m4', thread, 'Nobody said this.')).toBeUndefined();
    });

    test('what was sent before is not found', async () => {
      await messenger.post(under.channel, { card, key: 'm1' });
      const later = new Date(under.now().getTime() + 1000);
      expect(await messenger.find(under.channel, undefined, 'm1', later)).toBeUndefined();
    });

    test('another channel is another matter', async () => {
      await messenger.post(under.other, { card, key: 'm1' });
      expect(await find('m1')).toBeUndefined();
    });

    test('what was taken back is not found, and can be taken back again', async () => {
      const { thread, id } = await messenger.post(under.channel, { card, key: 'm1' });
      await messenger.remove(under.channel, thread, id);
      expect(await find('m1')).toBeUndefined();
      await messenger.remove(under.channel, thread, id);
    });

    test('without consent nobody may look, and it is no use to try again', async () => {
      await messenger.post(under.channel, { card, key: 'm1' });
      under.consent(false);
      await expect(find('m1')).rejects.toMatchObject({ details: { service: 'graph', outcome: 'never' } });
    });

    test('nobody may look into a person’s chat', async () => {
      const chat = await messenger.direct(under.channel, member(ada, { id: '29:sandbox-ada' }), { card });
      const place: Place = { ...under.channel, kind: 'personal', id: chat.thread };
      await expect(messenger.find(place, undefined, 'm1', always)).rejects.toMatchObject({
        details: { service: 'graph', outcome: 'never' },
      });
    });

    test('a Graph that is out of order is to be asked again', async () => {
      under.breakGraph();
      await expect(find('m1')).rejects.toMatchObject({ details: { service: 'graph', outcome: 'retry' } });
    });
  });
}
