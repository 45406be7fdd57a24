import { appendFile, readFile, rm, stat, writeFile } from 'node:fs/promises';

interface Note {
  url: string;
  id: string;
}

/** What is in the file is ours: at worst it was cut off. */
function parse<T>(json: string): Partial<T> {
  try {
    return JSON.parse(json) ?? {};
  } catch {
    return {};
  }
}

/** A file of results that can be gone on with: beside it a note says of which batch they are, until all are there. */
export interface ResultsFile {
  /** The batch whose results it holds so far, and the last of them. */
  unfinished: { id: string; after: number } | undefined;
  begin(id: string): Promise<void>;
  add(result: object): Promise<void>;
  /** All are there. */
  end(): Promise<void>;
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Whole lines that were written before; what an interrupted write left behind goes. */
async function wholeLines(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole !== text) await writeFile(path, whole);
  return whole.split('\n').filter(Boolean);
}

/** @throws Error when the file holds something else */
export async function openResults(path: string, url: string): Promise<ResultsFile> {
  const notePath = `${path}.batch`;
  const { id, url: at } = parse<Note>(await readFile(notePath, 'utf8').catch(() => '{}'));
  if (id === undefined && (await isThere(path)))
    throw new Error(`${path} is there already: name another file with --out`);
  if (id !== undefined && at !== url)
    throw new Error(`${path} belongs to a batch at ${at}: go on there, or name another file`);

  const lines = id === undefined ? [] : await wholeLines(path);
  const seqs = lines.map((line) => parse<{ seq: number }>(line).seq ?? 0);
  return {
    unfinished: id === undefined ? undefined : { id, after: Math.max(0, ...seqs) },
    async begin(id) {
      await writeFile(path, '');
      await writeFile(notePath, JSON.stringify({ url, id }));
    },
    add: (result) => appendFile(path, `${JSON.stringify(result)}\n`),
    end: () => rm(notePath, { force: true }),
  };
}
