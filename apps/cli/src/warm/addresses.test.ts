import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { openWarming } from './testing/warming.ts';

const warming = openWarming();

describe('a list of addresses', () => {
  let site: Server;
  let address: string;
  beforeAll(async () => {
    site = createServer((request, response) => {
      const name = request.url?.slice(1) ?? '';
      if (/^\d+\.jpg$/.test(name)) response.end(warming.photo(Number.parseInt(name, 10)));
      else if (name === 'page') response.end('<html>not a photo</html>');
      else if (name === 'endless') response.end(Buffer.alloc(26_214_401));
      else response.writeHead(404).end();
    });
    await new Promise<void>((done) => site.listen(0, '127.0.0.1', done));
    address = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    site.closeAllConnections();
    await new Promise((done) => site.close(done));
  });

  test('is fetched and warmed up; what is no photo, too large or not there is told, and the exit code is 1', async () => {
    await warming.open();
    await warming.fleet().startWorker();
    const list = ['# popular', '0.jpg', '1.jpg', 'page', 'endless', 'gone', ''].map((it) =>
      it && !it.startsWith('#') ? `${address}/${it}` : it,
    );
    await writeFile(join(warming.dir(), 'urls.txt'), list.join('\n'));
    const { code, stdout, stderr } = await warming.jmj(['urls.txt', '--tenant', 'acme', '--yes']).ended;
    expect(code).toBe(1);
    expect(stdout).toContain('2 photos (3 not readable), 2 critiques: 0 known, 2 to be made');
    expect(stdout).toMatch(/2 critiques made/);
    expect(stderr).toContain(`${address}/page: is not a photo`);
    expect(stderr).toContain(`${address}/endless: has more than 26214400 bytes\n`);
    expect(stderr).toContain(`${address}/gone: is not there: its server answers 404\n`);
  });

  test('with a line that is no address is refused', async () => {
    await warming.open();
    await writeFile(join(warming.dir(), 'bad.txt'), 'https://photos.example/a.jpg\nfile:///etc/passwd\n');
    const { code, stderr } = await warming.jmj(['bad.txt', '--tenant', 'acme', '--yes']).ended;
    expect([code, stderr]).toEqual([
      1,
      'bad.txt: expected http or https addresses, one per line, not file:///etc/passwd\n',
    ]);
    expect(warming.gate().passed).toEqual([]);
  });
});
