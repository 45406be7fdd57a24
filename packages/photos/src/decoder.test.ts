import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** In a process of its own: it holds for all of a process. */
async function run(body: string): Promise<string> {
  const here = import.meta.dirname;
  const script = `import sharp from 'sharp';
    import { setUpDecoder } from '${here}/decoder.ts';
    ${body}`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    cwd: here,
  });
  return stdout.trim();
}

test('a decoder that is set up reads photos, and nothing else', async () => {
  const read = await run(`
    setUpDecoder();
    const picture = sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } });
    for (const format of ['jpeg', 'png', 'webp', 'avif', 'gif', 'tiff'])
      console.log((await sharp(await picture.clone()[format]().toBuffer()).metadata()).mediaType);
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
    console.log(await sharp(svg).metadata().then(() => 'an SVG', () => 'no SVG'));`);
  expect(read.split('\n')).toEqual([
    ...['jpeg', 'png', 'webp', 'avif', 'gif', 'tiff'].map((it) => `image/${it}`),
    'no SVG',
  ]);
});

test('and keeps none of them open', async () => {
  expect(await run(`setUpDecoder(); console.log(sharp.cache().memory.max, sharp.cache().items.max);`)).toBe(
    '0 0',
  );
});
