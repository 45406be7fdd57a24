import { setTimeout as pause } from 'node:timers/promises';
import type { Analysis } from '@jmj/contracts';

export interface Accepted {
  id: string;
  /** Of the photo. */
  number: number;
  /** When, milliseconds since 1970. */
  at: number;
  /** How it ended; absent while it has not. */
  analysis?: Analysis;
}

export interface ClientFigures {
  accepted: Accepted[];
  /** Answers that were no acceptance, and connections that failed: each was tried again. */
  refusals: Map<string, number>;
  /** Were accepted just before Redis was killed, and not known to it any more, or without their job: sent again. */
  forgotten: number;
  /** Longest single request, ms. */
  slowestMs: number;
}

export interface ClientOptions {
  /** Addresses; one may be away for a moment. */
  apis: string[];
  photos: Buffer[];
  /** Number of the photo of each analysis. */
  plan: number[];
  submittersAtOnce: number;
  /** No more is sent while so many are under way. */
  openAtOnce: number;
  /** Without news for so long, what is open counts as stuck, ms. */
  patienceMs: number;
  requestTimeoutMs: number;
  /** Whether Redis may have lost what it acknowledged then, milliseconds since 1970. */
  mayBeForgotten(at: number): boolean;
  say?: ((line: string) => void) | undefined;
}

const ENDED = new Set(['completed', 'failed', 'canceled']);
const LOOK_MS = 250;
const LOOKS_AT_ONCE = 24;
const SAY_MS = 10_000;

/** Sends all of the plan as the SDK would: what was not accepted is sent again, what was accepted is followed to its end. */
export async function runClients(options: ClientOptions): Promise<ClientFigures> {
  const { apis, photos, plan } = options;
  const figures: ClientFigures = { accepted: [], refusals: new Map(), forgotten: 0, slowestMs: 0 };
  const open = new Set<Accepted>();
  let next = 0;
  let lastNews = performance.now();

  function refused(what: string): void {
    figures.refusals.set(what, (figures.refusals.get(what) ?? 0) + 1);
  }

  /** The answer and its body; nothing when it did not arrive whole. */
  async function ask(path: string, init: RequestInit, tries: number) {
    const api = apis[tries % apis.length] ?? '';
    const from = performance.now();
    try {
      const response = await fetch(`${api}${path}`, {
        ...init,
        signal: AbortSignal.timeout(options.requestTimeoutMs),
      });
      return { response, body: (await response.json()) as Analysis & { code?: string } };
    } catch (error) {
      refused(
        error instanceof Error && error.name === 'TimeoutError' ? 'no answer in time' : 'connection failed',
      );
      return undefined;
    } finally {
      figures.slowestMs = Math.max(figures.slowestMs, performance.now() - from);
    }
  }

  async function send(at: number, number: number, before?: Accepted): Promise<void> {
    const init = {
      method: 'POST',
      body: new Uint8Array(photos[number] ?? []),
      headers: { 'content-type': 'image/jpeg' },
    };
    for (let tries = at; ; tries++) {
      const answer = await ask('/v1/analyses', init, tries);
      if (answer?.response.ok) {
        const one = Object.assign(before ?? { number }, { id: answer.body.id, at: Date.now() });
        if (ENDED.has(answer.body.status)) Object.assign(one, { analysis: answer.body });
        else open.add(one);
        if (!before) figures.accepted.push(one);
        lastNews = performance.now();
        return;
      }
      if (answer) refused(`${answer.response.status} ${answer.body.code ?? ''}`);
      await pause(Math.min(200 * 2 ** Math.min(tries - at, 3), 1000));
      if (performance.now() - lastNews > options.patienceMs) return refused('given up');
    }
  }

  async function submit(): Promise<void> {
    while (next < plan.length) {
      if (open.size >= options.openAtOnce) await pause(50);
      else await send(next, plan[next++] ?? 0);
      if (performance.now() - lastNews > options.patienceMs) return;
    }
  }

  async function look(one: Accepted): Promise<void> {
    const answer = await ask(`/v1/analyses/${one.id}`, {}, Math.floor(Math.random() * apis.length));
    if (!answer) return;
    const { response, body } = answer;
    const isGone = response.status === 404 || body.error?.code === 'worker-lost';
    if (isGone && options.mayBeForgotten(one.at)) {
      figures.forgotten += 1;
      return send(0, one.number, one);
    }
    if (!response.ok) return refused(`look: ${response.status} ${body.code ?? ''}`);
    if (!ENDED.has(body.status)) return;
    one.analysis = body;
    open.delete(one);
    lastNews = performance.now();
  }

  async function follow(): Promise<void> {
    while (
      (next < plan.length || open.size > 0 || sending) &&
      performance.now() - lastNews < options.patienceMs
    ) {
      const queue = [...open];
      const lookers = Array.from({ length: LOOKS_AT_ONCE }, async () => {
        for (let one = queue.shift(); one; one = queue.shift()) await look(one);
      });
      await Promise.all(lookers);
      await pause(LOOK_MS);
    }
  }

  let sending = true;
  const saying = setInterval(
    () => options.say?.(`${figures.accepted.length} accepted, ${open.size} of them under way`),
    SAY_MS,
  );
  const following = follow();
  await Promise.all(Array.from({ length: options.submittersAtOnce }, submit));
  sending = false;
  await following;
  clearInterval(saying);
  return figures;
}
