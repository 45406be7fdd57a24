import { createKeyring, createKeyTable, type Keyring, type KeyTable, watchKeys } from '@jmj/access';
import type { Logger, Releasers } from '@jmj/runtime';
import type { Redis } from 'ioredis';
import { type Access, createAccess } from './access.ts';
import type { ApiConfig } from './config.ts';
import { createWrongKeys, type WrongKeys } from './load/wrong-keys.ts';

export interface OpenKeys {
  access: Access;
  wrongKeys: WrongKeys | undefined;
  table: KeyTable;
  keyring: Keyring;
  /** Reads what has just been changed. @throws when Redis does not answer */
  refresh(): Promise<void>;
}

/** The keys of the environment and of Redis, kept true from now on. Without Redis only those of the environment are known. */
export async function openKeys(
  deps: { redis: Redis; onError: (error: unknown) => void },
  config: Pick<
    ApiConfig,
    'API_KEYS' | 'ADMIN_KEY' | 'KEY_PREFIX' | 'OPEN_ON_LOOPBACK' | 'WRONG_KEYS_PER_MINUTE'
  >,
  log: Logger,
  releasers: Releasers,
): Promise<OpenKeys> {
  const { redis, onError } = deps;
  const keyPrefix = config.KEY_PREFIX;
  const table = createKeyTable(config.API_KEYS);
  const watch = watchKeys({ redis, table, keyPrefix, onError });
  releasers.push('keys', watch.close);
  const keyring = createKeyring({ redis, keyPrefix });
  await watch.refresh().catch(onError);
  const perMinute = config.WRONG_KEYS_PER_MINUTE;
  const wrongKeys = perMinute === 0 ? undefined : createWrongKeys(perMinute);
  const access = createAccess({
    keys: table,
    areKeysSure: watch.isSure,
    openOnLoopback: config.OPEN_ON_LOOPBACK,
    wrongKeys,
  });
  if (watch.isSure() && table.isEmpty() && !config.OPEN_ON_LOOPBACK)
    log.warn('there is no key yet: nobody can call until one is made with jmj keys create');
  return { access, wrongKeys, table, keyring, refresh: watch.refresh };
}
