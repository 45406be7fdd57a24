import type { Range } from '@jmj/contracts';
import type { Client } from '@jmj/sdk';
import { imageSizeFromFile } from 'image-size/fromFile';
import type { Item } from './combinations.ts';
import { forEachAtOnce } from './lanes.ts';

/** Questions at once. */
const ASKED_AT_ONCE = 8;
/** Where the header does not tell: a shape that no other costs much more than. */
const LARGE = { width: 8000, height: 6000 };

async function sizeOf(path: string): Promise<{ width: number; height: number }> {
  try {
    const { width, height } = await imageSizeFromFile(path);
    return width >= 1 && height >= 1 ? { width, height } : LARGE;
  } catch {
    return LARGE;
  }
}

/**
 * What they will cost together, micro-dollars, by the sizes of the photos: no photo is sent. Those of one size and type cost the
 * same, and are asked for once. `undefined`: the model has no known price.
 */
export async function estimateAll(
  client: Client,
  items: readonly Item[],
  signal: AbortSignal,
): Promise<Range | undefined> {
  const paths = [...new Set(items.map(({ photo }) => photo.path))];
  const sizes = new Map<string, { width: number; height: number }>();
  await forEachAtOnce(paths, ASKED_AT_ONCE, signal, async (path) => {
    sizes.set(path, await sizeOf(path));
  });
  const alike = Map.groupBy(items, ({ photo, wanted }) => {
    const { width, height } = sizes.get(photo.path) ?? LARGE;
    return `${width} ${height} ${wanted.photoType}`;
  });
  const sum = { min: 0, expected: 0, max: 0 };
  let isPriced = true;
  await forEachAtOnce([...alike.values()], ASKED_AT_ONCE, signal, async (its) => {
    const [first] = its;
    if (!first) return;
    const size = sizes.get(first.photo.path) ?? LARGE;
    const { cost } = await client.estimate(size, { ...first.wanted, speed: 'economy', signal });
    isPriced &&= cost.microUsd !== undefined;
    for (const end of ['min', 'expected', 'max'] as const)
      sum[end] += its.length * (cost.microUsd?.[end] ?? 0);
  });
  return isPriced ? sum : undefined;
}
