import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';
import type { Gauged, GaugeQuestion } from '../gauge.ts';

/** Loaded before a service that is under test: answers over its IPC channel what it uses. */

function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

const peakRss = (): number =>
  Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) * 1024;

async function answer(question: GaugeQuestion, collect: () => void): Promise<Gauged> {
  if (question === 'collected')
    for (let round = 0; round < 3; round++) {
      collect();
      await pause(20); // what finalizers let go of is there for the next round
    }
  const { rss, heapUsed, external } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  const told = { rss, held: heapUsed + external, peakRss: peakRss(), cpuMs: (user + system) / 1000 };
  // https://man7.org/linux/man-pages/man5/proc_pid_clear_refs.5.html: 5 makes the peak what is resident now
  if (question === 'from now') writeFileSync('/proc/self/clear_refs', '5');
  return told;
}

if (isMainThread && process.send) {
  delete process.env.NODE_OPTIONS; // processes that it starts are none of ours
  const collect = collector();
  process.on('message', async (message: { gauge?: GaugeQuestion }) => {
    if (message?.gauge) process.send?.({ gauged: await answer(message.gauge, collect) });
  });
  process.channel?.unref();
}
