/** The closed lists of the service's vocabulary. Free of zod, so that a web page can use them for a few bytes. */

/** How the critique is told. */
export const TONES = ['roast', 'professional', 'learning'] as const;
/** Language of the critique, ISO 639-1. */
export const LANGUAGES = ['fr', 'en', 'es', 'de', 'it', 'pt'] as const;
/** What kind of photo it is meant to be. */
export const PHOTO_TYPES = [
  'general',
  'portrait',
  'landscape',
  'street',
  'macro',
  'architecture',
  'nature',
  'sport',
  'night',
  'wedding',
  'abstract',
  'documentary',
  'fashion',
  'food',
  'travel',
  'other',
] as const;
/** Formats that are decoded. HEIC is recognised and refused. */
export const PHOTO_FORMATS = ['jpeg', 'png', 'webp', 'avif', 'gif', 'tiff'] as const;

export const ANALYSIS_STATUSES = ['queued', 'active', 'completed', 'failed', 'canceled'] as const;

/** Who goes first: `live` has somebody waiting, `economy` can wait for a lower price, `warm` fills the cache for nobody yet. */
export const PRIORITIES = ['live', 'economy', 'warm'] as const;

/** How soon an answer is wanted: at once, or as cheaply as it can be had. */
export const SPEEDS = ['interactive', 'economy'] as const;
/** How much of the picture the model is shown. */
export const QUALITIES = ['economy', 'standard', 'fine'] as const;
/** What the provider was asked for: an answer at once, one at half price when it has room, or a batch within a day. */
export const TIERS = ['default', 'flex', 'batch'] as const;

/** What a worker is doing with a photo right now. */
export const STAGES = ['started', 'preparing', 'judging', 'storing'] as const;

export const EVENT_TYPES = ['queued', 'started', 'progress', 'completed', 'failed', 'canceled'] as const;

/** The most points each criterion can give; the sum is 100. */
export const PARTIAL_SCORE_MAXIMA = {
  composition: 15,
  lighting: 15,
  focus: 15,
  exposure: 15,
  creativity: 15,
  emotion: 15,
  storytelling: 10,
} as const;
