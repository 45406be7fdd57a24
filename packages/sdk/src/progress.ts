import {
  type Analysis,
  type AnalysisEvent,
  type AnalysisStatus,
  type EventType,
  STAGES,
} from '@jmj/contracts';

export type OnProgress = (event: AnalysisEvent) => void;

export interface Progress {
  /** An event of the stream. Answers whether it was news. */
  event(event: AnalysisEvent): boolean;
  /** What a look at the analysis told. */
  look(analysis: Analysis): void;
}

const TYPE_OF: Record<AnalysisStatus, EventType> = {
  queued: 'queued',
  active: 'started',
  completed: 'completed',
  failed: 'failed',
  canceled: 'canceled',
};
const ENDS = new Set<EventType>(['completed', 'failed', 'canceled']);

/** How far along an event is. A retried job may go back; a look that is late may not. */
function rank({ type, stage }: Pick<AnalysisEvent, 'type' | 'stage'>): number {
  if (ENDS.has(type)) return 100;
  if (type === 'queued') return 0;
  return 1 + (stage ? STAGES.indexOf(stage) : 0);
}

const stepOf = ({ type, stage }: AnalysisEvent): string => stage ?? type;

/** Tells each step once, whether it came by event, by a replay after a reconnect, or by polling. */
export function createProgress(analysisId: string, onProgress: OnProgress | undefined): Progress {
  let last: AnalysisEvent | undefined;
  // A retried job takes the same steps again, at other times; a replay brings the very same events.
  const seen = new Set<string>();

  const tell = (event: AnalysisEvent): boolean => {
    const occurrence = `${stepOf(event)} ${event.at}`;
    const isReplay = seen.has(occurrence);
    seen.add(occurrence);
    if (isReplay || (last && (ENDS.has(last.type) || stepOf(last) === stepOf(event)))) return false;
    last = event;
    onProgress?.(event);
    return true;
  };

  return {
    event: tell,
    look({ status, startedAt, completedAt, createdAt }) {
      const type = TYPE_OF[status];
      if (last && rank({ type }) <= rank(last)) return;
      tell({ analysisId, type, status, at: completedAt ?? startedAt ?? createdAt });
    },
  };
}
