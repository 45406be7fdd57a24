import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import { analysisJobSchema } from '@jmj/contracts';
import type { AnalysisQueueHandle, SideQueues } from '@jmj/queue';
import { SIGN_OUT_PATH } from './sign-in.ts';

/** Enough of a hash to tell photos apart at a glance. */
const SHORT_HASH = 12;

/** What a person reads of a job. Photos and critiques are not in it; who asked is not shown. */
export function readable(data: unknown) {
  const parsed = analysisJobSchema.safeParse(data);
  if (!parsed.success) return { unreadable: 'not a job of this release' };
  const { photo, tone, language, photoType, model, promptRevision, analysisId, tenant } = parsed.data;
  return {
    photo: photo.sha256,
    format: photo.format,
    bytes: photo.bytes,
    tone,
    language,
    photoType,
    model,
    promptRevision,
    analysisId,
    tenant,
  };
}

/** The line that stands for a job in the list. */
export function title({ data, id }: { data?: unknown; id?: string }): string {
  const job = readable(data);
  if ('unreadable' in job) return `unreadable job ${id ?? ''}`.trim();
  return [job.tone, job.language, job.photoType, job.photo.slice(0, SHORT_HASH)].join(' · ');
}

/** Bull Board on our queues, to look at: nothing can be changed from it. */
export function createBoard(
  queue: AnalysisQueueHandle,
  { fetches, batches }: SideQueues,
  basePath: string,
): FastifyAdapter {
  const adapter = new BullMQAdapter(queue.bullmq, {
    readOnlyMode: true,
    displayName: 'Analyses',
    description: 'One job per photo, tone, language and photo type',
  });
  adapter.setFormatter('data', readable);
  adapter.setFormatter('name', title);
  // Their jobs carry an id each, and nothing else.
  const aside = [
    new BullMQAdapter(fetches, {
      readOnlyMode: true,
      displayName: 'Fetches',
      description: 'One job per photo that was named by its address',
    }),
    new BullMQAdapter(batches, {
      readOnlyMode: true,
      displayName: 'Batches',
      description: 'One job per batch under way; delayed until there is more to do for it',
    }),
  ];
  const server = new FastifyAdapter();
  server.setBasePath(basePath);
  createBullBoard({
    queues: [adapter, ...aside],
    serverAdapter: server,
    options: {
      uiConfig: {
        boardTitle: 'JudgeMyJPEG',
        hideRedisDetails: true,
        hideDocsLink: true,
        miscLinks: [
          { text: 'Cache & cost', url: '/admin' },
          { text: 'Sign out', url: SIGN_OUT_PATH },
        ],
      },
    },
  });
  return server;
}
