/** Who may import whom (docs/architecture.md). Every rule is an error: CI stops on the first arrow that points the wrong way. */
const tests = '(\\.test\\.tsx?$|/testing/|/contract\\.ts$|/fixtures/)';

/** `name` may import only `allowed` of our own packages. */
const only = (name, path, allowed) => ({
  name: `${name}-imports-only`,
  comment: `${name} may import ${allowed.length ? allowed.join(', ') : 'nothing'} of ours`,
  severity: 'error',
  from: { path: `^${path}/`, pathNot: tests },
  to: { path: '^(apps|packages)/', pathNot: [`^${path}/`, ...allowed.map((it) => `^packages/${it}/`)] },
});

/** Outside libraries that belong to one place. */
const ownedBy = (library, owners) => ({
  name: `${library.replaceAll(/\W/g, '')}-stays-home`,
  comment: `${library} is used only in ${owners.join(', ')}`,
  severity: 'error',
  from: { path: '^(apps|packages)/', pathNot: [tests, ...owners.map((it) => `^${it}/`)] },
  to: { path: `node_modules/${library}/`, dependencyTypesNot: ['type-only'] },
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'apps-never-import-apps',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'testing-only-from-tests',
      severity: 'error',
      from: { path: '^(apps|packages)/', pathNot: [tests, '^packages/testing/'] },
      to: { path: '^packages/testing/' },
    },
    {
      name: 'api-sees-only-the-photo-store',
      comment: 'the api never decodes an image, nor does who erases',
      severity: 'error',
      from: { path: '^(apps/api|packages/erasing)/', pathNot: tests },
      to: { path: '^packages/photos/', pathNot: '^packages/photos/src/(store|header)/' },
    },
    {
      name: 'who-fetches-does-not-decode',
      comment: 'what opens a photo may die of it: only those do who are watched while they do',
      severity: 'error',
      from: { path: '^(apps/worker/src/fetching\\.ts|packages/photos/src/remote/)', pathNot: tests },
      to: {
        path: ['^packages/photos/src/(?!store/|header/|remote/)', 'node_modules/sharp/'],
      },
    },
    {
      name: 'photo-store-and-headers-do-not-decode',
      severity: 'error',
      from: { path: '^packages/photos/src/(store|header)/', pathNot: tests },
      to: { path: ['^packages/photos/src/(?!store/|header/|limits)', 'node_modules/sharp/'] },
    },
    only('contracts', 'packages/contracts', []),
    only('core', 'packages/core', ['contracts']),
    only('cache', 'packages/cache', ['core', 'contracts']),
    only('queue', 'packages/queue', ['core', 'contracts']),
    only('photos', 'packages/photos', ['core', 'contracts']),
    only('pricing', 'packages/pricing', ['core', 'contracts']),
    only('billing', 'packages/billing', ['core', 'contracts']),
    only('access', 'packages/access', ['core', 'contracts']),
    only('vision', 'packages/vision', ['pricing', 'core', 'contracts']),
    only('intake', 'packages/intake', []),
    only('erasing', 'packages/erasing', [
      'contracts',
      'core',
      'billing',
      'cache',
      'queue',
      'intake',
      'photos',
    ]),
    only('runtime', 'packages/runtime', []),
    only('sdk', 'packages/sdk', ['contracts']),
    only('api', 'apps/api', [
      'contracts',
      'core',
      'access',
      'pricing',
      'billing',
      'cache',
      'queue',
      'intake',
      'erasing',
      'photos',
      'runtime',
    ]),
    only('worker', 'apps/worker', [
      'contracts',
      'core',
      'pricing',
      'billing',
      'cache',
      'queue',
      'erasing',
      'photos',
      'vision',
      'runtime',
    ]),
    only('dashboard', 'apps/dashboard', [
      'contracts',
      'core',
      'billing',
      'cache',
      'queue',
      'erasing',
      'runtime',
    ]),
    only('playground', 'apps/playground', ['contracts', 'sdk']),
    only('cli', 'apps/cli', ['contracts', 'sdk', 'runtime']),
    ownedBy('openai', ['packages/vision', 'packages/testing']),
    ownedBy('bullmq', ['packages/queue']),
    ownedBy('sharp', ['packages/photos', 'packages/vision', 'packages/testing']),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|node_modules/\\.cache)/' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js'],
    },
  },
};
