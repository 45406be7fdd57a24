import { createClient } from './index.ts';
import { deafFetch } from './testing/deaf-fetch.ts';
import { startService, type TestService } from './testing/service.ts';

const JPEG = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, ...Array.from({ length: 60 }, (_, i) => i)]);
/** What hangs is told soon. Milliseconds. */
const LIMIT = 5_000;

describe('a stream that does not end when it is aborted', () => {
  let service: TestService;
  beforeEach(async () => {
    service = await startService();
  });
  afterEach(() => service.close());

  const client = (quietMs?: number) =>
    createClient({ baseUrl: service.url, fetch: deafFetch, patience: quietMs ? { quietMs } : {} });

  test(
    'is left when the analysis has completed',
    async () => {
      await expect(client().analyze(JPEG)).resolves.toMatchObject({ status: 'completed' });
    },
    LIMIT,
  );

  test(
    'is left when it stays silent',
    async () => {
      service.faults.muteStreams = true;
      await expect(client(50).analyze(JPEG)).resolves.toMatchObject({ status: 'completed' });
    },
    LIMIT,
  );

  test(
    'is left with the reason of the caller who aborts between two events',
    async () => {
      service.faults.hold = true;
      const stop = new AbortController();
      const reason = new Error('enough');
      const onProgress = ({ stage }: { stage?: string | undefined }): void =>
        stage === 'preparing' ? stop.abort(reason) : undefined;
      await expect(client().analyze(JPEG, { signal: stop.signal, onProgress })).rejects.toBe(reason);
    },
    LIMIT,
  );

  test(
    'is left at the time limit',
    async () => {
      service.faults.hold = true;
      await expect(client().analyze(JPEG, { timeoutMs: 80 })).rejects.toMatchObject({ code: 'timed-out' });
    },
    LIMIT,
  );
});
