import { readFileSync } from 'node:fs';

const PAGE = 4096;
const MB = 1e6;

/** Resident memory of a process in MB (Linux); nothing when it cannot be told. */
function residentMb(pid: number): number | undefined {
  try {
    return (Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]) * PAGE) / MB;
  } catch {
    return undefined;
  }
}

export interface MemoryWatch {
  sample(): void;
  figures(): { first: number; last: number; peak: number };
}

/** Follows the memory of one process, also between samples that are asked for. */
export function watchMemory(pid: () => number): MemoryWatch {
  const samples: number[] = [];
  const sample = () => {
    const mb = residentMb(pid());
    if (mb !== undefined) samples.push(mb);
  };
  sample();
  return {
    sample,
    figures: () => ({
      first: Math.round(samples[0] ?? 0),
      last: Math.round(samples.at(-1) ?? 0),
      peak: Math.round(samples.reduce((most, mb) => Math.max(most, mb), 0)),
    }),
  };
}
