import {
  type ExifFacts,
  type JudgedCritique,
  judgedCritiqueSchema,
  LANGUAGES,
  type Language,
  PHOTO_TYPES,
  TONES,
  withScore,
} from '@jmj/contracts';
import { type CallMeter, Failure, type JudgeTask, LOCAL_MODEL } from '@jmj/core';
import { makePhoto } from '@jmj/testing/photo-maker';
import sharp from 'sharp';
import { writeCritique } from './critique.ts';
import { createLocalJudge } from './index.ts';
import { measure } from './measure/index.ts';

const NEVER = new AbortController().signal;
const SIZE = { width: 384, height: 256 };
const FREE = { min: 0, expected: 0, max: 0 };
/** Nothing is paid for, so nothing is ever told to it. */
const IDLE: CallMeter = {
  begin: () => Promise.reject(new Error('the local judge pays nobody')),
  end: () => Promise.reject(new Error('the local judge pays nobody')),
};

function task(jpeg: Uint8Array, options: Partial<JudgeTask> = {}, exif?: ExifFacts): JudgeTask {
  const original = { ...SIZE, format: 'jpeg' as const };
  return {
    photo: { jpeg, ...SIZE, plan: { ...SIZE, tokens: FREE }, original, exif },
    tone: 'professional',
    language: 'fr',
    photoType: 'general',
    model: LOCAL_MODEL,
    quality: 'standard',
    tier: 'default',
    ...options,
  };
}

const plain = (background: string) =>
  sharp({ create: { ...SIZE, channels: 3, background } })
    .jpeg()
    .toBuffer();

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

describe('the local judge', () => {
  const judge = createLocalJudge();
  let photo: Buffer;

  beforeAll(async () => {
    photo = await makePhoto({ seed: 7, ...SIZE });
  });

  test('judges under its own name, at no cost', async () => {
    const judgement = await judge.judge(task(photo), IDLE, NEVER);
    expect(judgement).toEqual({ critique: expect.anything(), source: 'local', model: LOCAL_MODEL });
    expect(judgedCritiqueSchema.parse(judgement.critique)).toEqual(judgement.critique);
  });

  test('always says the same of the same photo', async () => {
    const first = await judge.judge(task(photo), IDLE, NEVER);
    expect(await judge.judge(task(photo), IDLE, NEVER)).toEqual(first);
  });

  test('quotes what it measured in this photo', async () => {
    const burnt = await makePhoto({ seed: 7, ...SIZE, exposure: 2.5 });
    const { critique } = await judge.judge(task(burnt, { language: 'en' }), IDLE, NEVER);
    const { light } = await measure(burnt, NEVER);
    const share = new Intl.NumberFormat('en', { style: 'percent' }).format(light.burnt);
    expect(critique.technical.exposure).toContain(`${share} of the picture is burnt out`);
  });

  test('tells camera shake from missed focus by the shutter', async () => {
    const blurred = await makePhoto({ seed: 7, ...SIZE, blur: 4 });
    const slow = await judge.judge(
      task(blurred, { language: 'en' }, { shutterSeconds: 1 / 8, focalLength: 50 }),
      IDLE,
      NEVER,
    );
    const fast = await judge.judge(
      task(blurred, { language: 'en' }, { shutterSeconds: 1 / 2000 }),
      IDLE,
      NEVER,
    );
    expect(slow.critique.technical.focus).toContain('1/8 s');
    expect(fast.critique.technical.focus).not.toContain('1/2000 s');
  });

  test('gives what it cannot see a neutral score, whatever the photo', async () => {
    for (const seed of [1, 2, 3]) {
      const { critique } = await judge.judge(task(await makePhoto({ seed, ...SIZE })), IDLE, NEVER);
      expect(critique.partialScores).toMatchObject({ creativity: 8, emotion: 8, storytelling: 5 });
    }
  });

  test('has next to nothing to give to an empty frame', async () => {
    for (const colour of ['#000', '#fff', '#808080']) {
      const { critique } = await judge.judge(task(await plain(colour)), IDLE, NEVER);
      expect(withScore(critique).score).toBeLessThan(20);
    }
  });

  test('takes a grey photo and a tiny one', async () => {
    for (const tricky of [
      await makePhoto({ seed: 1, ...SIZE, colour: 'grey' }),
      await makePhoto({ seed: 1, width: 3, height: 2 }),
      await makePhoto({ seed: 1, width: 900, height: 5 }),
    ]) {
      const { critique } = await judge.judge(task(tricky), IDLE, NEVER);
      expect(textsOf(critique).join(' ')).not.toMatch(/NaN|Infinity/);
      judgedCritiqueSchema.parse(critique);
    }
  });

  test('stops when it is told to', async () => {
    const early = AbortSignal.abort(new Error('canceled'));
    await expect(judge.judge(task(photo), IDLE, early)).rejects.toThrow('canceled');
    const controller = new AbortController();
    const judging = judge.judge(task(photo), IDLE, controller.signal);
    controller.abort(new Error('too late'));
    await expect(judging).rejects.toThrow('too late');
  });

  test('answers bytes that are no picture with a Failure', async () => {
    const judging = judge.judge(task(Buffer.from('not a picture')), IDLE, NEVER);
    await expect(judging).rejects.toMatchObject({ code: 'photo-unreadable' });
    await expect(judging).rejects.toBeInstanceOf(Failure);
  });

  test('lets the event loop breathe while it measures', async () => {
    const large = await makePhoto({ seed: 7, width: 768, height: 768 });
    await judge.judge(task(large), IDLE, NEVER);
    // Processor time of this thread and not time on the clock, so that a busy machine does not fail the test.
    const turns: number[] = [];
    const spent = () => process.threadCpuUsage().user / 1000;
    let last = spent();
    let judging = true;
    const turn = (): void => {
      turns.push(spent() - last);
      last = spent();
      if (judging) setImmediate(turn);
    };
    setImmediate(turn);
    for (let round = 0; round < 10; round++) await judge.judge(task(large), IDLE, NEVER);
    judging = false;
    // Unsliced, each of the ten photos is one such turn.
    expect(turns.filter((it) => it > 15).length).toBeLessThan(3);
  });
});

