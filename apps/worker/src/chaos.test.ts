import { runChaos } from '@jmj/testing/chaos';
import { testWithServer } from '@jmj/testing/redis';

testWithServer('killing everything')(
  'with workers, apis and Redis killed again and again and a provider that fails, nothing is lost, wrong, held for nobody or paid beyond what kills explain',
  async () => {
    const report = await runChaos({
      ...{ analyses: 300, photos: 60, seed: 7, calm: { rounds: 1, analyses: 60 }, hurry: true },
      ...{ apiKillMs: 4000, redisRestarts: 2, patienceMs: 90_000, settleMs: 60_000 },
    });
    expect(report.broken).toEqual([]);
    expect(report).toMatchObject({ accepted: 300, completed: 300, stuck: 0, wrong: 0, unique: 60 });
    expect(report.left).toEqual({ jobs: 0, photos: 0, holds: 0 });
    expect(report.kills.redis).toBe(2);
  },
  240_000,
);
