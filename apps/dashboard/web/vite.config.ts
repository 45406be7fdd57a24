import { pages } from '@jmj/look/vite';
import { defineConfig } from 'vite';

export default defineConfig({
  ...pages,
  base: '/admin/',
  build: { ...pages.build, outDir: '../dist', emptyOutDir: true },
  server: { proxy: { '/admin/api': 'http://127.0.0.1:3001' } },
});
