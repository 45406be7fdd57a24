import { type ChildProcess, fork, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const FIXTURE = fileURLToPath(new URL('./fixtures/service.ts', import.meta.url));
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A real service in a process of its own, and what it logs. */
function start(how: string, child = spawn(process.execPath, [FIXTURE, how], { stdio: quiet })) {
  children.push(child);
  let output = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const said = () =>
    output
      .split('\n')
      .filter(Boolean)
      .map((line) => (JSON.parse(line) as { msg: string }).msg);
  const saying = async (message: string) => {
    while (!said().includes(message)) {
      if (child.exitCode !== null) throw new Error(`ended without saying "${message}"`);
      await pause(5);
    }
  };
  const ended = Promise.all([once(child, 'exit'), once(child.stdout!, 'end')]).then(
    ([[code]]) => code as number | null,
  );
  return { child, said, saying, ended };
}
const quiet: StdioOptions = ['ignore', 'pipe', 'inherit'];

test.each(['SIGTERM', 'SIGINT'] as const)('on %s it closes in reverse order and exits 0', async (signal) => {
  const { child, said, saying, ended } = start('well');
  await saying('ready');
  child.kill(signal);
  expect(await ended).toBe(0);
  expect(said()).toEqual(['ready', 'stopping', 'closed second', 'closed first', 'stopped']);
});

test('it tells its parent where it is ready, and stops when the parent is gone', async () => {
  const child = fork(FIXTURE, ['well'], { stdio: [...quiet, 'ipc'] as StdioOptions });
  const { said, ended } = start('well', child);
  const [message] = await once(child, 'message');
  expect(message).toEqual({ ready: 'http://fixture' });
  child.disconnect();
  expect(await ended).toBe(0);
  expect(said().at(-1)).toBe('stopped');
});

test('one that cannot be closed does not keep the others open', async () => {
  const { child, said, saying, ended } = start('closer-fails');
  await saying('ready');
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(said()).toEqual(['ready', 'stopping', 'could not close', 'closed first', 'stopped']);
});

test('a Ctrl-C that arrives twice at the same time is one', async () => {
  const { child, said, saying, ended } = start('slow');
  await saying('ready');
  child.kill('SIGINT');
  await saying('stopping');
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(said()).toContain('closed second');
});

test('a second signal ends it at once, with 1', async () => {
  const { child, said, saying, ended } = start('stuck');
  await saying('ready');
  child.kill('SIGINT');
  await pause(600);
  child.kill('SIGINT');
  expect(await ended).toBe(1);
  expect(said()).toEqual(['ready', 'stopping', 'told twice: stopping at once']);
});

test('when the deadline is over it ends with 1', async () => {
  const { child, said, saying, ended } = start('stuck');
  await saying('ready');
  child.kill('SIGTERM');
  expect(await ended).toBe(1);
  expect(said()).toEqual(['ready', 'stopping', 'not closed in time']);
});

test('a start that fails closes what was open and exits 1', async () => {
  const { said, ended } = start('start-fails');
  expect(await ended).toBe(1);
  expect(said()).toEqual(['could not start', 'closed first', 'stopped']);
});

test('a service that is stopped while it starts exits 0', async () => {
  const { said, ended } = start('stopped-while-starting');
  expect(await ended).toBe(0);
  expect(said()).not.toContain('could not start');
});

test('an error that nobody handles ends it with 1', async () => {
  const { said, ended } = start('throws-later');
  expect(await ended).toBe(1);
  expect(said()).toEqual(['ready', 'unhandledRejection']);
});
