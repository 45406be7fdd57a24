import { createHash, randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import {
  type AnalysisOptions,
  analysisJsonRequestSchema,
  analysisOptionsSchema,
  type PhotoFacts,
  sniffFormat,
} from '@jmj/contracts';
import { json, problem } from './answers.ts';
import { SAMPLE_CRITIQUE } from './critique.ts';
import type { Faults } from './faults.ts';
import { createTrack, type Track } from './track.ts';

export const isJson = (headers: IncomingHttpHeaders): boolean =>
  headers['content-type']?.startsWith('application/json') ?? false;

/** Answers one `POST /v1/analyses`. The track of the new analysis, when there is one. */
export type Intake = (
  url: URL,
  headers: IncomingHttpHeaders,
  body: Buffer,
  response: ServerResponse,
) => Track | undefined;

/** Takes a photo, or the hash of one that it has been shown and judged as asked. */
export function createIntake(faults: Faults, stepMs: number): Intake {
  const shown = new Map<string, PhotoFacts>();
  const judged = new Set<string>();

  function begin(photo: PhotoFacts, { userId: _userId, ...options }: AnalysisOptions): Track {
    const now = new Date().toISOString();
    const asked = { ...options, photo, model: 'gpt-6-luna', createdAt: now, expiresAt: now };
    const key = fingerprint(photo.sha256, asked);
    return createTrack({ id: randomUUID(), status: 'queued', ...asked }, stepMs, {
      faults,
      onCompleted: () => judged.add(key),
    });
  }

  function hit(track: Track, response: ServerResponse): Track {
    track.complete('cache', SAMPLE_CRITIQUE);
    json(response, 200, track.analysis(), { 'cache-status': 'jmj; hit' });
    return track;
  }

  function takeHash(body: Buffer, response: ServerResponse): Track | undefined {
    const refusal = faults.refuseHash.shift();
    if (refusal) return problem(response, refusal.code, refusal.retryAfter);
    const asked = analysisJsonRequestSchema.safeParse(JSON.parse(body.toString()));
    if (!asked.success || !asked.data.sha256) return problem(response, 'invalid-request');
    const { sha256, ...options } = asked.data;
    const photo = shown.get(sha256);
    if (!photo || !judged.has(fingerprint(sha256, options))) return problem(response, 'photo-unknown');
    return hit(begin(photo, options), response);
  }

  function takePhoto(url: URL, body: Buffer, response: ServerResponse): Track | undefined {
    const refusal = faults.refuse.shift();
    if (refusal) return problem(response, refusal.code, refusal.retryAfter);
    const format = sniffFormat(body);
    if (!format || format === 'heic') return problem(response, 'unsupported-format');
    const options = analysisOptionsSchema.safeParse(Object.fromEntries(url.searchParams));
    if (!options.success) return problem(response, 'invalid-request');
    const sha256 = createHash('sha256').update(body).digest('hex');
    const photo = { sha256, bytes: body.length, format };
    shown.set(sha256, photo);
    const track = begin(photo, options.data);
    if (judged.has(fingerprint(sha256, options.data))) return hit(track, response);
    track.start();
    const location = { location: `/v1/analyses/${track.analysis().id}`, 'retry-after': '1' };
    json(response, 202, track.analysis(), location);
    return track;
  }

  return (url, headers, body, response) =>
    isJson(headers) ? takeHash(body, response) : takePhoto(url, body, response);
}

const fingerprint = (
  sha256: string,
  { tone, language, photoType }: Pick<AnalysisOptions, 'tone' | 'language' | 'photoType'>,
): string => [sha256, tone, language, photoType].join();
