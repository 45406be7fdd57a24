import { readdirSync } from 'node:fs';

/** `pnpm bench NAME [options]`: one folder of this directory is one benchmark. */
const [name = '', ...options] = process.argv.slice(2);
const here = new URL('.', import.meta.url);
const known = readdirSync(here, { withFileTypes: true })
  .filter((it) => it.isDirectory() && it.name !== 'node_modules' && it.name !== 'common')
  .map((it) => it.name);
if (!known.includes(name)) {
  console.error(`Expected: pnpm bench ${known.join('|')}`);
  process.exit(1);
}
process.argv.splice(2, process.argv.length, ...options);
await import(`./${name}/main.ts`);
