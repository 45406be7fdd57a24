import type { Bill } from '@jmj/testing/openai-server';
import { charge } from '@jmj/testing/openai-server/prices';

/** Tokens of the average call. */
export interface PerCall {
  image: number;
  prompt: number;
  cached: number;
  written: number;
  output: number;
}

export function perCall(bill: Bill): PerCall {
  const each = (total: number) => total / bill.calls.length;
  return {
    image: each(bill.imageTokens),
    prompt: each(bill.inputTokens - bill.imageTokens),
    cached: each(bill.cachedTokens),
    written: each(bill.cacheWriteTokens),
    output: each(bill.outputTokens),
  };
}

/** US dollars of so many calls like this one. */
function dollars(model: string, calls: number, it: PerCall): number {
  const tokens = {
    inputTokens: it.image + it.prompt,
    cachedTokens: it.cached,
    cacheWriteTokens: it.written,
    outputTokens: it.output,
  };
  return (calls * charge(model, 'default', tokens)) / 1e12;
}

export interface Step {
  name: string;
  /** What the day costs with this measure and all before it. */
  dollars: number;
}

/** As if each call showed another image, its cached part in proportion. */
function withImage(it: PerCall, image: number): PerCall {
  const shrunk = (image + it.prompt) / (it.image + it.prompt);
  return { ...it, image, cached: it.cached * shrunk, written: it.written * shrunk };
}

/** The measures one after the other, each on top of those before: another order would share out the same sum otherwise. */
export function waterfall(model: string, web: Bill, exact: Bill, ours: Bill): Step[] {
  const before = perCall(exact);
  const after = perCall(ours);
  const calls = ours.calls.length;
  const image = withImage(before, after.image);
  const prompt = { ...after, output: before.output };
  const step = (name: string, n: number, it: PerCall): Step => ({ name, dollars: dollars(model, n, it) });
  return [
    step('as the web app does it', web.calls.length, perCall(web)),
    step('+ exact cache', exact.calls.length, before),
    step('+ twins', calls, before),
    step('+ image plan', calls, image),
    step('+ prompt plan, its prefix cached', calls, prompt),
    step('+ short answers', calls, after),
  ];
}
