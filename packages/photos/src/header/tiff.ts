import type { ByteReader } from './bytes.ts';

/** TIFF 6.0, TIFF/EP (ISO 12234-2) and DNG 1.7 §4: tags and values that tell a camera raw file from a picture. */
const TAG = { subfileType: 254, photometric: 262, subIfds: 330, dngVersion: 50_706 } as const;
const REDUCED_RESOLUTION = 1;
const COLOUR_FILTER_ARRAY = 32_803;
const LINEAR_RAW = 34_892;
/** `CR`, which Canon's raw files have right after the header of a TIFF. */
const CR2_MARK = 0x5243;

const MOST_ENTRIES = 1000;
const MOST_SUB_IFDS = 32;
/** Directories may be written so that they share entries: what is read in all is bounded, or few bytes would keep us busy. */
const MOST_READ = 100_000;
const SHORT = 3;

interface Directory {
  tags: Map<number, { value: number; count: number; at: number }>;
  next: number;
}

export interface TiffFacts {
  /** Counted up to the most that were asked for, and one. */
  pages: number;
  /** It holds what a sensor saw, and beside it at most a preview to look at. */
  raw: boolean;
}

/** What the directories of a TIFF tell. A directory that cannot be read ends the walk: decoding will say what is wrong. */
export function tiffFacts(file: ByteReader, most: number): TiffFacts {
  const little = file.u8(0) === 0x49;
  let read = 0;

  function directoryAt(start: number): Directory | undefined {
    const count = file.u16(start, little);
    if (count === undefined || count === 0 || count > MOST_ENTRIES || read + count > MOST_READ)
      return undefined;
    read += count;
    const tags: Directory['tags'] = new Map();
    for (let at = start + 2; at < start + 2 + count * 12; at += 12) {
      const tag = file.u16(at, little) ?? 0;
      const value = file.u16(at + 2, little) === SHORT ? file.u16(at + 8, little) : file.u32(at + 8, little);
      tags.set(tag, { value: value ?? 0, count: file.u32(at + 4, little) ?? 0, at: at + 8 });
    }
    return { tags, next: file.u32(start + 2 + count * 12, little) ?? 0 };
  }

  function holdsSensorData({ tags }: Directory): boolean {
    const photometric = tags.get(TAG.photometric)?.value;
    return tags.has(TAG.dngVersion) || photometric === COLOUR_FILTER_ARRAY || photometric === LINEAR_RAW;
  }

  function subDirectories({ tags }: Directory): Directory[] {
    const sub = tags.get(TAG.subIfds);
    if (!sub) return [];
    const list = sub.count > 1 ? sub.value : sub.at;
    return Array.from({ length: Math.min(sub.count, MOST_SUB_IFDS) }, (_, index) =>
      directoryAt(file.u32(list + index * 4, little) ?? 0),
    ).filter((it) => it !== undefined);
  }

  let raw = file.u16(8, true) === CR2_MARK;
  let pages = 0;
  const seen = new Set<number>();
  for (let at = file.u32(4, little) ?? 0; at !== 0 && pages <= most && !seen.has(at); pages++) {
    seen.add(at);
    const directory = directoryAt(at);
    if (!directory) break;
    raw ||= holdsSensorData(directory) || subDirectories(directory).some(holdsSensorData);
    // Some cameras show nothing but a thumbnail outside of their own directories.
    if (pages === 0 && directory.tags.get(TAG.subfileType)?.value === REDUCED_RESOLUTION)
      raw ||= directory.tags.has(TAG.subIfds);
    at = directory.next;
  }
  return { pages: Math.max(1, pages), raw };
}
