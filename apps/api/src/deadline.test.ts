import type { Problem } from '@jmj/contracts';
import { openRoutes, type Routes, rows } from './testing/routes.ts';

const DEADLINE_MS = 500;
/** Redis commands are given up after 3 s: an answer sooner is the deadline's. */
const MOST_MS = DEADLINE_MS + 1000;
/** What is answered without asking Redis. */
const WITHOUT_REDIS = /^(\/livez|\/openapi\.json|\/docs.*|\/|\/index\.html)$/;

let it: Routes;
beforeAll(async () => {
  it = await openRoutes({ REQUEST_DEADLINE_MS: String(DEADLINE_MS), CACHE_MEMORY_BYTES: '0' });
});
afterAll(() => it.close());

test('while Redis hangs every route of the table answers within its deadline, and says when to ask again', async () => {
  const { server } = it.api.redis;
  if (!server) {
    process.stdout.write('not tried: the server given by REDIS_URL is not ours to stop\n');
    return;
  }
  process.kill(server.pid, 'SIGSTOP');
  try {
    const answers = rows.map(async ({ method, path }) => {
      const asked = performance.now();
      const answer = await it.ask(
        path.startsWith('/v1/admin/') || path === '/metrics' ? 'admin' : 'owner',
        method,
        it.filled(path),
      ).answer;
      const inTime = performance.now() - asked < MOST_MS;
      const body = await answer.text();
      return { route: `${method} ${path}`, path, inTime, answer, body };
    });
    for (const { route, path, inTime, answer, body } of await Promise.all(answers)) {
      expect([route, inTime]).toEqual([route, true]);
      if (WITHOUT_REDIS.test(path)) {
        expect([route, answer.status < 400]).toEqual([route, true]);
        continue;
      }
      expect([route, answer.status]).toEqual([route, 503]);
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(answer.headers.get('retry-after')).toBe('1');
      expect((JSON.parse(body) as Problem).code).toBe('queue-unavailable');
    }
  } finally {
    process.kill(server.pid, 'SIGCONT');
  }
});
