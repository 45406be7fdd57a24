import { createHash } from 'node:crypto';
import { deflateSync, gzipSync } from 'node:zlib';
import { critiqueSchema } from '@jmj/contracts';
import { DICTIONARY_1 } from './dictionary-1/index.ts';
import { SKELETON } from './dictionary-1/skeleton.ts';
import { compress, expand as expandBytes, MAX_EXPANDED_BYTES } from './index.ts';

/** The dictionaries as they were when they were first used. They never change: a better one is a new version. */
const PUBLISHED = {
  fr: '131dbe5232079a0d09aa799a2d75fbaed3bd8eff932b2685aaa59f26e1d7ca4e',
  en: 'a8e4147213da7a22d3d8dbff9e8f8c4dd47a6953e12d173473de3d8324f3cf38',
  es: 'cf2f0bc9f1d94e252253332abfc95bb9bd4336301ec02dbaffef83084907b180',
  de: '2ce8529ec734920c55dcb19f95f780a58dc284b034949d76ba604e0a8a6f3562',
  it: '3603fac0e764e919210bf118a43b1f67ee2a76ac13ef8d53ef836529c3c1e293',
  pt: 'e1cd60edfb23fb88b61eec25642812975cd99e9246c46099bfeff3572ec0c3ae',
};

const expand = (compressed: Uint8Array) => expandBytes(compressed)?.toString();

const SUMMARIES = {
  fr: 'Le chat dort sur le rebord de la fenêtre, et la lumière douce dessine bien ses moustaches dans une pièce sombre.',
  en: 'The cat sleeps on the window sill, and soft light draws its whiskers well against the darkness of the room.',
  es: 'El gato duerme en el alféizar y la luz suave dibuja muy bien los bigotes, pero las cortinas sobran.',
  de: 'Die Katze schläft auf der Fensterbank, und das weiche Licht zeichnet die Schnurrhaare gut, nicht aber den Schwanz.',
  it: 'Il gatto dorme sul davanzale della finestra e la luce morbida disegna bene i baffi, ma il vaso è di troppo.',
  pt: 'O gato dorme no parapeito da janela e a luz suave desenha bem os bigodes, mas as cortinas não ajudam em nada.',
};
const LANGUAGES = Object.keys(SUMMARIES) as (keyof typeof SUMMARIES)[];

function entry(said: string): string {
  const critique = {
    score: 61,
    partialScores: { composition: 10, lighting: 9, focus: 10, exposure: 9, creativity: 8, emotion: 9 },
    summary: said,
    improvements: [{ impact: said, description: said, difficulty: 'easy', scoreGain: 4 }],
    nextShotTips: [{ tip: said, category: 'lighting', difficulty: 'beginner' }],
  };
  return `{"source":"openai"}\n"model":"m","photo":{"bytes":1},"critique":${JSON.stringify(critique)}}`;
}

const withFirstByte = (stream: Buffer) => Buffer.concat([Buffer.from([0x10]), stream]);

describe('compression', () => {
  test.each(LANGUAGES)(
    'gives back an entry in the language %s, under the dictionary of that language',
    (language) => {
      const text = entry(SUMMARIES[language]);
      const compressed = compress(text);
      expect(expand(compressed)).toBe(text);
      expect(compressed[0]).toBe(DICTIONARY_1[language].firstByte);
    },
  );

  test.each(LANGUAGES)('takes less than three quarters of what gzip takes for an entry in %s', (language) => {
    const text = entry(SUMMARIES[language]);
    expect(compress(text).length).toBeLessThan(0.75 * gzipSync(text).length);
  });

  test.each(['', 'x', '\u0000\uFFFF', '日本語 🖼️ "\\n"', '\n\n', 'The end'.repeat(5000)])(
    'gives back any other text (%#)',
    (text) => {
      expect(expand(compress(text))).toBe(text);
    },
  );

  test('reads bytes that lie inside a larger buffer', () => {
    const compressed = compress('a part');
    const around = Buffer.concat([Buffer.alloc(7, 1), compressed, Buffer.alloc(5, 2)]);
    expect(expand(new Uint8Array(around).subarray(7, 7 + compressed.length))).toBe('a part');
  });
});

