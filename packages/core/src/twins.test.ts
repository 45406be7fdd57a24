import type { AnalysisJob } from '@jmj/contracts';
import { fingerprintKey } from './fingerprint.ts';
import type { CachedCritique, CritiqueCache } from './ports/critiques.ts';
import type { PreparedPhoto, TwinIndex, TwinSketch, VerifyTwins } from './ports/judging.ts';
import { createTwins, reuse } from './twins.ts';

const OWN = 'aa'.repeat(32);
const SOME = 'bb'.repeat(32);
const OTHER = 'cc'.repeat(32);
const asked = {
  tone: 'roast',
  language: 'fr',
  photoType: 'general',
  promptRevision: 'p1',
  model: 'm',
} as const;
const job: AnalysisJob = {
  fingerprint: fingerprintKey({ sha256: OWN, ...asked }),
  analysisId: '1',
  tenant: 't',
  photo: { sha256: OWN, bytes: 9, format: 'webp' },
  ...asked,
};
const sketch: TwinSketch = { descriptor: Uint8Array.of(1), keys: { store: ['a'], lookup: ['a', 'b'] } };
const photo: PreparedPhoto = {
  jpeg: new Uint8Array(),
  width: 1,
  height: 1,
  plan: { width: 1, height: 1, tokens: { min: 0, expected: 0, max: 0 } },
  original: { width: 9, height: 9, format: 'webp' },
  sketch: async () => sketch,
};

const judged = (sha256: string, more: Partial<CachedCritique> = {}): CachedCritique => ({
  critique: { summary: `of ${sha256}` } as CachedCritique['critique'],
  source: 'openai',
  model: 'm',
  photo: { sha256, bytes: 1, width: 3, height: 2, format: 'jpeg' },
  exif: { camera: 'Secret' },
  cost: { usd: 1, inputTokens: 1, cachedTokens: 0, outputTokens: 1, model: 'm' },
  shownBy: ['mark of another'],
  judgedAt: '2026-01-01T00:00:00.000Z',
  expiresAt: new Date(Date.now() + 60_000).toISOString(),
  ...more,
});

/** An index that finds these, of which those in `twins` are verified; a cache that holds these critiques. */
function open(parts: {
  found?: string[];
  twins?: string[];
  critiques?: Map<string, CachedCritique>;
  index?: Partial<TwinIndex>;
  verify?: VerifyTwins;
}) {
  const troubles: unknown[] = [];
  const found = parts.found ?? [SOME];
  const index: TwinIndex = {
    find: async () => found.map((sha256) => ({ sha256, descriptor: Buffer.from(sha256) })),
    add: async () => {},
    forget: async () => 0,
    ...parts.index,
  };
  const critiques: CritiqueCache = {
    get: async (fingerprint) => parts.critiques?.get(fingerprint),
    ready: async () => undefined,
    put: async () => {},
    markShown: async () => {},
  };
  const verify: VerifyTwins = async (_own, others) =>
    others.map((it) => (parts.twins ?? found).includes(Buffer.from(it).toString()));
  const twins = createTwins({
    index,
    verify: parts.verify ?? verify,
    critiques,
    onTrouble: (error) => troubles.push(error),
    patienceMs: 50,
  });
  return { twins, troubles };
}

const known = (
  sha256: string,
  more: Partial<CachedCritique> = {},
  at: object = {},
): [string, CachedCritique] => [fingerprintKey({ sha256, ...asked, ...at }), judged(sha256, more)];

test('what was said of a verified twin is found', async () => {
  const { twins, troubles } = open({ critiques: new Map([known(SOME)]) });
  expect((await twins.look(job, photo)).known?.photo.sha256).toBe(SOME);
  expect(troubles).toEqual([]);
});

test('a candidate that is not verified is no twin', async () => {
  const { twins } = open({ twins: [], critiques: new Map([known(SOME)]) });
  expect(await twins.look(job, photo)).toEqual({ sketch, known: undefined });
});

test.each([
  { tone: 'learning' },
  { language: 'en' },
  { photoType: 'night' },
  { promptRevision: 'p2' },
  { model: 'n' },
])('a twin known for %j only is not known', async (at) => {
  const { twins } = open({ critiques: new Map([known(SOME, {}, at)]) });
  expect((await twins.look(job, photo)).known).toBeUndefined();
});

test('who asks for more of the picture is told only what was said of as much of it', async () => {
  const fine = { ...job, quality: 'fine' } as const;
  const standard = open({ critiques: new Map([known(SOME)]) });
  expect((await standard.twins.look(fine, photo)).known).toBeUndefined();
  const alike = open({ critiques: new Map([known(SOME, {}, { promptRevision: 'p1-fine' })]) });
  expect((await alike.twins.look(fine, photo)).known?.photo.sha256).toBe(SOME);
});

test('when the likeliest twin is not known in that tone, the next is taken', async () => {
  const { twins } = open({ found: [SOME, OTHER], critiques: new Map([known(OTHER)]) });
  expect((await twins.look(job, photo)).known?.photo.sha256).toBe(OTHER);
});

test('what was itself taken from a twin is not passed on, nor what is about to be forgotten', async () => {
  const soon = new Date(Date.now() + 1000).toISOString();
  for (const more of [{ reused: true } as const, { expiresAt: soon }]) {
    const { twins } = open({ critiques: new Map([known(SOME, more)]) });
    expect((await twins.look(job, photo)).known).toBeUndefined();
  }
});

test('a photo is not its own twin', async () => {
  const { twins } = open({ found: [OWN], critiques: new Map([known(OWN)]) });
  expect((await twins.look(job, photo)).known).toBeUndefined();
});

test('a photo without a sketch is not looked for', async () => {
  const { twins } = open({ critiques: new Map([known(SOME)]) });
  expect(await twins.look(job, { ...photo, sketch: undefined })).toEqual({});
  expect(await twins.look(job, { ...photo, sketch: async () => undefined })).toEqual({});
});

const broken = async () => {
  throw new Error('broken');
};
const never = () => new Promise<never>(() => {});

test.each([
  ['an index that fails', { index: { find: broken } }],
  ['an index that never answers', { index: { find: never } }],
  ['a verifier that fails', { verify: broken }],
  ['a verifier that never answers', { verify: never }],
])('%s is a miss and a trouble, and the photo can still be remembered', async (_name, parts) => {
  const { twins, troubles } = open({ critiques: new Map([known(SOME)]), ...parts });
  expect(await twins.look(job, photo)).toEqual({ sketch, known: undefined });
  expect(troubles).toHaveLength(1);
});

test('a sketch that fails is a miss and a trouble', async () => {
  const { twins, troubles } = open({ critiques: new Map([known(SOME)]) });
  expect(await twins.look(job, { ...photo, sketch: broken })).toEqual({});
  expect(troubles).toHaveLength(1);
});

test.each([
  ['fails', broken],
  ['never answers', never],
])('an index that %s is not waited for when remembering', async (_name, add) => {
  const { twins, troubles } = open({ index: { add } });
  await twins.remember(job, sketch, 60);
  expect(troubles).toHaveLength(1);
});

test('a reused critique has what the model said and who said it, and nothing else of the twin', () => {
  const twin = judged(SOME);
  const own = { photo: { sha256: OWN, bytes: 9 }, exif: undefined, shownBy: ['mine'] };
  const { critique, source, model, judgedAt, expiresAt } = twin;
  expect(reuse(twin, own)).toEqual({ critique, source, model, judgedAt, expiresAt, ...own, reused: true });
});