describe('what the local judge says', () => {
  const every = TONES.flatMap((tone) => LANGUAGES.map((language) => ({ tone, language })));
  let pictures: { measured: Awaited<ReturnType<typeof measure>>; exif?: ExifFacts }[];

  beforeAll(async () => {
    const recipes = [{}, { exposure: 3 }, { exposure: -3, noise: 25 }, { blur: 6 }, { noise: 40 }];
    const photos = await Promise.all(recipes.map((it) => makePhoto({ seed: 5, ...SIZE, ...it })));
    const measured = await Promise.all([...photos, await plain('#000')].map((it) => measure(it, NEVER)));
    pictures = measured.map((it) => ({ measured: it, exif: { shutterSeconds: 0.5 } }));
  });

  test.each(every)('fits the schema and leaves no gap: $tone, $language', ({ tone, language }) => {
    for (const photoType of PHOTO_TYPES) {
      for (const picture of pictures) {
        const critique = judgedCritiqueSchema.parse(writeCritique({ ...picture, tone, language, photoType }));
        for (const text of textsOf(critique)) {
          expect(text).not.toMatch(/undefined|NaN|Infinity|\bnull\b|[{}]|\$| {2}|\.\./);
          expect(text).toBe(text.trim());
        }
      }
    }
  });

  test('differs from language to language and from tone to tone', () => {
    const say = (tone: (typeof TONES)[number], language: Language): JudgedCritique =>
      writeCritique({ ...pictures[1]!, tone, language, photoType: 'portrait' });
    const distinct = (texts: string[]) => new Set(texts).size;
    expect(distinct(every.map((it) => say(it.tone, it.language).summary))).toBe(every.length);
    expect(distinct(every.map((it) => say(it.tone, it.language).technical.exposure))).toBe(every.length);
    expect(distinct(every.map((it) => say(it.tone, it.language).artistic.emotion))).toBe(every.length);
    for (const field of ['suggestions', 'toolRecommendations', 'nextShotTips'] as const)
      expect(distinct(LANGUAGES.map((it) => JSON.stringify(say('roast', it)[field])))).toBe(LANGUAGES.length);
  });

  test('scores do not depend on tone or language', () => {
    const scores = every.map(
      (it) => writeCritique({ ...pictures[0]!, ...it, photoType: 'street' }).partialScores,
    );
    for (const it of scores) expect(it).toEqual(scores[0]);
  });

  test.each([
    ['fr', 'modèle de langage'],
    ['en', 'language model'],
    ['es', 'modelo de lenguaje'],
    ['de', 'Sprachmodell'],
    ['it', 'modello linguistico'],
    ['pt', 'modelo de linguagem'],
  ] as const)('admits in every tone that it is no language model (%s)', (language, admission) => {
    for (const tone of TONES)
      for (const picture of pictures)
        expect(writeCritique({ ...picture, tone, language, photoType: 'other' }).summary).toContain(
          admission,
        );
  });
});
