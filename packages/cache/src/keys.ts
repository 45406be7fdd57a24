/** `analysis:{hash}:{tone}:{language}` and whatever else is in the fingerprint. */
export const CRITIQUE_KEY_PREFIX = 'analysis:';
/** Personal data is gone within 48 h, whatever the configuration says. */
export const MAX_TTL_SECONDS = 172_800;

export const critiqueKey = (fingerprint: string): string => CRITIQUE_KEY_PREFIX + fingerprint;
