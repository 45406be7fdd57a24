import { cacheStoreVariables, logVariables, port, redisVariables, statisticsVariables } from '@jmj/runtime';
import { z } from 'zod';

/** The environment of the dashboard. docs/operations.md explains each variable. */
export const dashboardConfigSchema = z
  .object({
    ...logVariables,
    ...redisVariables,
    DASHBOARD_PORT: port(3001),
    HOST: z.string().default('127.0.0.1'),
    REDIS_MONTHLY_COST: statisticsVariables.REDIS_MONTHLY_COST,
    CACHE_MAX_BYTES: cacheStoreVariables.CACHE_MAX_BYTES,
    /** Built pages; without it those of this package. */
    DASHBOARD_DIR: z.string().optional(),
    ADMIN_KEY: z.string({ error: 'expected a key: it is what the dashboard asks for' }),
    /** Opens the dashboard to look at, not to act. */
    ADMIN_READ_KEY: z.string().optional(),
  })
  .refine((it) => it.ADMIN_READ_KEY !== it.ADMIN_KEY, {
    path: ['ADMIN_READ_KEY'],
    error: 'expected another key than ADMIN_KEY',
  })
  .refine((it) => it.REDIS_URL ?? it.REDIS_PRIVATE_URL, {
    path: ['REDIS_URL'],
    error: 'expected the address of a Redis server, e.g. redis://127.0.0.1:6379',
  });

export type DashboardConfig = z.output<typeof dashboardConfigSchema>;
