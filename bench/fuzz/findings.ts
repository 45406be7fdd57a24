import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type FindingKind =
  | 'crash'
  | 'hang'
  | 'unexpected'
  | 'not a problem'
  | 'slow bomb'
  | 'bomb taken'
  | 'memory'
  | 'stuck';

export interface Finding {
  kind: FindingKind;
  target: 'photo' | 'request';
  name: string;
  what: string;
  bytes?: Buffer | undefined;
}

/** Keeps what went wrong, with the input that did it in a file, and tells how to do it again. */
export function createFindings(seed: number) {
  const found: Finding[] = [];
  const folder = join(tmpdir(), `jmj-fuzz-${seed}`);
  return {
    add(finding: Finding): void {
      found.push(finding);
      const { kind, target, name, what, bytes } = finding;
      console.error(`${kind}: ${target} ${name}: ${what.slice(0, 600)}`);
      if (!bytes) return;
      mkdirSync(folder, { recursive: true });
      const path = join(folder, `${target}-${name.replaceAll(/\W+/g, '-')}.bin`);
      writeFileSync(path, bytes);
      console.error(`  again: pnpm fuzz --replay ${target}:${path}`);
    },
    count: (kind: FindingKind, target?: Finding['target']): number =>
      found.filter((it) => it.kind === kind && (!target || it.target === target)).length,
    total: () => found.length,
  };
}

export type Findings = ReturnType<typeof createFindings>;
