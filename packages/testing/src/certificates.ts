import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificates {
  /** Paths of PEM files. `ca` has signed `cert`, which is for 127.0.0.1 only. */
  ca: string;
  cert: string;
  key: string;
  remove(): void;
}

/** A certificate authority of its own and a server's certificate, made by the `openssl` program. */
export function makeCertificates(): Certificates {
  const dir = mkdtempSync(join(tmpdir(), 'jmj-tls-'));
  const at = (name: string) => join(dir, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe', cwd: dir });
  const make = ['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  openssl(...make, '-x509', '-subj', '/CN=test authority', '-keyout', at('ca.key'), '-out', at('ca.pem'));
  const signed = ['-x509', '-CA', at('ca.pem'), '-CAkey', at('ca.key')];
  const names = ['-addext', 'subjectAltName=IP:127.0.0.1'];
  openssl(
    ...make,
    ...signed,
    '-subj',
    '/CN=test server',
    ...names,
    '-keyout',
    at('key.pem'),
    '-out',
    at('cert.pem'),
  );
  return {
    ca: at('ca.pem'),
    cert: at('cert.pem'),
    key: at('key.pem'),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}
