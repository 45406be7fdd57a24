import { makePhoto } from '@jmj/testing/photo-maker';
import { createPhotoFetcher, type PhotoFetcherOptions } from './index.ts';
import { type Listener, startEverywhere, startHttp } from './testing/servers.ts';
import {
  loopbacks,
  names,
  notAsked,
  otherNetworks,
  rebindings,
  redirectTargets,
  type Trick,
} from './testing/tricks.ts';

const NEVER = new AbortController().signal;
const REFUSED = { name: 'Failure', code: 'image-url-refused', retryable: false };
const UNREACHABLE = { name: 'Failure', code: 'image-url-unreachable' };

let listener: Listener;
beforeAll(async () => {
  listener = await startEverywhere(await makePhoto({ seed: 1, width: 64, height: 48 }));
});
afterAll(() => listener.close());

/** Name servers that give each answer once, and the last for good. */
function answering(dns: string[][]) {
  const left = [...dns];
  return async () => (left.length > 1 ? left.shift() : left[0]) ?? [];
}

/** How often anybody connected to the listener while this was fetched, and what came of it. */
async function attempt({ url, dns = [] }: Omit<Trick, 'what'>, options: Partial<PhotoFetcherOptions> = {}) {
  const before = listener.connections();
  const fetcher = createPhotoFetcher({
    maxBytes: 100_000,
    timeoutMs: 1000,
    idleMs: 300,
    ports: [80, 443, listener.port],
    resolve: answering(dns),
    ...options,
  });
  const outcome = await fetcher.fetch(url, NEVER).catch((error: unknown) => error);
  return { outcome, connections: listener.connections() - before };
}

const count = (tricks: unknown[]) => tricks.length;
const TRICKS =
  count([...loopbacks(1), ...names(1), ...rebindings(1), ...otherNetworks(1), ...notAsked(1)]) +
  5 * count(redirectTargets(1));

test('the list is a long one', () => {
  expect(TRICKS).toBeGreaterThan(200);
});

describe('addresses of this machine', () => {
  const tricks = [...loopbacks(0), ...names(0)];
  const at = (index: number) => [...loopbacks(listener.port), ...names(listener.port)][index] as Trick;

  test.each(tricks.map(({ what }, index) => [what, index] as const))(
    '%s: nobody connects',
    async (_, index) => {
      const { outcome, connections } = await attempt(at(index));
      expect(outcome).toMatchObject(REFUSED);
      expect(connections).toBe(0);
    },
  );

  test('without the guard nearly all of them arrive, so that the listener does see them', async () => {
    const arrived: string[] = [];
    for (const trick of [...loopbacks(listener.port), ...names(listener.port)]) {
      const { connections } = await attempt(trick, { allow: () => true, timeoutMs: 5000 });
      if (connections > 0) arrived.push(trick.what);
    }
    const lost = tricks.map(({ what }) => what).filter((what) => !arrived.includes(what));
    expect(lost).toEqual(['hidden among many']); // is the 51st address: three are tried
  });
});

describe('names that change their mind', () => {
  test.each(rebindings(0).map(({ what }, index) => [what, index] as const))(
    '%s: the name is asked once for each connection, and nobody connects elsewhere',
    async (_, index) => {
      const { outcome, connections } = await attempt(rebindings(listener.port)[index] as Trick);
      expect(outcome).toMatchObject(UNREACHABLE);
      expect(connections).toBe(0);
    },
  );

  test.each(['127.1', '0x7f.1', '2130706433', 'localhost', '127.0.0.1 ', '::1%lo', '[::1]', '', '%'])(
    'a name server that answers "%s" is not believed',
    async (answer) => {
      const trick = { url: `http://photos.example:${listener.port}/`, dns: [[answer]] };
      const { outcome, connections } = await attempt(trick);
      expect(outcome).toMatchObject(REFUSED);
      expect(connections).toBe(0);
    },
  );
});

