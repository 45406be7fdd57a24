import { testWithServer } from '@jmj/testing/redis';
import { startSentinelTrio } from '@jmj/testing/sentinel';
import { createAnalysisQueue } from './analysis-queue.ts';
import { createAnalysisWorker } from './analysis-worker.ts';
import { openConnections, recordingLog, someJob, until } from './fixtures/bench.ts';

testWithServer('failing over')(
  'when the master dies, producer and worker go on with the replica that the sentinel made master',
  async () => {
    const trio = await startSentinelTrio();
    const { open, close } = openConnections(() => trio.url);
    const queue = createAnalysisQueue(open('fail'));
    const done: string[] = [];
    const worker = createAnalysisWorker(open('wait'), {
      concurrency: 2,
      log: recordingLog(),
      handlers: {
        analyze: async (job) => {
          done.push(job.analysisId);
          return { outcome: 'judged' };
        },
        giveUp: async () => {},
      },
    });
    try {
      const before = someJob();
      await until(() =>
        queue.add(before).then(
          () => true,
          () => false,
        ),
      );
      await until(() => done.includes(before.analysisId));
      const first = await trio.master();

      trio.killMaster();
      await until(async () => (await trio.master()) !== first, 20_000);
      const after = someJob();
      await until(
        () =>
          queue.add(after).then(
            () => true,
            () => false,
          ),
        20_000,
      );
      await until(() => done.includes(after.analysisId), 20_000);
    } finally {
      await worker.close(0);
      await queue.close();
      close();
      await trio.close();
    }
  },
  60_000,
);
