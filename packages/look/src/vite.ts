import { fileURLToPath } from 'node:url';
import type { UserConfig } from 'vite';

/** How our pages are built. Everything lands in files of its own: they run under a Content-Security-Policy without `unsafe-inline`. */
export const pages = {
  publicDir: fileURLToPath(new URL('../public', import.meta.url)),
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
} satisfies UserConfig;
