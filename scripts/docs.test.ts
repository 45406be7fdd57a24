import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { apiConfigSchema } from '../apps/api/src/config.ts';
import { dashboardConfigSchema } from '../apps/dashboard/src/config.ts';
import { workerConfigSchema } from '../apps/worker/src/config.ts';
import { PROBLEMS } from '../packages/contracts/src/problem-kinds.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** Folders that hold no document of ours. */
const FOREIGN_FOLDERS = new Set(['node_modules', 'dist', 'coverage']);
/** Variables that are not ours to explain. */
const FOREIGN_VARIABLES = new Set(['PATH', 'HOME', 'NODE_COMPILE_CACHE']);

/** Set by the image, mapped as a port, or of no use with the Redis servers that compose.yaml starts itself. */
const NOT_OF_COMPOSE = new Set([
  ...['NODE_ENV', 'HOST', 'PLAYGROUND_DIR', 'DASHBOARD_DIR', 'OPEN_ON_LOOPBACK'],
  ...['PORT', 'DASHBOARD_PORT', 'WORKER_PORT'],
  ...['REDIS_PRIVATE_URL', 'REDIS_PASSWORD'],
]);

const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** The rows of every table under the heading, as lists of cells. */
function rowsUnder(markdown: string, heading: string): string[][] {
  const [, section = ''] = markdown.split(`\n${heading}\n`);
  return section
    .split(/\n#{1,2} /)[0]!
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

const nameIn = (cell: string | undefined) => /^`([^`]+)`$/.exec(cell ?? '')?.[1] ?? '';
const variableRows = rowsUnder(read('docs/operations.md'), '## Variables');

describe('the variables in docs/operations.md', () => {
  const enough = {
    REDIS_URL: 'redis://localhost',
    API_KEYS: 'tenant:key',
    ADMIN_KEY: 'key',
    OPENAI_API_KEY: 'key',
  };
  const services = {
    api: { names: Object.keys(apiConfigSchema.shape), defaults: apiConfigSchema.parse(enough) },
    worker: { names: Object.keys(workerConfigSchema.shape), defaults: workerConfigSchema.parse(enough) },
    dashboard: {
      names: Object.keys(dashboardConfigSchema.shape),
      defaults: dashboardConfigSchema.parse(enough),
    },
  };
  const readers = new Map<string, Map<string, unknown>>();
  for (const [service, { names, defaults }] of Object.entries(services)) {
    for (const name of names) {
      const given = Object.hasOwn(enough, name);
      const value = given ? undefined : (defaults as Record<string, unknown>)[name];
      readers.set(name, (readers.get(name) ?? new Map()).set(service, value));
    }
  }
  const serviceRows = variableRows.filter((row) => row.length === 5);

  test('are those of the services, each once', () => {
    expect(serviceRows.map(([name]) => nameIn(name)).sort()).toEqual([...readers.keys()].sort());
  });

  test.each(serviceRows)('%s has the default that is told', (name, told) => {
    const [value, ...others] = new Set(readers.get(nameIn(name))?.values());
    expect(others).toEqual([]);
    const expected = value === undefined ? 'none' : value === '' ? 'empty' : `\`${value}\``;
    expect(told).toBe(expected);
  });

  test.each(serviceRows)('%s is read by those that are named', (name, _default, _rule, told) => {
    expect(told?.split(', ')).toEqual(
      Object.keys(services).filter((service) => readers.get(nameIn(name))?.has(service)),
    );
  });

  test.each(Object.keys(services))('infra/compose.yaml passes to the %s what it reads', (service) => {
    const read = serviceRows.filter(([, , , told]) => told?.split(', ').includes(service));
    const names = read.map(([name]) => nameIn(name)).filter((name) => !NOT_OF_COMPOSE.has(name));
    const passed = composeVariables(service);
    expect(names.filter((name) => !passed.has(name))).toEqual(service === 'api' ? ['OPENAI_API_KEY'] : []);
  });

  test('include those that are read outside the services', () => {
    const readOutside = [
      'scripts/bootstrap.mjs',
      'packages/cache/src/service.ts',
      ...sourcesIn('apps/cli/src'),
    ]
      .map(read)
      .flatMap((source) => [
        ...[...source.matchAll(/\benv(?:\.|\(')([A-Z][A-Z_]+)/g)].map(([, name]) => name),
        ...[...source.matchAll(/const \{([^}]+)\} = process\.env/g)].flatMap(([, names = '']) =>
          names.split(','),
        ),
      ])
      .map((name = '') => name.trim());
    const told = variableRows.map(([name]) => nameIn(name));
    expect(told).toEqual(expect.arrayContaining(readOutside.filter((name) => !FOREIGN_VARIABLES.has(name))));
    for (const [name, ...cells] of variableRows)
      if (cells.length === 3) expect(readOutside).toContain(nameIn(name));
  });
});

/** The names in the environment of a service, those of the blocks that are merged into it included. */
function composeVariables(service: string): Set<string> {
  const compose = read('infra/compose.yaml');
  const namesIn = (block: string) => [...block.matchAll(/^ +([A-Z][A-Z_]+):/gm)].map(([, name = '']) => name);
  const blockOf = (start: string) => compose.split(start)[1]?.split(/\n\n/)[0] ?? '';
  const own = blockOf(`\n  ${service}:\n`);
  const merged = [...own.matchAll(/^ {6}<<: (.+)$/gm)].flatMap(([, it = '']) => it.match(/\w+/g) ?? []);
  return new Set([...namesIn(own), ...merged.flatMap((it) => namesIn(blockOf(`: &${it}\n`)))]);
}

function sourcesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .map((path) => join(folder, path));
}

