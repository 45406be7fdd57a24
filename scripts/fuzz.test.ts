import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

test('500 mutated photos and requests crash nothing, hang nowhere, and are answered as promised', async () => {
  // Beside other tests only the CPU time of a process tells how much a bomb cost it.
  const options = ['fuzz', '--cases', '500', '--seed', '7', '--clock', 'cpu'];
  const run = promisify(execFile)(process.execPath, ['bench/main.ts', ...options], { cwd: root });
  const { stdout } = await run.catch((error: { stdout: string; stderr: string }) => {
    throw new Error(`${error.stderr}\n${error.stdout}`);
  });
  expect(stdout).toContain('seed 7: 500 cases');
  for (const kind of [
    'crash',
    'hang',
    'unexpected',
    'not a problem',
    'bomb taken',
    'slow bomb',
    'stuck',
    'memory',
  ])
    expect(stdout).toContain(`${kind}: 0`);
}, 120_000);
