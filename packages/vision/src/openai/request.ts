import { type JudgeTask, PROMPT_REVISION } from '@jmj/core';
import { factsOf } from '@jmj/pricing';
import type {
  ResponseCreateParamsNonStreaming,
  ResponseFormatTextJSONSchemaConfig,
  ResponseInputText,
} from 'openai/resources/responses/responses';
import { buildPrompt } from '../prompts/index.ts';

export type ImageDetail = 'low' | 'high' | 'auto' | 'original';

/** The call for one photo: static instructions first, then what is asked, the photo last. */
export function responseRequest(
  task: JudgeTask,
  settings: { detail: ImageDetail; maxOutputTokens: number; format: ResponseFormatTextJSONSchemaConfig },
): ResponseCreateParamsNonStreaming {
  const prompt = buildPrompt({ ...task, exif: task.photo.exif });
  const facts = factsOf(task.model);
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
            detail: settings.detail,
            image_url: `data:image/jpeg;base64,${Buffer.from(task.photo.jpeg).toString('base64')}`,
          },
        ],
      },
    ],
    text: { format: settings.format },
    max_output_tokens: settings.maxOutputTokens,
    // Left out it means true: the provider would keep photo and critique for 30 days.
    store: false,
    prompt_cache_key: `jmj-critique-${PROMPT_REVISION}`,
    ...(facts?.cacheBreakpoints && { prompt_cache_options: { mode: 'explicit' } }),
    ...(facts?.leastEffort && { reasoning: { effort: facts.leastEffort } }),
    ...(task.userHash !== undefined && { safety_identifier: task.userHash }),
  };
}
