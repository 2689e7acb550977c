/** Work that never overlaps itself: asked for while it goes on, it is done once more when it has ended, for all who asked. */
export function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let underWay: Promise<unknown> = Promise.resolve();
  let next: Promise<void> | undefined;
  return () => {
    next ??= underWay.then(() => {
      next = undefined;
      const running = work();
      underWay = running.catch(() => undefined);
      return running;
    });
    return next;
  };
}
