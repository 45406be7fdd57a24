import { type Judge, type JudgeTask, LOCAL_MODEL } from '@jmj/core';
import { makeTask, recordingMeter } from './fixtures/task.ts';
import { createJudges } from './router.ts';

const never = new AbortController().signal;

/** A judge that notes what it is asked and hands every task back as a failure of its own. */
function judgeNamed(name: string, asked: string[]): Judge {
  return {
    judge(task: JudgeTask) {
      asked.push(`${name} ${task.model}`);
      return Promise.reject(new Error(name));
    },
  };
}

test('each task goes to the judge of its model', async () => {
  const asked: string[] = [];
  const judges = createJudges({ openai: judgeNamed('openai', asked), local: judgeNamed('local', asked) });
  for (const model of [LOCAL_MODEL, 'gpt-6-luna'])
    await judges.judge(await makeTask({ model }), recordingMeter(), never).catch(() => undefined);
  expect(asked).toEqual([`local ${LOCAL_MODEL}`, 'openai gpt-6-luna']);
});

test('a worker without a key says so', async () => {
  const asked: string[] = [];
  const judges = createJudges({ local: judgeNamed('local', asked) });
  await expect(
    judges.judge(await makeTask({ model: 'gpt-6-luna' }), recordingMeter(), never),
  ).rejects.toMatchObject({
    code: 'provider-unauthorized',
    retryable: false,
    message: 'this worker has no OPENAI_API_KEY, but the job asks for gpt-6-luna',
  });
  expect(asked).toEqual([]);
});
