/** Closings that take two, as lines of a history. They are the SOC's matter until the incident is closed. Pure. */
import type { Intent } from './events.ts';
import type { ClosingEvent } from './second-person.ts';

interface Told {
  key: string;
  params: Record<string, string>;
  text?: string;
}

/** That somebody wants it, was against it, took it back, or that nobody else is needed any more. */
export function closingTold(event: ClosingEvent, text: (name: string) => string): Told[] {
  switch (event.kind) {
    case 'closingWanted': {
      const { classification } = event;
      return [{ key: 'closingWanted', params: { classification }, text: text('comment') }];
    }
    case 'closingDeclined':
      return [{ key: 'closingDeclined', params: {}, text: text('reason') }];
    case 'closingFreed':
      return [{ key: 'closingFreed', params: {} }];
  }
}

/** Whom an act that took two agreed with. */
export function agreed({ with: first }: Intent): Told[] {
  return first ? [{ key: 'closingAgreed', params: { name: first.name } }] : [];
}
