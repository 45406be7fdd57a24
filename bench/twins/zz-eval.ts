import { readdirSync, readFileSync, existsSync, writeFileSync } from 'node:fs';
import { describeTwin, readDescriptor, verifyTwin, LIMITS, candidateKeys } from '@jmj/photos/twins';
const dirs = process.argv.slice(2).flatMap((r) => readdirSync(r).map((d) => `${r}/${d}`)).filter((d) => existsSync(`${d}/done`));
const rows: any[] = []; const bytes: number[] = [];
const misses: Record<string, number> = {}; const byCopy: Record<string, [number, number]> = {}; const byPhoto: Record<string, number> = {};
let fp = 0, fpInv = 0, nv = 0, so = 0, st = 0;
const caught: Record<string, number[]> = {};
const copyVals: Record<string, number[]> = {};
for (const dir of dirs) {
  const meta = JSON.parse(readFileSync(`${dir}/meta.json`, 'utf8')); const px = readFileSync(`${dir}/px`);
  const ds = new Map<string, any>();
  for (const m of meta) {
    const b = await describeTwin({ data: px.subarray(m.at, m.at + m.len), width: m.w, height: m.h }, { width: m.ow, height: m.oh });
    if (!b) continue; bytes.push(b.length); ds.set(m.name, readDescriptor(b));
  }
  for (const m of meta) { if (m.kind === 'original') continue; const d = ds.get(m.name); if (!d) continue;
    for (const stored of ['original', 'messenger 1280', '640 px jpeg 75']) { const k = ds.get(stored); if (!k || stored === m.name) continue;
      const v = verifyTwin(k, d); const ms = v.measures as any;
      const over = ms ? Object.entries(LIMITS).filter(([n, l]) => !(ms[n] <= (l as number))).map(([n]) => n) : [v.reason!];
      if (m.kind === 'copy') {
        if (stored === 'original') {
          const c = byCopy[(m.named ? '' : '* ') + m.name] ??= [0, 0]; c[1]++; if (v.twin) c[0]++;
          else { misses[over.join('+')] = (misses[over.join('+')] ?? 0) + (m.named ? 1 : 0); if (m.named) { byPhoto[dir.slice(-50)] = (byPhoto[dir.slice(-50)] ?? 0) + 1; console.log('  MISS', m.name, dir.slice(-40), over.map((o) => `${o} ${ms?.[o]?.toPrecision(3)}`).join(', ')); } }
          if (ms && m.named) for (const n in ms) (copyVals[n] ??= []).push(ms[n]);
        } else if (m.named) { st++; if (v.twin) so++; }
      } else { if (m.visible) nv++; if (v.twin) { if (m.visible) { fp++; console.log('  FALSE', m.name, '/', stored, '/', dir.slice(-40)); } else fpInv++; } else if (ms && m.visible && over.length === 1) (caught[over[0]!] ??= []).push(ms[over[0]!]);
        if (!m.visible && v.twin && stored === 'original') console.log('  unseen', m.name, dir.slice(-40)); }
    } }
}
let a = 0, t = 0; for (const [n, [x, y]] of Object.entries(byCopy)) { if (!n.startsWith('*')) { a += x; t += y; } console.log(n.padEnd(28), x, y); }
console.log('recall named', a, t, (a / t).toFixed(4), 'stored', so, st, (so / st).toFixed(4), 'FALSE', fp, 'of', nv, 'unseen', fpInv);
console.log(misses); console.log(Object.entries(byPhoto).sort((p, q) => q[1] - p[1]).slice(0, 12));
const q = (v: number[], p: number) => [...v].sort((x, y) => x - y)[Math.floor(p * (v.length - 1))]!;
for (const n in LIMITS) { const v = copyVals[n] ?? [0]; const c = caught[n] ?? []; console.log(n.padEnd(18), String((LIMITS as any)[n]).padStart(7), 'copies 97/99/max', q(v, .97).toPrecision(3), q(v, .99).toPrecision(3), q(v, 1).toPrecision(3), ' only-catch', c.length, c.length ? [q(c, 0), q(c, .05), q(c, .2)].map((x) => x.toPrecision(3)).join(' ') : ''); }
bytes.sort((x, y) => x - y); console.log('bytes', bytes[bytes.length >> 1], bytes.at(-1), 'dirs', dirs.length);
