import {
  type Analysis,
  type AnalysisEvent,
  type Critique,
  PROBLEMS,
  type Source,
  STAGES,
} from '@jmj/contracts';
import { SAMPLE_CRITIQUE } from './critique.ts';
import type { Faults } from './faults.ts';

type Listener = (event: AnalysisEvent, id: number) => void;

/** One analysis on its way through the test service. */
export interface Track {
  analysis(): Analysis;
  start(): void;
  stop(): void;
  complete(source: Source, critique: Critique): void;
  /** False when it had already ended. */
  cancel(): boolean;
  /** Past events after `lastId`, then those to come. */
  follow(lastId: number, listener: Listener): () => void;
  /** Resolves when the analysis has ended, or after `ms`. */
  ended(ms: number): Promise<void>;
}

export function createTrack(
  first: Analysis,
  stepMs: number,
  { faults, onCompleted }: { faults: Faults; onCompleted: () => void },
): Track {
  let analysis = first;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const events: AnalysisEvent[] = [];
  const listeners = new Set<Listener>();
  const over = Promise.withResolvers<void>();

  const emit = (event: Omit<AnalysisEvent, 'analysisId' | 'at' | 'status'>): void => {
    const whole = {
      ...event,
      analysisId: analysis.id,
      status: analysis.status,
      at: new Date().toISOString(),
    };
    const id = events.push(whole);
    for (const listener of listeners) listener(whole, id);
  };
  const end = (change: Partial<Analysis> & { status: 'completed' | 'failed' | 'canceled' }): void => {
    clearTimeout(timer);
    analysis = { ...analysis, ...change, completedAt: new Date().toISOString() };
    emit({ type: change.status });
    over.resolve();
  };
  const complete = (source: Source, critique: Critique): void => {
    const judged = source === 'openai';
    end({
      status: 'completed',
      source,
      critique,
      ...(analysis.photo && { photo: { ...analysis.photo, width: 4032, height: 3024 } }),
      exif: {
        camera: 'FUJIFILM X-T5',
        lens: 'XF 16-80mm F4',
        iso: 160,
        aperture: 8,
        shutterSeconds: 0.004,
        focalLength: 24,
      },
      ...(judged
        ? {
            cost: {
              usd: 0.00042,
              inputTokens: 2210,
              cachedTokens: 1408,
              outputTokens: 690,
              model: analysis.model,
            },
          }
        : {}),
    });
    onCompleted();
  };

  const step = (stage: number): void => {
    const name = STAGES[stage];
    if (faults.hold && stage > 1) return;
    if (name === undefined && faults.failWith) {
      const code = faults.failWith;
      end({ status: 'failed', error: { code, message: PROBLEMS[code].title } });
      return;
    }
    if (name === undefined) {
      complete('openai', SAMPLE_CRITIQUE);
      return;
    }
    analysis = { ...analysis, status: 'active', startedAt: analysis.startedAt ?? new Date().toISOString() };
    emit({ type: stage === 0 ? 'started' : 'progress', stage: name });
    timer = setTimeout(step, stepMs, stage + 1);
  };

  emit({ type: 'queued' });
  return {
    analysis: () => analysis,
    start() {
      timer = setTimeout(step, stepMs, 0);
    },
    stop: () => clearTimeout(timer),
    complete,
    cancel() {
      if (analysis.completedAt) return false;
      end({ status: 'canceled' });
      return true;
    },
    follow(lastId, listener) {
      listeners.add(listener);
      for (const [index, event] of events.entries()) if (index >= lastId) listener(event, index + 1);
      return () => listeners.delete(listener);
    },
    async ended(ms) {
      let late: ReturnType<typeof setTimeout> | undefined;
      await Promise.race([
        over.promise,
        new Promise((resolve) => {
          late = setTimeout(resolve, ms);
        }),
      ]);
      clearTimeout(late);
    },
  };
}
