import { Worker } from 'node:worker_threads';
import type { TwinSketch, VerifyTwins } from '@jmj/core';
import type { RawPicture } from '../twins/index.ts';
import type { Reply, Request, Task, TaskName, TwinTasks } from './messages.ts';

export interface TwinThread {
  /** Nothing for a photo that can have no twins. */
  sketch(picture: RawPicture, original: { width: number; height: number }): Promise<TwinSketch | undefined>;
  verify: VerifyTwins;
  /** What is still asked then fails. */
  close(): Promise<void>;
}

interface Asker {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

/** Beyond so many, a task fails at once: by the time it was its turn nobody would wait for it any more. */
const MOST_WAITING = 100;

/**
 * Describes pictures and compares them on a thread of its own, one after the other: each takes some ten milliseconds, and many at
 * once would stop the event loop that renews the locks of jobs. The thread starts with the first task; one that dies
 * fails what it was asked, and the next task starts another.
 */
export function createTwinThread(): TwinThread {
  const askers = new Map<number, Asker>();
  let worker: Worker | undefined;
  let closed = false;
  let lastId = 0;

  function failAll(error: Error): void {
    for (const { reject } of askers.values()) reject(error);
    askers.clear();
  }

  function onReply(reply: Reply): void {
    const asker = askers.get(reply.id);
    askers.delete(reply.id);
    if (reply.error === undefined) asker?.resolve(reply.answer);
    else asker?.reject(new Error(reply.error));
  }

  function start(): Worker {
    const started = new Worker(new URL('./thread.ts', import.meta.url), { name: 'twins' });
    started.on('message', onReply);
    const onEnd = (error: Error) => {
      if (worker === started) worker = undefined;
      failAll(error);
    };
    started.on('error', onEnd);
    started.on('exit', () => onEnd(new Error('twins: the thread has ended')));
    return started;
  }

  function ask<K extends TaskName>(name: K, asked: TwinTasks[K]['asked']): Promise<TwinTasks[K]['answer']> {
    return new Promise((resolve, reject) => {
      if (closed) return reject(new Error('twins: closed'));
      if (askers.size >= MOST_WAITING) return reject(new Error('twins: too much to do'));
      worker ??= start();
      const id = ++lastId;
      askers.set(id, { resolve: (answer) => resolve(answer as TwinTasks[K]['answer']), reject });
      worker.postMessage({ id, task: { name, asked } as Task } satisfies Request);
    });
  }

  return {
    sketch: (picture, original) => ask('sketch', { picture, original }),
    // Copies: what comes from a connection is a view of a larger buffer, which would be posted whole.
    verify: (descriptor, others) =>
      ask('verify', { descriptor, others: others.map((bytes) => new Uint8Array(bytes)) }),
    async close() {
      closed = true;
      await worker?.terminate();
    },
  };
}