test('docs/problems.md tells every code, with its status and whether to try again', () => {
  const told = rowsUnder(`\n${read('docs/problems.md')}`, '# Problem codes').map(([code, status, again]) => [
    nameIn(code),
    Number(status),
    again === 'yes',
  ]);
  const codes = Object.entries(PROBLEMS).map(([code, { status, retryable }]) => [code, status, retryable]);
  expect(told.sort()).toEqual(codes.sort());
});

test('each row of the Redis weather in docs/operations.md is a test of that name, and the other way round', () => {
  const [, after = ''] = read('docs/operations.md').split('\nMore exactly, for one server of both roles.');
  const told = [...after.split(/\n##+ /)[0]!.matchAll(/^\| ([a-z][^|]*?) +\|/gm)].map(([, name]) => name);
  const tested = readdirSync(join(root, 'apps/api/src'))
    .filter((name) => /^redis-weather.*\.test\.ts$/.test(name))
    .flatMap((name) => [...read(`apps/api/src/${name}`).matchAll(/^row\(\s*'([^']+)'/gm)])
    .map(([, name]) => name);
  expect(told.length).toBeGreaterThan(8);
  expect(tested.sort()).toEqual(told.sort());
});

describe('a link in a document', () => {
  const documents = documentsIn(root);

  test('there are documents', () => expect(documents.length).toBeGreaterThan(10));

  test.each(documents.map((path) => [relative(root, path)]))(
    '%s points to something that is there',
    (path) => {
      const dead = linksIn(read(path)).filter((link) => !leadsSomewhere(join(root, path), link));
      expect(dead).toEqual([]);
    },
  );
});

function documentsIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory())
      return entry.name.startsWith('.') || FOREIGN_FOLDERS.has(entry.name) ? [] : documentsIn(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

const withoutCode = (markdown: string) =>
  markdown.replaceAll(/```[\s\S]*?```/g, '').replaceAll(/`[^`\n]*`/g, '');

function linksIn(markdown: string): string[] {
  return [...withoutCode(markdown).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link));
}

function leadsSomewhere(document: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? document : resolve(dirname(document), path);
  if (!statSync(target, { throwIfNoEntry: false })) return false;
  return anchor === undefined || anchorsOf(readFileSync(target, 'utf8')).includes(anchor);
}

/** As GitHub makes them of headings. */
function anchorsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(/\s/g, '-'),
  );
}
