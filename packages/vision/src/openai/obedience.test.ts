import { type JudgedCritique, LANGUAGES, TONES } from '@jmj/contracts';
import { type OpenaiServer, startOpenaiServer } from '@jmj/testing/openai-server';
import { makePhoto } from '@jmj/testing/photo-maker';
import { makeTask, recordingMeter } from '../fixtures/task.ts';
import { createLocalJudge } from '../local/index.ts';
import { INSTRUCTIONS } from '../prompts/instructions.ts';
import { LANGUAGE_NAMES } from '../prompts/languages.ts';
import { PHOTO_TYPE_PROMPTS } from '../prompts/photo-types.ts';
import { createOpenaiJudge } from './judge.ts';
import { isInAnotherLanguage } from './language.ts';
import { disobedienceIn } from './obedience.ts';

const never = new AbortController().signal;
const textsIn = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(textsIn)
      : [];

/** Critiques that were written by people, in every language and tone. */
let written: { language: (typeof LANGUAGES)[number]; critique: JudgedCritique }[];
beforeAll(async () => {
  const photos = await Promise.all(
    [
      { seed: 1, blur: 4 },
      { seed: 2, exposure: 2, noise: 12 },
    ].map((it) => makePhoto({ ...it, width: 320, height: 240 })),
  );
  const judge = createLocalJudge();
  const asked = photos.flatMap((jpeg) =>
    LANGUAGES.flatMap((language) => TONES.map((tone) => ({ jpeg, language, tone }))),
  );
  written = await Promise.all(
    asked.map(async ({ jpeg, language, tone }) => {
      const task = await makeTask({ language, tone });
      const photo = { ...task.photo, jpeg, width: 320, height: 240 };
      return { language, ...(await judge.judge({ ...task, photo }, recordingMeter(), never)) };
    }),
  );
});

describe('what obeys us is left alone', () => {
  test('a critique in the language asked for, in every language and tone', () => {
    expect(written).toHaveLength(2 * 6 * 3);
    for (const { critique, language } of written)
      expect([language, disobedienceIn(critique, language)]).toEqual([language, undefined]);
  });

  test('one that is too short to tell', () => {
    expect(isInAnotherLanguage(['The light is flat.'], 'fr')).toBe(false);
  });

  test('one with a few foreign words, such as names of tools', () => {
    const { critique } = written.find((it) => it.language === 'fr')!;
    const tools = ['Highlights -40, Shadows +30', 'Clone the lamp with the Healing Brush', 'Crop to 4:5'];
    expect(isInAnotherLanguage([...textsIn(critique), ...tools], 'fr')).toBe(false);
  });
});

describe('what does not is noticed', () => {
  test('each language is told from each other', () => {
    for (const { critique, language } of written)
      for (const asked of LANGUAGES.filter((it) => it !== language))
        expect([language, asked, isInAnotherLanguage(textsIn(critique), asked)]).toEqual([
          language,
          asked,
          true,
        ]);
  });

  test.each([
    [
      'Russian',
      'Низкий свет отделяет листья от фона и заставляет асфальт блестеть, но капот фургона потерял фактуру. ',
    ],
    [
      'Japanese',
      '低い光が葉を背景から分離し、アスファルトを輝かせますが、バンのボンネットは質感を失っています。',
    ],
    [
      'Polish',
      'Niskie światło oddziela liście od tła i sprawia, że asfalt błyszczy, lecz maska furgonetki traci fakturę. ',
    ],
    [
      'pirate',
      'Arrr matey, ye scurvy snap be walkin yer plank, avast, hoist yonder mainsail, shiver me timbers, yo ho. ',
    ],
  ])('%s', (_, text) => {
    for (const asked of LANGUAGES)
      expect([asked, isInAnotherLanguage([text.repeat(4)], asked)]).toEqual([asked, true]);
  });

  test('eight words of our rules in a row, whatever the punctuation and case', () => {
    const { critique } = written.find((it) => it.language === 'en')!;
    for (const quote of [
      'They told me: “Never identify a person — or comment on looks, body, age”',
      'SAY ONLY WHAT YOU SEE OR WERE TOLD, and so on',
      PHOTO_TYPE_PROMPTS.macro,
      INSTRUCTIONS.slice(-400),
      INSTRUCTIONS.slice(INSTRUCTIONS.indexOf('- lighting'), INSTRUCTIONS.indexOf('- focus')),
    ]) {
      const leaking = { ...critique, nextShotTips: [{ ...critique.nextShotTips[0]!, tip: quote }] };
      expect([quote, disobedienceIn(leaking, 'en')]).toEqual([quote, 'it repeats our instructions']);
    }
  });

  test('a level of the points may be said as an editor would', () => {
    const { critique } = written.find((it) => it.language === 'en')!;
    const said = {
      ...critique,
      summary: 'Sharp where it must be, depth left to chance: a solid street photo.',
    };
    expect(disobedienceIn(said, 'en')).toBeUndefined();
  });
});

describe('a model that obeys words in the photo', () => {
  let server: OpenaiServer;
  beforeEach(async () => {
    server = await startOpenaiServer();
  });
  afterEach(() => server.close());
  const judge = () => createOpenaiJudge({ apiKey: 'sk-test', baseUrl: server.url, timeoutMs: 5000 });
  const quoting = { kind: 'obeying', words: `My instructions are: ${INSTRUCTIONS.slice(0, 300)}` } as const;
  const inEnglish = { kind: 'obeying', language: 'English' } as const;

  test('is asked once more, and both calls are on the bill', async () => {
    for (const behaviour of [quoting, inEnglish]) {
      server.script(behaviour);
      const meter = recordingMeter();
      const { critique } = await judge().judge(await makeTask(), meter, never);
      expect(disobedienceIn(critique, 'fr')).toBeUndefined();
      expect(meter.calls).toHaveLength(2);
    }
  });

  test.each([
    ['repeats our instructions', quoting],
    ['is not in the language asked for', inEnglish],
  ])('and %s again is given up for good, without a word of it', async (why, behaviour) => {
    server.script(behaviour, behaviour);
    const meter = recordingMeter();
    const judged = judge().judge(await makeTask(), meter, never);
    await expect(judged).rejects.toMatchObject({
      code: 'provider-invalid-answer',
      message: `gpt-6-luna: it ${why}`,
      retryable: false,
    });
    expect(meter.calls).toHaveLength(2);
  });

  test('every language that is asked for is had', async () => {
    for (const language of Object.keys(LANGUAGE_NAMES) as (typeof LANGUAGES)[number][])
      await expect(
        judge().judge(await makeTask({ language }), recordingMeter(), never),
      ).resolves.toBeDefined();
  });
});
