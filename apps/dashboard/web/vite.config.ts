import { defineConfig } from 'vite';

/** Everything lands in files of its own: the page runs under a Content-Security-Policy without `unsafe-inline`. */
export default defineConfig({
  base: '/admin/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: { proxy: { '/admin/api': 'http://127.0.0.1:3001' } },
});
