import { candidateKeys, verifyTwin } from '@jmj/photos/twins';
import type { Photo } from './photos.ts';
import { describe } from './trial.ts';

/** Compares every picture of the set with every other one; answers how many were wrongly taken for twins. */
export const comparePairs = async (photos: Photo[]): Promise<number> => {
  const all = [];
  for (const { name, path } of photos) {
    const it = await describe(path);
    if (it) all.push({ name, descriptor: it.descriptor, keys: candidateKeys(it.descriptor) });
  }
  let pairs = 0;
  let met = 0;
  let wrong = 0;
  for (const [i, a] of all.entries()) {
    const lookup = new Set(a.keys.lookup);
    for (const b of all.slice(i + 1)) {
      pairs += 1;
      if (b.keys.store.some((key) => lookup.has(key))) met += 1;
      if (!verifyTwin(a.descriptor, b.descriptor).twin) continue;
      wrong += 1;
      console.log(`  FALSE: ${a.name} = ${b.name}`);
    }
  }
  console.log(
    `\nPairs of different pictures: ${pairs} compared, ${wrong} false matches; the index would have compared ${met}`,
  );
  return wrong;
};
