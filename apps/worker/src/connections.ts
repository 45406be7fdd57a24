import { type ConnectionsOptions, createConnections } from '@jmj/queue';
import type { redisUrls } from '@jmj/runtime';
import type { Redis } from 'ioredis';

/** Opens a connection for each of what the worker does with Redis. */
export function openConnections(urls: ReturnType<typeof redisUrls>, options: ConnectionsOptions) {
  const open = createConnections(options);
  return (role: 'queue' | 'jobs' | 'cache' | 'twins'): Redis =>
    open(role, urls[role === 'queue' || role === 'jobs' ? 'queue' : 'cache'], {
      // Commands wait for a Redis that is away: a finished critique is held until it can be delivered.
      whenDown: role === 'twins' ? 'fail' : 'wait',
      // BullMQ would take a server without memory for one whose jobs fail. The cache has to hear of it, to give way.
      whenFull: role === 'jobs' ? 'wait' : 'fail',
    });
}
