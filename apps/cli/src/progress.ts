export interface ProgressOutput {
  isTTY?: boolean | undefined;
  columns?: number | undefined;
  write(text: string): unknown;
}

export interface Progress {
  /** What a file is at. */
  at(file: string, what: string): void;
  /** The file is through: its line goes, and `result` stands above those that are left. */
  done(file: string, write: () => void): void;
}

const CLEAR_LINE = '\x1b[2K';
const UP = '\x1b[1A';

/** A line per file under way: redrawn in place on a terminal, else written whenever it changes. */
export function createProgress(output: ProgressOutput): Progress {
  const lines = new Map<string, string>();
  const fitted = (line: string) => line.slice(0, Math.max(20, (output.columns ?? 80) - 1));
  const clear = () => output.write((UP + CLEAR_LINE).repeat(lines.size));
  const draw = () => output.write([...lines.values()].map((line) => `${fitted(line)}\n`).join(''));

  if (!output.isTTY) {
    return { at: (file, what) => void output.write(`${file}: ${what}\n`), done: (_file, write) => write() };
  }
  return {
    at(file, what) {
      clear();
      lines.set(file, `${file}: ${what}`);
      draw();
    },
    done(file, write) {
      clear();
      lines.delete(file);
      write();
      draw();
    },
  };
}

/** For whoever wants no progress. */
export const NO_PROGRESS: Progress = { at() {}, done: (_file, write) => write() };
