import { pages } from '@jmj/look/vite';
import { defineConfig } from 'vite';

export default defineConfig({
  ...pages,
  server: { proxy: { '/v1': 'http://127.0.0.1:3000' } },
});
