/** Closers of what was opened: whoever opens a thing pushes its closer, and they run last in, first out. */
export interface Releasers {
  push(name: string, release: () => unknown): void;
  /** Runs each closer once, one after the other. One that throws does not stop the rest. */
  release(onError?: (name: string, error: unknown) => void): Promise<void>;
}

export function createReleasers(): Releasers {
  const stack: { name: string; release: () => unknown }[] = [];
  return {
    push: (name, release) => void stack.push({ name, release }),
    async release(onError) {
      for (let next = stack.pop(); next; next = stack.pop()) {
        try {
          await next.release();
        } catch (error) {
          onError?.(next.name, error);
        }
      }
    },
  };
}
