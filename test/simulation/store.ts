/** Cosmos DB behind the network: every call may be lost, refused, late, or the last one of its process. */
import type { Store } from '../../bot/ports.ts';
import type { Network } from './network.ts';
import type { Process } from './process.ts';

export function storeOver(store: Store, network: Network, process: Process): Store {
  /** What reads may be repeated; so may what the port says ends the same when it is done twice. */
  function over<G extends keyof Store>(group: G, repeatable: readonly (keyof Store[G] & string)[]): Store[G] {
    const real = store[group] as unknown as Record<string, (...given: never[]) => Promise<unknown>>;
    const names = Object.keys(real) as (keyof Store[G] & string)[];
    return Object.fromEntries(
      names.map((name) => [
        name,
        (...given: never[]) =>
          network.call(process, {
            service: 'cosmos',
            operation: `${group}.${name}`,
            repeatable: repeatable.includes(name),
            perform: () => real[name]?.(...given),
          }),
      ]),
    ) as unknown as Store[G];
  }

  return {
    log: over('log', ['read', 'due']),
    snapshots: over('snapshots', Object.keys(store.snapshots).filter((name) => name !== 'put') as never[]),
    hints: over('hints', ['due']),
    watermarks: over('watermarks', ['get']),
    paces: over('paces', ['get']),
    replicas: over('replicas', ['list']),
    lookups: over('lookups', ['get', 'put']),
  };
}
