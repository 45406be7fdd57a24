import type { ChildProcess } from 'node:child_process';

/** `collected`: after its garbage is gone; `now`: as it is; `from now`: the same, and its peak begins anew. */
export type GaugeQuestion = 'collected' | 'now' | 'from now';

/** Of a process; bytes. */
export interface Gauged {
  rss: number;
  /** On the heap and beside it, as V8 counts it; no garbage when it was collected before. */
  held: number;
  /** The most that was resident since it was last asked `from now`. */
  peakRss: number;
  /** Of all its threads since it began, ms. */
  cpuMs: number;
}

/** Environment of a process that is to be asked. */
export const GAUGED = { NODE_OPTIONS: `--import ${new URL('./gauge/inside.ts', import.meta.url)}` };

/** @throws Error when the process ends, or was not started with GAUGED */
export function gauge(child: ChildProcess, question: GaugeQuestion): Promise<Gauged> {
  return new Promise((resolve, reject) => {
    const done = () => {
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('exit', onExit);
    };
    const fail = (why: string) => {
      done();
      reject(new Error(why));
    };
    const onMessage = ({ gauged }: { gauged?: Gauged }) => {
      if (!gauged) return;
      done();
      resolve(gauged);
    };
    const onExit = () => fail('it ended before it told what it uses');
    const timer = setTimeout(() => fail('it does not tell what it uses'), 60_000);
    child.on('message', onMessage);
    child.once('exit', onExit);
    child.send({ gauge: question }, (error) => error && fail(String(error)));
  });
}
