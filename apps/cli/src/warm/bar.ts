import type { ProgressOutput } from '../progress.ts';

export interface Bar {
  /** So many are through, of them so many failed. */
  at(through: number, failed: number, note?: string): void;
  /** Writes something above the bar. */
  above(write: () => void): void;
  /** The bar goes. */
  end(): void;
}

const CLEAR = '\r\x1b[2K';
const CELLS = 24;
/** Where nobody watches, a line each time another tenth is through. */
const STEPS = 10;

function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** How far `all` are: a bar redrawn in place on a terminal, else a line now and then. */
export function createBar(output: ProgressOutput, all: number, now: () => number = Date.now): Bar {
  const since = now();
  let line = '';
  let told = 0;

  function text(through: number, failed: number, note: string): string {
    const left = through > 0 ? ((now() - since) / through) * (all - through) : undefined;
    const parts = [`${through}/${all}`];
    if (failed > 0) parts.push(`${failed} failed`);
    if (left !== undefined && through < all) parts.push(`${duration(left)} left`);
    if (note) parts.push(note);
    return parts.join(' · ');
  }

  function drawn(through: number, words: string): string {
    const full = Math.round((through / Math.max(1, all)) * CELLS);
    const bar = '█'.repeat(full) + '░'.repeat(CELLS - full);
    return `${bar} ${words}`.slice(0, Math.max(20, (output.columns || 80) - 1));
  }

  if (!output.isTTY) {
    return {
      at(through, failed, note = '') {
        const step = Math.floor((through / Math.max(1, all)) * STEPS);
        if (step > told) output.write(`${text(through, failed, note)}\n`);
        told = step;
      },
      above: (write) => write(),
      end() {},
    };
  }
  return {
    at(through, failed, note = '') {
      line = drawn(through, text(through, failed, note));
      output.write(CLEAR + line);
    },
    above(write) {
      output.write(CLEAR);
      write();
      output.write(line);
    },
    end() {
      output.write(CLEAR);
      line = '';
    },
  };
}
