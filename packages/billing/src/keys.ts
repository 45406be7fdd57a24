import type { Owner } from '@jmj/core';

const tenantName = ({ tenant }: Owner): string => encodeURIComponent(tenant);

/** Part of an account's name: the tenant's, or one of its users'. Undefined for nobody's. */
export const accountName = (scope: 'tenant' | 'user', owner: Owner): string | undefined => {
  if (scope === 'tenant') return `t:${tenantName(owner)}`;
  return owner.userHash === undefined ? undefined : `u:${tenantName(owner)}:${owner.userHash}`;
};
