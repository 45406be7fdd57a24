import { runChaos } from '@jmj/testing/chaos';
import { testWithServer } from '@jmj/testing/redis';

testWithServer('killing everything')(
  'with workers, apis and Redis killed again and again and a provider that fails, nothing is lost, wrong or paid twice',
  async () => {
    const report = await runChaos({
      ...{ analyses: 300, photos: 60, seed: 7 },
      ...{ apiKillMs: 4000, redisRestarts: 2, patienceMs: 90_000, settleMs: 10_000 },
    });
    expect(report.broken).toEqual([]);
    expect(report).toMatchObject({ accepted: 300, completed: 300, stuck: 0, wrong: 0, unique: 60 });
    expect(report.kills.redis).toBe(2);
  },
  240_000,
);
