/** How often a photo was met while looking under several keys. */
interface Seen {
  keys: number;
  /** Its best place in one of the lists, 0 for the newest. */
  place: number;
}

/**
 * The photos that were found under the most keys, the newer before the older where that is equal. A twin shares several
 * of its keys; a plain picture shares one with many others.
 * @param lists photos under each key, the newest first
 */
export function likeliest(lists: readonly string[][], most: number): string[] {
  const seen = new Map<string, Seen>();
  for (const list of lists)
    for (const [place, sha256] of list.entries()) {
      const before = seen.get(sha256) ?? { keys: 0, place };
      seen.set(sha256, { keys: before.keys + 1, place: Math.min(before.place, place) });
    }
  return [...seen]
    .sort(([, a], [, b]) => b.keys - a.keys || a.place - b.place)
    .slice(0, most)
    .map(([sha256]) => sha256);
}
