import {
  brotliCompressSync,
  brotliDecompressSync,
  deflateRawSync,
  gunzipSync,
  gzipSync,
  inflateRawSync,
  constants as zlib,
  zstdCompressSync,
  zstdDecompressSync,
} from 'node:zlib';
import type { Language } from '@jmj/contracts';
import { DICTIONARY_1 } from '../../packages/cache/src/compression/dictionary-1/index.ts';
import { SKELETON } from '../../packages/cache/src/compression/dictionary-1/skeleton.ts';
import { compress, expand } from '../../packages/cache/src/compression/index.ts';

export interface Method {
  name: string;
  compress: (text: string, language: Language) => Uint8Array;
  expand: (bytes: Uint8Array, language: Language) => Buffer | undefined;
}

/** The same for all, so that no method pays for a larger buffer than another. */
const chunkSize = 8192;

const brotli = (quality: number): Method => ({
  name: `brotli ${quality}`,
  compress: (text) =>
    brotliCompressSync(text, {
      chunkSize,
      params: {
        [zlib.BROTLI_PARAM_QUALITY]: quality,
        [zlib.BROTLI_PARAM_MODE]: zlib.BROTLI_MODE_TEXT,
        [zlib.BROTLI_PARAM_SIZE_HINT]: text.length,
      },
    }),
  expand: (bytes) => brotliDecompressSync(bytes, { chunkSize }),
});

const zstd = (level: number, withDictionary: boolean): Method => {
  const options = (language: Language) => ({
    chunkSize,
    ...(withDictionary && { dictionary: DICTIONARY_1[language].dictionary }),
  });
  return {
    name: `zstd ${level}${withDictionary ? ', our dictionary' : ''}`,
    compress: (text, language) =>
      zstdCompressSync(text, { ...options(language), params: { [zlib.ZSTD_c_compressionLevel]: level } }),
    expand: (bytes, language) => zstdDecompressSync(bytes, options(language)),
  };
};

const skeletonBytes = Buffer.byteLength(SKELETON);
/** All languages together and the joints once: it just fits into the window of deflate. */
const ALL_LANGUAGES = Buffer.concat([
  ...Object.values(DICTIONARY_1).map(({ dictionary }) => dictionary.subarray(skeletonBytes)),
  Buffer.from(SKELETON),
]);

export const METHODS: Method[] = [
  { name: 'json', compress: (text) => Buffer.from(text), expand: (bytes) => Buffer.from(bytes) },
  {
    name: 'gzip',
    compress: (text) => gzipSync(text, { chunkSize }),
    expand: (bytes) => gunzipSync(bytes, { chunkSize }),
  },
  brotli(5),
  brotli(11),
  zstd(3, false),
  zstd(3, true),
  zstd(9, true),
  zstd(19, true),
  {
    name: 'deflate, one for all',
    compress: (text) => deflateRawSync(text, { dictionary: ALL_LANGUAGES, chunkSize }),
    expand: (bytes) => inflateRawSync(bytes, { dictionary: ALL_LANGUAGES, chunkSize }),
  },
  { name: 'ours', compress, expand },
];
