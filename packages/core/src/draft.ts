import { createHash, randomUUID } from 'node:crypto';
import type { AnalysisJob, AnalysisOptions, Fallback, PhotoFormat, Priority } from '@jmj/contracts';
import type { JudgeIdentity } from './judge.ts';
import type { AnalysisRecord } from './ports/waiting.ts';
import type { Dimensions } from './spending.ts';

export interface IncomingPhoto {
  sha256: string;
  /** Bytes. */
  size: number;
  format: PhotoFormat;
  /** All of it in one piece: asked for only when it has to be kept. */
  bytes(): Uint8Array;
  /** As its header tells; nothing is decoded. Nothing when it does not tell. */
  dimensions?: (() => Dimensions | undefined) | undefined;
  /**
   * Asked before it is kept for a worker: by its header alone, nothing is decoded.
   * @param maxPixels of all frames together
   * @throws Failure when no worker would open it
   */
  refuseBomb?: ((maxPixels?: number) => void) | undefined;
}

export interface Submission {
  /** Of the analysis, where it has to be the same when it is submitted again. @default a new one */
  id?: string | undefined;
  tenant: string;
  photo: IncomingPhoto;
  options: AnalysisOptions;
  /** When its request began, as `performance.now()` tells. @default when it is submitted */
  since?: number | undefined;
}

/** A user's name for the provider and the ledger: stable, and nobody's name. */
export const userHashOf = (tenant: string, userId: string): string =>
  createHash('sha256').update(`${tenant}\0${userId}`).digest('hex');

/** Of a photo that has still to be fetched. Nobody is told these. */
export const UNFETCHED = { sha256: '', bytes: 0 } as const;

const factsOf = ({ sha256, size, format }: IncomingPhoto) => ({ sha256, bytes: size, format });

/** The record of an analysis that is about to wait. */
export function draftRecord(
  { id = randomUUID(), tenant, photo, options }: Submission,
  facts: { fingerprint: string; model: string; fallback?: Fallback | undefined; ttlSeconds: number },
): AnalysisRecord {
  const { userId, ...asked } = options;
  const { ttlSeconds, ...decided } = facts;
  const now = Date.now();
  return {
    id,
    tenant,
    userId,
    ...decided,
    ...asked,
    photo: factsOf(photo),
    status: 'queued',
    createdAt: new Date(now).toISOString(),
    expiresAt: new Date(now + ttlSeconds * 1000).toISOString(),
  };
}

/** The job for it: references only. */
export function draftJob(
  record: AnalysisRecord,
  { tenant, photo, options }: Submission,
  { model, promptRevision }: JudgeIdentity,
  priority: Priority,
): AnalysisJob {
  return {
    fingerprint: record.fingerprint,
    analysisId: record.id,
    tenant,
    photo: factsOf(photo),
    tone: options.tone,
    language: options.language,
    photoType: options.photoType,
    quality: record.quality,
    promptRevision,
    model,
    userHash: options.userId === undefined ? undefined : userHashOf(tenant, options.userId),
    // How long nobody waited for a warm-up says nothing about how soon people are answered.
    acceptedAt: priority === 'warm' ? undefined : record.createdAt,
    notedAt: record.createdAt,
    priority,
  };
}
