import { makePhoto } from '@jmj/testing/photo-maker';
import { generate } from 'selfsigned';
import { fetchingFromServers, IMAGE, NEVER } from './testing/fetching.ts';
import { startHttps } from './testing/servers.ts';

const { listening, fetcherFor } = fetchingFromServers();

let photo: Uint8Array;
beforeAll(async () => {
  photo = await makePhoto({ seed: 1, width: 320, height: 240 });
});

describe('https', () => {
  const identityOf = (name: string) =>
    generate([{ name: 'commonName', value: name }], {
      keySize: 2048,
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: name }] }],
    });

  async function fetchOver(name: string, options: { trusted: boolean; location?: string }) {
    const { private: key, cert } = await identityOf(name);
    const server = await listening(
      startHttps({ key, cert }, (_request, response) => {
        if (options.location) response.writeHead(302, { location: options.location }).end();
        else response.writeHead(200, IMAGE).end(photo);
      }),
    );
    return fetcherFor([server], options.trusted ? { ca: cert } : {})
      .fetch(`https://photos.example:${server.port}/`, NEVER)
      .catch((error: unknown) => error);
  }

  test('with a certificate that is trusted and of the name, is fetched', async () => {
    expect(await fetchOver('photos.example', { trusted: true })).toMatchObject({
      bytes: expect.any(Uint8Array),
    });
  });

  test.each([
    ['that nobody vouches for', 'photos.example', false],
    ['of another name', 'other.example', true],
  ])('with a certificate %s, is not', async (_what, name, trusted) => {
    expect(await fetchOver(name, { trusted })).toMatchObject({ code: 'image-url-unreachable' });
  });

  test('is verified whatever the environment says', async () => {
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    try {
      const outcome = await fetchOver('photos.example', { trusted: false });
      expect(outcome).toMatchObject({ code: 'image-url-unreachable' });
    } finally {
      delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    }
  });

  test('does not lead to http', async () => {
    const outcome = await fetchOver('photos.example', { trusted: true, location: 'http://photos.example/' });
    expect(outcome).toMatchObject({ code: 'image-url-refused', message: expect.stringContaining('http') });
  });
});
