import type { Tier } from '@jmj/contracts';
import { type JudgeTask, PROMPT_REVISION } from '@jmj/core';
import type { ModelFacts } from '@jmj/pricing';
import type {
  ResponseCreateParamsNonStreaming,
  ResponseInputText,
} from 'openai/resources/responses/responses';
import { buildPrompt } from '../prompts/index.ts';
import { CRITIQUE_FORMAT } from './answer-format.ts';

/** How one call is made. */
export interface CallPlan {
  tier: Tier;
  /** `max_output_tokens`: what the answer may be at most. */
  maxOutputTokens: number;
}

/**
 * The call for one photo: what is equal in all calls first, then what is asked, the photo last.
 * @param facts what is known of the model
 */
export function responseRequest(
  task: Omit<JudgeTask, 'tier'>,
  facts: ModelFacts | undefined,
  { tier, maxOutputTokens }: CallPlan,
): ResponseCreateParamsNonStreaming {
  const prompt = buildPrompt({ ...task, exif: task.photo.exif });
  const instructions: ResponseInputText = { type: 'input_text', text: prompt.instructions };

  // From 5.6 on the provider caches up to breakpoints only, by default at the end of the newest message: that is the
  // photo, so nothing would ever be found again and every call would pay the 1.25-fold price of writing it.
  if (facts?.cacheBreakpoints) instructions.prompt_cache_breakpoint = { mode: 'explicit' };

  return {
    model: task.model,
    input: [
      { role: 'developer', content: [instructions] },
      {
        role: 'user',
        content: [
          { type: 'input_text', text: prompt.request },
          {
            type: 'input_image',
            // Left out it means `auto`, which is the whole photo on newer models.
            detail: task.photo.plan.detail ?? 'high',
            image_url: `data:image/jpeg;base64,${Buffer.from(task.photo.jpeg).toString('base64')}`,
          },
        ],
      },
    ],
    text: { format: CRITIQUE_FORMAT },
    max_output_tokens: maxOutputTokens,
    // Left out it means true: the provider would keep photo and critique for 30 days.
    store: false,
    prompt_cache_key: `jmj-critique-${PROMPT_REVISION}`,
    ...(facts?.cacheBreakpoints && { prompt_cache_options: { mode: 'explicit' } }),
    ...(facts?.leastEffort && { reasoning: { effort: facts.leastEffort } }),
    // Left out it is what the project is set to, which may be a dearer one. A batch is no service tier.
    ...(tier !== 'batch' && { service_tier: tier }),
    ...(task.userHash !== undefined && { safety_identifier: task.userHash }),
  };
}
