// `npm start` and `npm test` on a machine that may have nothing but an older Node and npm: brings Node, pnpm, the
// dependencies, the built pages and a Redis, each only when it is missing, then does what was asked.
// Plain JavaScript for Node 18 and newer, without dependencies: it runs before anything is installed.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tools = join(root, '.tools');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const wanted = {
  node: readFileSync(join(root, '.node-version'), 'utf8').trim(),
  pnpm: manifest.packageManager.replace('pnpm@', ''),
};
const env = {
  ...process.env,
  PATH: [join(tools, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
  TURBO_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
};

const say = (line) => process.stderr.write(`${line}\n`);

function fail(message) {
  say(message);
  process.exit(1);
}

function answerOf(command, args = ['--version']) {
  try {
    return execFileSync(command, args, { env, stdio: ['ignore', 'pipe', 'ignore'], timeout: 20_000 })
      .toString()
      .trim();
  } catch {
    return undefined;
  }
}

function run(command, args, options = {}) {
  try {
    execFileSync(command, args, { cwd: root, env, stdio: ['ignore', 2, 2], ...options });
  } catch (error) {
    fail(`\`${command} ${args.join(' ')}\` failed (${error.status ?? error.code}).`);
  }
}

const newEnough = (version, minimum) => {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = minimum.split('.').map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
};

function bringTools() {
  const missing = [];
  const node = answerOf('node');
  if (!node || !newEnough(node, manifest.engines.node.replace('>=', ''))) missing.push(`node@${wanted.node}`);
  if (answerOf('pnpm')?.split('.')[0] !== wanted.pnpm.split('.')[0]) missing.push(`pnpm@${wanted.pnpm}`);
  if (missing.length === 0) return;
  say(`Bringing ${missing.join(' and ')} into .tools/ …`);
  mkdirSync(tools, { recursive: true });
  run('npm', ['install', '--prefix', tools, '--no-fund', '--no-audit', '--loglevel=error', ...missing]);
}

function installDependencies() {
  const mark = join(root, 'node_modules', '.installed-for');
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .digest('hex');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return;
  say('Installing the dependencies …');
  run('pnpm', ['install', '--frozen-lockfile', '--reporter=append-only']);
  writeFileSync(mark, lock);
}

/** Root on Debian or Ubuntu: packages can be had without asking anybody. */
const canInstall = () => process.getuid?.() === 0 && answerOf('apt-get') !== undefined;

function aptInstall(name) {
  say(`Installing ${name} …`);
  const quiet = { env: { ...env, DEBIAN_FRONTEND: 'noninteractive' }, stdio: 'ignore' };
  run('apt-get', ['update', '-qq'], quiet);
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], quiet);
}

function findRedis() {
  if (env.REDIS_URL || answerOf('redis-server') || answerOf('valkey-server')) return;
  if (answerOf('docker', ['info'])) return;
  if (canInstall()) return aptInstall('redis-server');
  fail(
    [
      'A Redis server is needed, and there is none. Any one of these will do, then run the command again:',
      '  • REDIS_URL=redis://host:6379 in the environment, for a server you have (7.0 or newer, noeviction)',
      '  • redis-server or valkey-server on the PATH (Debian, Ubuntu: sudo apt-get install redis-server; macOS: brew install redis)',
      '  • Docker, running',
    ].join('\n'),
  );
}

function findBrowser() {
  const known = ['chromium', 'chromium-browser', 'google-chrome'];
  if (env.CHROMIUM_PATH || known.some((name) => answerOf(name))) return;
  if (canInstall()) return aptInstall('chromium');
  say('No Chromium: the tests of the pages will be skipped. CHROMIUM_PATH names one elsewhere.');
}

/** Hands over to `command`: its exit code is ours, and the signals we get are its. */
function become(command, args) {
  const child = spawn(command, args, { cwd: root, env, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(error.message));
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}

const [task, ...args] = process.argv.slice(2);
if (task !== 'start' && task !== 'test') fail('Expected: node scripts/bootstrap.mjs start|test');
bringTools();
installDependencies();
findRedis();
if (task === 'test') findBrowser();
run('pnpm', ['--silent', 'build']);
if (task === 'start') become('node', ['apps/cli/src/main.ts', 'up', ...args]);
else become('pnpm', ['--silent', 'jest', ...args]);
