/** What came first in this process, told without a clock: clocks are set back and forth. */
export type Order = () => number;

/** Gives a higher number each time. */
export function createOrder(): Order {
  let count = 0;
  return () => ++count;
}
