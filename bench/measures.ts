/** What `npm run bench` measures: name → module, in the order in which they run. A module is loaded by its own process only. */
import type { Measure } from './figure.ts';

export const measures: Record<string, () => Promise<{ measure: Measure }>> = {
  click: () => import('./click.ts'),
  answer: () => import('./answer.ts'),
  webhook: () => import('./webhook.ts'),
  arrival: () => import('./arrival.ts'),
  storm: () => import('./storm.ts'),
  clicks: () => import('./clicks.ts'),
  life: () => import('./life.ts'),
  recovery: () => import('./recovery.ts'),
  requests: () => import('./requests.ts'),
  size: () => import('./size.ts'),
  idle: () => import('./idle.ts'),
  status: () => import('./status.ts'),
};
