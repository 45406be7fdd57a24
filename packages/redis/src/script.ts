import { createHash } from 'node:crypto';

type Argument = string | number | Buffer;

/** What a script needs of a client. An ioredis `Redis` or `Cluster` is one. */
export interface ScriptRunner {
  evalsha(sha1: string, keyCount: number, ...keysAndArgs: Argument[]): Promise<unknown>;
  eval(lua: string, keyCount: number, ...keysAndArgs: Argument[]): Promise<unknown>;
}

export type Script = (redis: ScriptRunner, keys: string[], args: Argument[]) => Promise<unknown>;

const isUnknownScript = (error: unknown) => error instanceof Error && error.message.startsWith('NOSCRIPT');

/** A Lua script, sent by its hash and in full only to a server that does not know it yet. */
export function defineScript(lua: string): Script {
  const sha1 = createHash('sha1').update(lua).digest('hex');
  return async (redis, keys, args) => {
    try {
      return await redis.evalsha(sha1, keys.length, ...keys, ...args);
    } catch (error) {
      if (!isUnknownScript(error)) throw error;
      return redis.eval(lua, keys.length, ...keys, ...args);
    }
  };
}
