import { createOrphans, createSettle, type OrphansDeps, type SettleDeps } from '@jmj/core';
import { createJobLook, inOneOfTheFleet } from '@jmj/queue';
import type { Logger, Releasers } from '@jmj/runtime';
import type { Redis } from 'ioredis';

export type OrphansWiring = SettleDeps &
  Omit<OrphansDeps, 'settle' | 'hasJob'> & {
    redis: Redis;
    keyPrefix: string;
    log: Logger;
    onError: (error: unknown) => void;
  };

/** Looks for analyses that wait for a job that does not exist, in one worker of the fleet at a time. */
export function openOrphans(deps: OrphansWiring, releasers: Releasers): void {
  const { redis, keyPrefix, log, onError } = deps;
  const jobs = createJobLook(redis, keyPrefix);
  releasers.push('look at jobs', () => jobs.close());
  const orphans = createOrphans({ ...deps, settle: createSettle(deps), hasJob: jobs.hasJob });
  async function sweep(): Promise<void> {
    const analyses = await orphans.sweep();
    if (analyses > 0) log.warn({ analyses }, 'ended analyses whose job was gone');
  }
  const sweeping = inOneOfTheFleet(redis, keyPrefix, { name: 'orphans', sweep, onError });
  releasers.push('sweeper of lost jobs', sweeping.stop);
}