test.each([...otherNetworks(0)].map(({ what }, index) => [what, index] as const))(
  '%s is not asked',
  async (_, index) => {
    const { outcome, connections } = await attempt({
      ...(otherNetworks(listener.port)[index] as Trick),
      dns: [['127.0.0.1']],
    });
    expect(outcome).toMatchObject(REFUSED);
    expect(connections).toBe(0);
  },
);

test.each(notAsked(0).map(({ what }, index) => [what, index] as const))(
  '%j is no address of a photo',
  async (_, index) => {
    const { outcome, connections } = await attempt({
      ...(notAsked(listener.port)[index] as Trick),
      dns: [['127.0.0.1']],
    });
    expect(outcome).toMatchObject(REFUSED);
    expect(connections).toBe(0);
  },
);

describe('redirects', () => {
  describe.each([301, 302, 303, 307, 308])('%i', (status) => {
    test.each(redirectTargets(0).map((target, index) => [target, index] as const))(
      'to %s is not followed',
      async (_, index) => {
        const location = redirectTargets(listener.port)[index] as string;
        const gate = await startHttp((_request, response) => response.writeHead(status, { location }).end());
        const { outcome, connections } = await attempt(
          { url: `http://gate.example:${gate.port}/` },
          {
            ports: [80, 443, listener.port, gate.port],
            resolve: async () => ['127.0.0.1'],
            allow: (_address, port) => port === gate.port,
          },
        );
        expect(gate.connections()).toBe(1);
        await gate.close();
        expect(outcome).toMatchObject(REFUSED);
        expect(connections).toBe(0);
      },
    );
  });

  test('to the same name is looked up again, and looked at again', async () => {
    const gate = await startHttp((_request, response) => {
      response.writeHead(302, { location: `http://photos.example:${listener.port}/` }).end();
    });
    const { outcome, connections } = await attempt(
      { url: `http://photos.example:${gate.port}/` },
      {
        ports: [listener.port, gate.port],
        resolve: answering([['127.0.0.1'], ['::1']]),
        allow: (_address, port) => port === gate.port,
      },
    );
    await gate.close();
    expect(outcome).toMatchObject(REFUSED);
    expect(connections).toBe(0);
  });

  test('of other kinds (a Refresh header, a page that redirects) are none', async () => {
    const refresh = `0; url=http://127.0.0.1:${listener.port}/`;
    const gate = await startHttp((_request, response) => {
      response.writeHead(200, { refresh, 'content-location': refresh, 'content-type': 'text/html' });
      response.end(`<meta http-equiv="refresh" content="${refresh}">`);
    });
    const { outcome, connections } = await attempt(
      { url: `http://photos.example:${gate.port}/` },
      {
        ports: [listener.port, gate.port],
        resolve: async () => ['127.0.0.1'],
        allow: (_address, port) => port === gate.port,
      },
    );
    await gate.close();
    expect(outcome).toMatchObject({ code: 'unsupported-format' });
    expect(connections).toBe(0);
  });
});

test('a proxy of the environment is not used', async () => {
  const proxy = `http://127.0.0.1:${listener.port}`;
  const proxied = { HTTP_PROXY: proxy, http_proxy: proxy, ALL_PROXY: proxy, NODE_USE_ENV_PROXY: '1' };
  const before = { ...process.env };
  Object.assign(process.env, proxied);
  try {
    const { outcome, connections } = await attempt(rebindings(listener.port)[0] as Trick);
    expect(outcome).toMatchObject(UNREACHABLE);
    expect(connections).toBe(0);
  } finally {
    for (const name of Object.keys(proxied)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
});

test.each([21, 22, 25, 6379, 8080, 11_211])('port %i is not asked', async (port) => {
  const { outcome } = await attempt({ url: `http://photos.example:${port}/`, dns: [['2d00::1']] });
  expect(outcome).toMatchObject(REFUSED);
});

test('what is told of a refusal names neither the address nor where it led', async () => {
  const { outcome } = await attempt({ url: 'http://secret-name.example/', dns: [['10.1.2.3']] });
  expect(outcome).toMatchObject({ ...REFUSED, cause: undefined });
  expect((outcome as Error).message).not.toMatch(/secret-name|10\.1/);
});
