import type { Redis } from 'ioredis';
import { queuePrefix } from '../names.ts';

/** Longer than telling may take: while one process tells, the others do not, ms. */
const TELLING_MS = 15_000;
const LOOK_MS = 5000;

/** What is told of the account when an incident begins, and when it is over. */
function textOf(line: string): string {
  const [what = '', code = '', ...model] = line.split(' ');
  const name = model.join(' ');
  if (what === 'resumed') return `JudgeMyJPEG: ${name} answers again; what has waited is being judged.`;
  const why = code === 'provider-quota' ? 'its quota is used up' : 'our key is not accepted';
  return `JudgeMyJPEG: ${name} cannot be asked, ${why}. Photos wait in the queue; it is asked again by itself.`;
}

export interface NewsOptions {
  redis: Redis;
  keyPrefix: string;
  /** Tells people. It may throw: it is then tried again, by whichever process looks next. */
  post: (text: string) => Promise<void>;
  onPostFailed: (error: unknown) => void;
}

export interface NewsTeller {
  /** Looks now, and not only now and then. */
  look(): void;
  close(): Promise<void>;
}

/** Tells people of incidents, each once in the whole fleet. */
export function createNewsTeller({ redis, keyPrefix, post, onPostFailed }: NewsOptions): NewsTeller {
  const news = `${queuePrefix(keyPrefix)}:weather:news`;
  const telling = `${news}:telling`;
  let looking: Promise<void> | undefined;

  async function tell(): Promise<void> {
    if ((await redis.exists(news)) === 0) return;
    if ((await redis.set(telling, '1', 'PX', TELLING_MS, 'NX')) === null) return;
    try {
      const [line] = await redis.lrange(news, 0, 0);
      if (line === undefined) return;
      await post(textOf(line));
      await redis.lrem(news, 1, line);
    } finally {
      await redis.del(telling);
    }
  }

  function look(): void {
    looking ??= tell()
      .catch(onPostFailed)
      .finally(() => {
        looking = undefined;
      });
  }

  const timer = setInterval(look, LOOK_MS);
  timer.unref();
  return {
    look,
    async close() {
      clearInterval(timer);
      await looking;
    },
  };
}
