import type { TwinSketch } from '@jmj/core';
import type { RawPicture } from '../twins/index.ts';

/** What the thread can be asked, with its answers. Bytes are copied on the way. */
export interface TwinTasks {
  sketch: {
    asked: { picture: RawPicture; original: { width: number; height: number } };
    answer: TwinSketch | undefined;
  };
  verify: { asked: { descriptor: Uint8Array; others: Uint8Array[] }; answer: boolean[] };
}

export type TaskName = keyof TwinTasks;
export type Task = { [K in TaskName]: { name: K; asked: TwinTasks[K]['asked'] } }[TaskName];
export type Request = { id: number; task: Task };
export type Reply = { id: number; answer: unknown; error?: undefined } | { id: number; error: string };
