import { setTimeout as pause } from 'node:timers/promises';
import type { Fleet } from './fleet.ts';
import type { RunningService } from './services.ts';

export { poisonJpeg } from './poison/mark.ts';

/** Of node, for processes that shall die of photos that `poisonJpeg` made. */
export const POISONED_ARGS = ['--import', new URL('./poison/preload.ts', import.meta.url).href];

/** Keeps one poisoned worker up, as whatever runs it in production does. */
export function keepPoisonedWorkerUp(fleet: Fleet, env: Record<string, string> = {}) {
  const deaths: (NodeJS.Signals | number | null)[] = [];
  let isOver = false;
  let worker: RunningService | undefined;
  const keeping = (async () => {
    while (!isOver) {
      worker = await fleet.startWorker({ ...env, NODE_OPTIONS: POISONED_ARGS.join(' ') });
      if (isOver) {
        await worker.stop();
        return;
      }
      const { code, signal } = await worker.ended;
      if (!isOver) deaths.push(signal ?? code);
      await pause(10);
    }
  })();
  return {
    /** How workers ended, one after the other. */
    deaths,
    async stop(): Promise<void> {
      isOver = true;
      await worker?.stop();
      await keeping;
    },
  };
}
