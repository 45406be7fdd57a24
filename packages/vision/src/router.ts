import { Failure, type Judge, LOCAL_MODEL } from '@jmj/core';

/** One judge out of several: a task goes to the one whose model it names. */
export function createJudges(judges: { openai?: Judge | undefined; local: Judge }): Judge {
  return {
    async judge(task, meter, signal) {
      if (task.model === LOCAL_MODEL) return judges.local.judge(task, meter, signal);
      if (judges.openai) return judges.openai.judge(task, meter, signal);
      throw new Failure(
        'provider-unauthorized',
        `this worker has no OPENAI_API_KEY, but the job asks for ${task.model}`,
      );
    },
  };
}
