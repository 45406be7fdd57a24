import { mkdirSync, writeFileSync, existsSync, appendFileSync, symlinkSync } from 'node:fs';
import sharp from 'sharp';
import { listPhotos } from './photos.ts';
import { decode, open } from './picture.ts';
import { variantsOf } from './trial.ts';
sharp.concurrency(1); sharp.cache(false);
const [,, src, out, pattern, limit, seed] = process.argv;
const all = (await listPhotos(src)).filter((p) => new RegExp(pattern).test(p.name));
const n = Number(limit);
const photos = all.filter((_, i) => Math.floor(i*n/all.length) !== Math.floor((i-1)*n/all.length));
console.log(all.length, photos.length);
const common = async (file: Buffer|string) => {
  const { autoOrient: w } = await sharp(file).metadata();
  const p = await decode(file, 1024);
  const s = 512 / Math.max(p.width, p.height);
  const r = await open(p).resize(Math.max(1,Math.round(p.width*s)), Math.max(1,Math.round(p.height*s)), {fit:'fill'}).raw().toBuffer({resolveWithObject:true});
  return { ow: w.width, oh: w.height, w: r.info.width, h: r.info.height, data: r.data };
};
let idx = 0;
for (const photo of photos) {
  const t = performance.now();
  const dir = `${out}/${photo.name.replaceAll('/', '_')}`;
  if (existsSync(`${dir}/done`)) continue;
  mkdirSync(dir, { recursive: true });
  const meta: unknown[] = []; const bufs: Buffer[] = []; let at = 0;
  const add = async (file: Buffer|string, m: object) => { const { data, ...c } = await common(file); meta.push({ ...m, ...c, at, len: data.length }); bufs.push(data); at += data.length; };
  await add(photo.path, { kind: 'original', name: 'original', photo: photo.name });
  for await (const { file, ...v } of variantsOf(photo, seed)) if (true) { try { await add(file, v); } catch (e) { console.log('ERR', v.name, e); } }
  writeFileSync(`${dir}/px`, Buffer.concat(bufs)); writeFileSync(`${dir}/meta.json`, JSON.stringify(meta)); writeFileSync(`${dir}/done`, '');
  console.log(photo.name, meta.length, ((performance.now()-t)/1000).toFixed(1));
}
