import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const PACKAGE = fileURLToPath(new URL('../..', import.meta.url));
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** The strictest policy that the page runs under: nothing inline, nothing from elsewhere. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export interface BuiltPage {
  serve(request: IncomingMessage, response: ServerResponse): void;
  remove(): Promise<void>;
}

/** Builds the page as it is now into a folder of its own, and serves it under `PAGE_POLICY`. */
export async function buildPage(): Promise<BuiltPage> {
  const folder = await mkdtemp(join(tmpdir(), 'jmj-page-'));
  const vite = join(PACKAGE, 'node_modules/vite/bin/vite.js');
  const asked = ['build', '--outDir', folder, '--emptyOutDir', '--logLevel', 'error'];
  await promisify(execFile)(process.execPath, [vite, ...asked], { cwd: PACKAGE });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://page');
    const name = normalize(pathname === '/' ? '/index.html' : pathname);
    const bytes = await readFile(join(folder, name)).catch(() => undefined);
    if (!bytes) {
      response.writeHead(404).end();
      return;
    }
    const type = TYPES[extname(name)] ?? 'application/octet-stream';
    response.writeHead(200, { 'content-type': type, 'content-security-policy': PAGE_POLICY }).end(bytes);
  }

  return {
    serve: (request, response) => {
      answer(request, response).catch(() => response.destroy());
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