describe('bytes that are not an entry', () => {
  const compressed = compress(entry(SUMMARIES.fr));

  test('an unknown version is nothing', () => {
    for (const firstByte of [0x00, 0x0f, 0x16, 0x20, 0xff])
      expect(expand(Buffer.concat([Buffer.from([firstByte]), compressed.subarray(1)]))).toBeUndefined();
  });

  test('gzip and plain JSON are nothing', () => {
    expect(expand(gzipSync('{"score":1}'))).toBeUndefined();
    expect(expand(Buffer.from('{"score":1}'))).toBeUndefined();
  });

  test('cut short anywhere they are nothing', () => {
    for (let length = 0; length < compressed.length; length++)
      expect(expand(compressed.subarray(0, length))).toBeUndefined();
  });

  test('with any byte changed they are never another text', () => {
    const text = expand(compressed);
    for (let at = 0; at < compressed.length; at++) {
      const broken = Buffer.from(compressed);
      broken.writeUInt8(broken.readUInt8(at) ^ (1 << (at % 8)), at);
      // The bits that fill up the last byte of deflate mean nothing.
      expect([undefined, text]).toContain(expand(broken));
    }
  });

  test('read with the dictionary of another language they are nothing', () => {
    const other = Buffer.from(compressed);
    other[0] = DICTIONARY_1.pt.firstByte;
    expect(expand(other)).toBeUndefined();
  });

  test('a bomb is nothing', () => {
    const bomb = deflateSync(Buffer.alloc(MAX_EXPANDED_BYTES + 1, 'a'), { windowBits: 14 });
    expect(expand(withFirstByte(bomb))).toBeUndefined();
    const largest = deflateSync(Buffer.alloc(MAX_EXPANDED_BYTES, 'a'), { windowBits: 14 });
    expect(expand(withFirstByte(largest))).toHaveLength(MAX_EXPANDED_BYTES);
  });
});

describe('the dictionaries', () => {
  test('change only together with their version', () => {
    for (const language of LANGUAGES) {
      const hash = createHash('sha256').update(DICTIONARY_1[language].dictionary).digest('hex');
      if (hash !== PUBLISHED[language])
        throw new Error(`dictionary-1 for ${language} changed (${hash}): leave it and make a dictionary-2`);
    }
  });

  test('have first bytes of their own', () => {
    const firstBytes = LANGUAGES.map((language) => DICTIONARY_1[language].firstByte);
    expect(firstBytes).toEqual([0x10, 0x11, 0x12, 0x13, 0x14, 0x15]);
  });

  test('fit into the window together with a long entry', () => {
    for (const { dictionary } of Object.values(DICTIONARY_1)) expect(dictionary.length).toBeLessThan(8192);
  });

  test('take 32 kB together', () => {
    const skeleton = Buffer.byteLength(SKELETON);
    const words = Object.values(DICTIONARY_1).map(({ dictionary }) => dictionary.length - skeleton);
    expect(words.reduce((sum, bytes) => sum + bytes, skeleton)).toBeLessThanOrEqual(32_768);
  });

  test('know every key of a critique', () => {
    const keys = (schema: unknown): string[] =>
      typeof schema !== 'object' || schema === null
        ? []
        : 'shape' in schema && typeof schema.shape === 'object' && schema.shape !== null
          ? Object.entries(schema.shape).flatMap(([key, child]) => [key, ...keys(child)])
          : 'element' in schema
            ? keys(schema.element)
            : [];
    const known = keys(critiqueSchema);
    expect(known).toContain('expectedImprovement');
    for (const key of known) expect(SKELETON).toContain(`"${key}":`);
  });
});
