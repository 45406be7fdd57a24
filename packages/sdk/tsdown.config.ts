import { defineConfig } from 'tsdown';

const common = {
  platform: 'neutral',
  target: 'es2022',
  deps: { alwaysBundle: ['@jmj/contracts'], neverBundle: ['zod'] },
} as const;

/** In the declarations that `tsc` wrote, the contracts lie beside the SDK. */
const contractsBeside = {
  name: 'contracts-beside',
  transform: {
    order: 'pre' as const,
    handler: (code: string) => code.replaceAll("'@jmj/contracts'", "'../../contracts/src/index.js'"),
  },
};

/**
 * One file for browsers and Node, and one of declarations, with the contracts inside: they are not published.
 * `tsc` has written the declarations of both packages to `node_modules/.types` before; here they become one file.
 */
export default defineConfig([
  { ...common, entry: ['src/index.ts'], dts: false },
  {
    ...common,
    entry: { index: 'node_modules/.types/sdk/src/index.d.ts' },
    plugins: [contractsBeside],
    dts: { emitDtsOnly: true, dtsInput: true },
    clean: false,
  },
]);
