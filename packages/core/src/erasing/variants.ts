import { QUALITIES } from '@jmj/contracts';
import { fingerprintKey, parseFingerprint } from '../fingerprint.ts';
import { type JudgeIdentity, LOCAL_MODEL, revisionFor } from '../judge.ts';

/** The same question to every model of this service: a critique may be a stand-in's. */
export function variantsOf(
  fingerprint: string,
  { model, standIns = [], promptRevision }: JudgeIdentity,
): string[] {
  const asked = parseFingerprint(fingerprint);
  if (!asked) return [];
  const models = new Set([asked.model, model, ...standIns, LOCAL_MODEL]);
  const variants = [...models].flatMap((one) =>
    QUALITIES.map((quality) => {
      const revision = revisionFor({ model: one, promptRevision }, quality);
      return fingerprintKey({ ...asked, model: one, promptRevision: revision });
    }),
  );
  return [...new Set(variants)];
}
