import { parentPort } from 'node:worker_threads';
import type { TwinSketch } from '@jmj/core';
import { candidateKeys, describeTwin, readDescriptor, verifyTwin } from '../twins/index.ts';
import type { Reply, Request, Task, TwinTasks } from './messages.ts';

/** The body of the thread that `createTwinThread` starts: tasks come in as messages, answers go out. */

/** A view is posted with all of the memory behind it: a copy holds only what is seen. */
const trimmed = (bytes: Uint8Array): Uint8Array => new Uint8Array(bytes);

async function sketch({ picture, original }: TwinTasks['sketch']['asked']): Promise<TwinSketch | undefined> {
  const descriptor = await describeTwin(picture, original);
  const read = descriptor && readDescriptor(descriptor);
  return descriptor && read && { descriptor: trimmed(descriptor), keys: candidateKeys(read) };
}

/** One that cannot be read is no twin of anything. */
function verify({ descriptor, others }: TwinTasks['verify']['asked']): boolean[] {
  const own = readDescriptor(descriptor);
  return others.map((bytes) => {
    const other = readDescriptor(bytes);
    return own !== undefined && other !== undefined && verifyTwin(own, other).twin;
  });
}

const work = async (task: Task): Promise<unknown> =>
  task.name === 'sketch' ? sketch(task.asked) : verify(task.asked);

parentPort?.on('message', async ({ id, task }: Request) => {
  const reply: Reply = await work(task).then(
    (answer) => ({ id, answer }),
    (error: unknown) => ({ id, error: error instanceof Error ? error.message : 'failed' }),
  );
  parentPort?.postMessage(reply);
});
