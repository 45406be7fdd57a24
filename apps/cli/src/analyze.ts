import { readFile } from 'node:fs/promises';
import type { Language, PhotoType, Quality, Speed, Tone } from '@jmj/contracts';
import { createClient, isJmjError } from '@jmj/sdk';
import { critiqueText } from './critique-text.ts';
import { createProgress, NO_PROGRESS, type ProgressOutput } from './progress.ts';

export interface AnalyzeCommand {
  tone: Tone;
  language: Language;
  photoType: PhotoType;
  speed?: Speed;
  quality?: Quality;
  user?: string;
  json: boolean;
  url: string;
  concurrency: number;
  apiKey: string | undefined;
}

export interface Terminal {
  stdout: ProgressOutput;
  stderr: ProgressOutput;
}

/**
 * Sends each file and prints its critique as it comes; progress and errors go to standard error.
 * Resolves with the exit code: 1 when any of them failed.
 */
export async function analyze(
  files: string[],
  command: AnalyzeCommand,
  { stdout, stderr }: Terminal,
): Promise<number> {
  const { tone, language, photoType, speed, quality, user: userId, url, json } = command;
  const client = createClient({ baseUrl: url, apiKey: command.apiKey });
  // Beside JSON lines, plain progress would be noise in somebody's log.
  const progress = json && !stderr.isTTY ? NO_PROGRESS : createProgress(stderr);
  const waiting = [...new Set(files)];
  let failed = 0;

  async function judge(file: string): Promise<void> {
    try {
      progress.at(file, 'sending');
      const analysis = await client.analyze(await readFile(file), {
        tone,
        language,
        photoType,
        speed,
        quality,
        userId,
        onProgress: ({ stage, type }) => {
          if (type !== 'completed' && type !== 'failed') progress.at(file, stage ?? type);
        },
      });
      const text = json
        ? `${JSON.stringify({ file, ...analysis })}\n`
        : critiqueText(file, analysis, stdout.columns);
      progress.done(file, () => stdout.write(text));
    } catch (error) {
      failed += 1;
      const told = explain(error, url);
      progress.done(file, () => {
        if (json) stdout.write(`${JSON.stringify({ file, error: told })}\n`);
        else stderr.write(`${file}: ${told.message}\n`);
      });
    }
  }

  async function lane(): Promise<void> {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) await judge(file);
  }
  await Promise.all(Array.from({ length: Math.min(command.concurrency, waiting.length) }, lane));
  return failed === 0 ? 0 : 1;
}

const UNREADABLE: Record<string, string> = {
  ENOENT: 'no such file',
  EISDIR: 'is a folder: name the photos in it',
  EACCES: 'may not be read: permission denied',
};

/** What went wrong with one file, and what to do about it where we know. */
function explain(error: unknown, url: string): { code: string; message: string } {
  if (isJmjError(error)) {
    const { code, message } = error;
    if (code === 'connection-failed') {
      return { code, message: `no service answers at ${url}: start it (npm start), or set --url` };
    }
    if (code === 'unauthorized') return { code, message: `${message} (set JMJ_API_KEY)` };
    return { code, message };
  }
  if (error instanceof Error && 'syscall' in error && 'code' in error) {
    const code = String(error.code);
    return { code: 'file-unreadable', message: UNREADABLE[code] ?? `cannot be read (${code})` };
  }
  return { code: 'unexpected', message: error instanceof Error ? error.message : String(error) };
}
