/** Which ports the sandbox uses. */

/** `next()` counts up from a first port; from 0, every port is any free one. */
export function portsFrom(first: number): () => number {
  let next = first;
  return () => (first === 0 ? 0 : next++);
}
