import { queuePrefix } from '../names.ts';

export const FETCH_QUEUE_NAME = 'fetches';

/** What a job carries: the address itself may be somebody's secret, and jobs outlive their work. */
export interface FetchJob {
  analysisId: string;
}

export const urlKey = (keyPrefix: string, analysisId: string): string =>
  `${queuePrefix(keyPrefix)}:url:${analysisId}`;
