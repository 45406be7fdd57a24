export { createLocalJudge } from './local/index.ts';
export { createOpenaiJudge, type OpenaiJudgeOptions } from './openai/judge.ts';
export { createJudges } from './router.ts';
