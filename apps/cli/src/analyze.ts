import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Language, PhotoType, Tone } from '@jmj/contracts';
import { createClient, isJmjError } from '@jmj/sdk';
import { critiqueText } from './critique-text.ts';

export interface AnalyzeCommand {
  tone: Tone;
  language: Language;
  photoType: PhotoType;
  user?: string;
  json: boolean;
  url: string;
  concurrency: number;
  apiKey: string | undefined;
}

/** Sends each file and prints its critique as it comes. Resolves with the exit code: 1 when any of them failed. */
export async function analyze(files: string[], command: AnalyzeCommand): Promise<number> {
  const client = createClient({ baseUrl: command.url, apiKey: command.apiKey });
  const { tone, language, photoType, user: userId } = command;
  const progress = (line: string) => void (command.json || process.stderr.write(`${line}\n`));
  const waiting = [...files];
  let failed = 0;

  async function judge(file: string): Promise<void> {
    const name = basename(file);
    try {
      const analysis = await client.analyze(await readFile(file), {
        tone,
        language,
        photoType,
        userId,
        onProgress: (event) => progress(`${name}: ${event.stage ?? event.type}`),
      });
      process.stdout.write(
        command.json ? `${JSON.stringify({ file, ...analysis })}\n` : critiqueText(name, analysis),
      );
    } catch (error) {
      failed += 1;
      const told = describe(error);
      if (command.json) process.stdout.write(`${JSON.stringify({ file, error: told })}\n`);
      else process.stderr.write(`${name}: ${told.message}\n`);
    }
  }

  async function lane(): Promise<void> {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) await judge(file);
  }
  await Promise.all(Array.from({ length: Math.min(command.concurrency, files.length) }, lane));
  return failed === 0 ? 0 : 1;
}

function describe(error: unknown): { code: string; message: string } {
  if (isJmjError(error)) return { code: error.code, message: error.message };
  return { code: 'unexpected', message: error instanceof Error ? error.message : String(error) };
}
