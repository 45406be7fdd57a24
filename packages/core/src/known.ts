import { hash } from 'node:crypto';
import type { AnalysisOptions } from '@jmj/contracts';
import { type Fingerprint, parseFingerprint } from './fingerprint.ts';
import type { PackedTail, ReadyCritique } from './ports/critiques.ts';

/** An analysis that was answered from the cache, as JSON in two parts: the critique is passed on as it lay, never parsed. */
export interface KnownAnswer {
  id: string;
  /** The beginning: what is this caller's own. ASCII. */
  head: string;
  /** The rest in UTF-8: what all who ask are told alike. */
  tail: Buffer;
  /** The rest for those who take gzip. */
  packed?: (() => PackedTail) | undefined;
  /** Milliseconds since 1970. */
  expiresAt: number;
  /** Whether it came from this process's own memory. */
  fromMemory: boolean;
}

const ID_PREFIX = 'known';
const ID_SEPARATOR = '~';

/** What stands for a tenant in an entry that it has shown the photo of: 16 hex digits, and not its name. */
export const tenantMark = (tenant: string): string => hash('sha256', `tenant\0${tenant}`).slice(0, 16);

/** Whether the tenant has sent us this photo itself. Who has not must not learn that somebody else did. */
export const hasShown = (tenant: string, entry: { shownBy: readonly string[] }): boolean =>
  entry.shownBy.includes(tenantMark(tenant));

/**
 * The id of an analysis that a hit answered says all that it is: nothing is written for a hit, and the id can still be asked
 * for as long as the critique is there. To other tenants it is worth nothing: reading it asks for `hasShown`.
 */
function knownId(fingerprint: Fingerprint, at: number): string {
  const { sha256, tone, language, photoType, promptRevision, model } = fingerprint;
  const parts = [
    sha256,
    tone,
    language,
    photoType,
    promptRevision,
    encodeURIComponent(model).replaceAll(ID_SEPARATOR, '%7E'),
  ];
  return [ID_PREFIX, at.toString(36), ...parts].join(ID_SEPARATOR);
}

/** What `knownId` was made of, if it is such an id. */
export function parseKnownId(id: string): { fingerprint: Fingerprint; at: number } | undefined {
  const [prefix, time = '', ...parts] = id.split(ID_SEPARATOR);
  if (prefix !== ID_PREFIX) return undefined;
  const at = Number.parseInt(time, 36);
  const [model = '', ...others] = parts.reverse();
  const fingerprint = parseFingerprint([...others.reverse(), safeDecode(model)].join(':'));
  return fingerprint && Number.isSafeInteger(at) && at < 8.64e15 ? { fingerprint, at } : undefined;
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** The answer to whoever asks for a critique that is ready. */
export function answerKnown(
  fingerprint: Fingerprint,
  options: Pick<AnalysisOptions, 'tone' | 'language' | 'photoType'>,
  ready: ReadyCritique,
  at: number,
): KnownAnswer {
  const id = knownId(fingerprint, at);
  const { tone, language, photoType } = options;
  const now = new Date(at).toISOString();
  const until = new Date(ready.expiresAt).toISOString();
  // Written out, for it is the hit path: of all these only the id could hold what JSON escapes.
  const asked = `"tone":"${tone}","language":"${language}","photoType":"${photoType}"`;
  const times = `"createdAt":"${now}","completedAt":"${now}","expiresAt":"${until}"`;
  return {
    id,
    head: `{"id":${JSON.stringify(id)},"status":"completed","source":"cache",${asked},${times},`,
    tail: ready.tail,
    packed: ready.packed,
    expiresAt: ready.expiresAt,
    fromMemory: ready.fromMemory,
  };
}

/** Both parts: an `Analysis` in UTF-8 JSON. */
export function wholeAnswer({ head, tail }: Pick<KnownAnswer, 'head' | 'tail'>): Buffer {
  const whole = Buffer.allocUnsafe(head.length + tail.length);
  whole.write(head, 'latin1');
  whole.set(tail, head.length);
  return whole;
}
