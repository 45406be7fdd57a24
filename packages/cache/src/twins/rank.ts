/** What was seen of a photo while looking under several keys. */
interface Seen {
  /** How much speaks for it. */
  weight: number;
  /** Its best place in one of the lists, 0 for the newest. */
  place: number;
}

/**
 * The photos that share the most keys, a key counting the more the fewer share it: a twin has several of its keys in common,
 * while plain pictures have theirs in common with many others. The newer come before the older where that is equal.
 * @param lists photos under each key, the newest first
 */
export function likeliest(lists: readonly string[][], most: number): string[] {
  const seen = new Map<string, Seen>();
  for (const list of lists)
    for (const [place, sha256] of list.entries()) {
      const before = seen.get(sha256) ?? { weight: 0, place };
      seen.set(sha256, { weight: before.weight + 1 / list.length, place: Math.min(before.place, place) });
    }
  return [...seen]
    .sort(([, a], [, b]) => b.weight - a.weight || a.place - b.place)
    .slice(0, most)
    .map(([sha256]) => sha256);
}
