/** `node --import preload.ts`: the process, its threads, and the processes it starts die of a marked photo when they open it. */
import childProcess from 'node:child_process';
import { registerHooks, syncBuiltinESMExports } from 'node:module';

const DEADLY = new URL('./sharp.ts', import.meta.url).href;

registerHooks({
  resolve: (name, context, next) =>
    name === 'sharp' && context.parentURL !== DEADLY
      ? { url: DEADLY, shortCircuit: true }
      : next(name, context),
});

// A taster gets no environment.
const { spawn } = childProcess;
const poisonedSpawn = (file: string, args: string[], options: childProcess.SpawnOptions) =>
  spawn(file, ['--import', import.meta.url, ...args], options);
Object.assign(childProcess, { spawn: poisonedSpawn });
syncBuiltinESMExports();
