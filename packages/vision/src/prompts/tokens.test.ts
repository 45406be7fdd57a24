import { LANGUAGES, PHOTO_TYPES, TONES } from '@jmj/contracts';
import { PREFIX_TOKENS, PROMPT_TOKENS, textTokensOf } from '@jmj/pricing';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { CRITIQUE_FORMAT } from '../openai/answer-format.ts';
import { captureFacts } from './capture-facts.ts';
import { buildPrompt } from './index.ts';
import { INSTRUCTIONS } from './instructions.ts';

/** Each of two messages, and what makes the model answer: OpenAI's cookbook, "How to count tokens". */
const AROUND = 3 + 3 + 3;

test('the instructions alone are long enough for the prompt cache, whatever the schema counts, and no longer than they need be', () => {
  expect(countTokens(INSTRUCTIONS)).toBeGreaterThan(1024 * 1.1);
  expect(countTokens(INSTRUCTIONS)).toBeLessThan(1024 * 1.2);
});

test('pricing counts with the tokens that the prompts have', () => {
  expect(PROMPT_TOKENS).toMatchObject({
    instructions: countTokens(INSTRUCTIONS),
    schema: countTokens(JSON.stringify(CRITIQUE_FORMAT)),
  });
  const asked = TONES.flatMap((tone) =>
    LANGUAGES.flatMap((language) => PHOTO_TYPES.map((photoType) => ({ tone, language, photoType }))),
  );
  for (const ask of asked) {
    const all = PREFIX_TOKENS + countTokens(buildPrompt(ask).request) + AROUND;
    expect([ask, Math.abs(textTokensOf(ask, '').expected - all)]).toEqual([ask, 0]);
  }
});

test.each([
  { iso: 100 },
  { camera: 'Google Pixel 8', iso: 52, aperture: 1.68, shutterSeconds: 0.000734, focalLength: 6.9 },
  {
    camera: 'Canon EOS 5D Mark IV',
    lens: 'EF24-70mm f/2.8L II USM',
    iso: 400,
    aperture: 2.8,
    focalLength: 50,
  },
  { camera: 'x'.repeat(60), lens: 'Ωé'.repeat(30), iso: 204_800, aperture: 5.66, focalLength: 1234.5 },
])('capture facts take the tokens that are foreseen for them: %j', (exif) => {
  const ask = { tone: 'roast', language: 'fr', photoType: 'night' } as const;
  const told = captureFacts(exif);
  const all = PREFIX_TOKENS + countTokens(buildPrompt({ ...ask, exif }).request) + AROUND;
  expect(Math.abs(textTokensOf(ask, told).expected - all)).toBeLessThan(25);
  expect(textTokensOf(ask).min).toBeLessThan(all);
  expect(textTokensOf(ask).max).toBeGreaterThan(all);
});
