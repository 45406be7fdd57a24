import type { Access } from '../access.ts';
import { invalid } from '../intake/options.ts';

export type Query = Record<string, unknown>;

/**
 * The tenant on whose behalf an administrator asks, and the other options of the query. What is kept under a name that nobody has
 * a key for would be paid for nothing.
 * @throws Failure `invalid-request`
 */
export function onBehalf(access: Access, { tenant, ...options }: Query): { tenant: string; options: Query } {
  if (typeof tenant === 'string' && access.knows(tenant)) return { tenant, options };
  throw invalid([{ field: 'tenant', message: 'expected a tenant that has a key, in the query' }]);
}
