import type { Quality } from '@jmj/contracts';

/**
 * Revision of our prompts. It is part of every fingerprint, so a new one retires the critiques made with the old.
 * The api cannot see the prompts (they live in vision), so the number is here; a test in vision fails when the prompts
 * change and this does not.
 */
export const PROMPT_REVISION = 'p2';

/** Model name under which the local judge's critiques are kept. Raise it when its measurements or texts change. */
export const LOCAL_MODEL = 'local-1';

export interface JudgeIdentity {
  model: string;
  promptRevision: string;
  /** Models that stand in for it while it cannot be asked, in this order. */
  standIns?: string[] | undefined;
}

/** The local judge in its place. */
export const localOf = ({ promptRevision }: JudgeIdentity): JudgeIdentity => ({
  model: LOCAL_MODEL,
  promptRevision,
});

/** The names in `OPENAI_MODEL`: the model, then those that stand in for it. */
const modelsOf = (openaiModel: string): string[] => [
  ...new Set(
    openaiModel
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean),
  ),
];

/** What the service shows of a photo when nothing else is asked for. */
export const DEFAULT_QUALITY: Quality = 'standard';

/** A critique of more or less of the picture is another one; the local judge always sees the same. */
export function revisionFor({ model, promptRevision }: JudgeIdentity, quality: Quality): string {
  return model === LOCAL_MODEL || quality === DEFAULT_QUALITY
    ? promptRevision
    : `${promptRevision}-${quality}`;
}

/** Which judge new analyses are asked of. `auto` is OpenAI when there is a key for it, else the local one. */
export function judgeIdentity(config: {
  provider: 'auto' | 'openai' | 'local';
  openaiModel: string;
  hasOpenaiKey: boolean;
  /** The local judge stands in when no model can be asked. @default false */
  fallbackLocal?: boolean | undefined;
}): JudgeIdentity {
  const promptRevision = PROMPT_REVISION;
  const local = config.provider === 'local' || (config.provider === 'auto' && !config.hasOpenaiKey);
  if (local) return { model: LOCAL_MODEL, promptRevision };
  const [model = config.openaiModel, ...others] = modelsOf(config.openaiModel);
  const standIns = [...others, ...(config.fallbackLocal ? [LOCAL_MODEL] : [])];
  return { model, promptRevision, ...(standIns.length > 0 && { standIns }) };
}
