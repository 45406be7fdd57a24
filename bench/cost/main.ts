import { startFleet } from '@jmj/testing/fleet';
import type { Bill } from '@jmj/testing/openai-server';
import { replay } from '../day/replay.ts';
import { makeDay, type Visit } from '../day/traffic.ts';
import { perCall, waterfall } from './waterfall.ts';
import { payAsTheWebApp, WEB_APP } from './web-app.ts';

/** `pnpm bench cost [--visits N]`: a day's bill, as the web app runs it up, with an exact cache alone, and with all of this. */
const at = process.argv.indexOf('--visits');
const VISITS = at > 0 ? Number(process.argv[at + 1]) : 600;
const PICTURES = Math.ceil(VISITS / 10);
const SHAPE = { pictures: PICTURES, visits: VISITS, copies: 0.25, bursts: 0.3, width: 2400, seed: 11 };
const MODELS = ['gpt-4o-mini', 'gpt-6-luna'];
const AIM = 0.85;
const CALL_MS = 100;

/** The first visit of each file in each tone and language: what an exact cache has to pay. */
function firstOfEach(visits: Visit[]): Visit[] {
  const seen = new Map<string, Visit>();
  for (const visit of visits) {
    const name = `${visit.sha256} ${visit.tone} ${visit.language}`;
    if (!seen.has(name)) seen.set(name, visit);
  }
  return [...seen.values()];
}

async function payHere(model: string, visits: Visit[]): Promise<Bill> {
  const fleet = await startFleet({
    workers: 2,
    openai: { latencyMs: CALL_MS },
    env: { OPENAI_MODEL: model },
  });
  try {
    await replay(fleet, visits);
    return fleet.openai.bill;
  } finally {
    await fleet.close();
  }
}

const dollars = (bill: Bill) => bill.picodollars / 1e12;
const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

function show(name: string, bill: Bill, whole: Bill): void {
  const { image, prompt, cached, written, output } = perCall(bill);
  const tokens = [image, prompt, cached, written, output].map((it) => it.toFixed(0).padStart(7)).join('');
  const saved = 1 - dollars(bill) / dollars(whole);
  console.log(
    `  ${name.padEnd(26)}${String(bill.calls.length).padStart(6)}  $${dollars(bill).toFixed(4)}  ${percent(saved).padStart(7)}${tokens}`,
  );
}

async function compare(model: string, visits: Visit[]): Promise<number> {
  const firsts = firstOfEach(visits);
  const web = await payAsTheWebApp(model, visits);
  const exact = await payAsTheWebApp(model, firsts);
  const ours = await payHere(model, visits);
  console.log(
    `\n${model}                  calls     cost    saved  image prompt cached written output  (tokens an answer)`,
  );
  show('(a) the web app today', web, web);
  show('(b) exact cache only', exact, web);
  show('(c) this service', ours, web);
  let last = dollars(web);
  console.log('\n  measure by measure, each on top of those before');
  for (const { name, dollars: left } of waterfall(model, web, exact, ours)) {
    console.log(
      `    ${name.padEnd(36)} $${left.toFixed(4)}   ${percent((left - last) / dollars(web)).padStart(8)}`,
    );
    last = left;
  }
  return 1 - dollars(ours) / dollars(web);
}

console.log(
  `${VISITS} visits to ${PICTURES} pictures of ${SHAPE.width} px (Zipf), 25 % as re-encoded copies, 3 tones, 2 languages.`,
  `\nAssumed of the web app: a prompt of ${WEB_APP.promptTokens} tokens, answers of ${WEB_APP.outputTokens}, the file as it is.`,
);
const visits = await makeDay(SHAPE);
const saved: number[] = [];
for (const model of MODELS) saved.push(await compare(model, visits));
const [sameModel = 0] = saved;
console.log(
  `\n  aim: with the same model (${MODELS[0]}) ${percent(AIM)} less: ${sameModel >= AIM ? 'met' : 'NOT MET'}`,
);
process.exitCode = sameModel >= AIM ? 0 : 1;
