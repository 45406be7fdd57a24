import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Certificates, makeCertificates } from '@jmj/testing/certificates';
import { freePort, startTestRedis, type TestRedis, testWithServer } from '@jmj/testing/redis';

const testTls = testWithServer('TLS');

let certificates: Certificates | undefined;
let redis: TestRedis | undefined;
let port: number;

beforeAll(async () => {
  if (testTls !== test) return;
  certificates = makeCertificates();
  port = await freePort();
  const { ca, cert, key } = certificates;
  const tls = ['--tls-port', `${port}`, '--tls-cert-file', cert, '--tls-key-file', key];
  redis = await startTestRedis([...tls, '--tls-ca-cert-file', ca, '--tls-auth-clients', 'no']);
});
afterAll(async () => {
  await redis?.close();
  certificates?.remove();
});

/** What a process of its own, as a service is, says of the server: authorities are named by its environment. */
function pingFrom(env: Record<string, string>, host = '127.0.0.1'): string {
  const script = fileURLToPath(new URL('./fixtures/tls-ping.ts', import.meta.url));
  return execFileSync(process.execPath, [script, `rediss://${host}:${port}`], {
    env: { PATH: process.env.PATH, ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
}

testTls('rediss:// is spoken with a server whose certificate an authority we trust has signed', () => {
  expect(pingFrom({ NODE_EXTRA_CA_CERTS: certificates!.ca })).toBe('PONG');
});

testTls('a certificate that nobody we trust has signed is refused, and the reason is told', () => {
  expect(pingFrom({})).toMatch(/^refused: .*(certificate|issuer)/i);
});

testTls('a certificate for another name is refused, and the reason is told', () => {
  expect(pingFrom({ NODE_EXTRA_CA_CERTS: certificates!.ca }, 'localhost')).toMatch(/^refused: .*altnames/i);
});
