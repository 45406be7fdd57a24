import type {
  ExifFacts,
  JudgedCritique,
  Language,
  PhotoFormat,
  PhotoType,
  Quality,
  Tier,
  Tone,
} from '@jmj/contracts';
import type { CallMeter, Dimensions, ImagePlan } from '../spending.ts';

/** Holds photos on their way to a worker. */
export interface PhotoStore {
  /**
   * Stores the bytes once per hash and notes that `holder` (an analysis id) needs them.
   * @throws Failure `photo-store-full` when the byte budget is used up: nothing is written then.
   */
  put(photo: { sha256: string; bytes: Uint8Array }, holder: string): Promise<void>;
  get(sha256: string): Promise<Uint8Array | undefined>;
  /** The same for bytes that are there already: they stay for another while, without a holder for those they have. False when they are gone. */
  keep(sha256: string, holder?: string): Promise<boolean>;
  /** `holder` needs them no more; the bytes go with their last holder: true when they did. Safe to repeat. */
  release(sha256: string, holder: string): Promise<boolean>;
}

/** A photo made ready for a judge: upright, sRGB, no metadata, downscaled. */
export interface PreparedPhoto {
  /** JPEG bytes without any metadata. */
  jpeg: Uint8Array;
  /** Of the JPEG, in pixels. */
  width: number;
  height: number;
  /** How it was made for the model that will see it. */
  plan: ImagePlan;
  /** Of the photo itself, after EXIF orientation. */
  original: { width: number; height: number; format: PhotoFormat };
  exif?: ExifFacts | undefined;
  /**
   * Describes the picture from the pixels of the same decode, to find its twins; to be called once, for it lets go of them.
   * Answers nothing for a picture that can have none. Absent when nobody looks for twins.
   */
  sketch?: (() => Promise<TwinSketch | undefined>) | undefined;
}

/** What a picture looks like. Only who made it can read it. */
export interface TwinSketch {
  /** Some kilobytes. */
  descriptor: Uint8Array;
  /** Names under which it is put in an index, and under which its twins are looked for. */
  keys: { store: string[]; lookup: string[] };
}

/** Whether each of the other descriptors shows the same picture, unedited. In doubt it says no. */
export type VerifyTwins = (descriptor: Uint8Array, others: Uint8Array[]) => Promise<boolean[]>;

/** Finds photos by what they show, and never one of another tenant. Throws when it cannot be asked. */
export interface TwinIndex {
  /** Photos that may be twins, the likeliest first, and not many: to be verified. */
  find(tenant: string, lookup: string[]): Promise<{ sha256: string; descriptor: Uint8Array }[]>;
  add(tenant: string, photo: { sha256: string; sketch: TwinSketch; ttlSeconds: number }): Promise<void>;
  /** Nothing finds these photos any more; answers how many were known. */
  forget(tenant: string, sha256s: string[]): Promise<number>;
}

export interface PhotoPreparer {
  /**
   * @param plan tells how large the model should see a photo of these dimensions
   * @throws Failure `photo-unreadable`, `photo-too-many-pixels` or `unsupported-format`
   */
  prepare(bytes: Uint8Array, plan: (original: Dimensions) => ImagePlan): Promise<PreparedPhoto>;
}

export interface JudgeTask {
  photo: PreparedPhoto;
  tone: Tone;
  language: Language;
  photoType: PhotoType;
  model: string;
  quality: Quality;
  /** What to ask the provider for. It may fall back to `default` when it cannot be had. */
  tier: Exclude<Tier, 'batch'>;
  userHash?: string | undefined;
  /** An answer that was no use has been paid for before: one that obeys words in the photo is not asked for once more. */
  isSecond?: boolean | undefined;
}

export interface Judgement {
  critique: JudgedCritique;
  source: 'openai' | 'local';
  /** The model that really answered. */
  model: string;
}

/** Makes critiques. */
export interface Judge {
  /**
   * Each call that costs something passes the meter.
   * @throws Failure with a `provider-…` code, or what the meter throws; `retryable` and `retryAfterMs` tell the queue what to do
   */
  judge(task: JudgeTask, meter: CallMeter, signal: AbortSignal): Promise<Judgement>;
}
