import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import type { AnalysisJob } from '@jmj/contracts';
import type { AnalysisQueueHandle } from '@jmj/queue';

/** Enough of a hash to tell photos apart at a glance. */
const SHORT_HASH = 12;

/** What a person reads of a job. Photos and critiques are not in it; who asked is not shown. */
function readable(job: AnalysisJob) {
  return {
    photo: job.photo.sha256,
    format: job.photo.format,
    bytes: job.photo.bytes,
    tone: job.tone,
    language: job.language,
    photoType: job.photoType,
    model: job.model,
    analysisId: job.analysisId,
    tenant: job.tenant,
  };
}

/** Bull Board on our queue, to look at: nothing can be changed from it. */
export function createBoard(queue: AnalysisQueueHandle, basePath: string): FastifyAdapter {
  const adapter = new BullMQAdapter(queue.bullmq, {
    readOnlyMode: true,
    displayName: 'Analyses',
    description: 'One job per photo, tone, language and photo type',
  });
  adapter.setFormatter('data', readable);
  adapter.setFormatter('name', ({ data }: { data: AnalysisJob }) =>
    [data.tone, data.language, data.photoType, data.photo.sha256.slice(0, SHORT_HASH)].join(' · '),
  );
  const server = new FastifyAdapter();
  server.setBasePath(basePath);
  createBullBoard({
    queues: [adapter],
    serverAdapter: server,
    options: { uiConfig: { boardTitle: 'JudgeMyJPEG', hideRedisDetails: true } },
  });
  return server;
}
