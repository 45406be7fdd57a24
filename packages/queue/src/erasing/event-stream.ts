import type { Redis } from 'ioredis';

const PAGE = 1000;
/** BullMQ keeps its streams to about 10 000 entries. */
const MOST_PAGES = 20;

/** Removes the entries that name any of these. BullMQ names jobs, and what they were told apart by. */
export async function forgetEvents(redis: Redis, stream: string, names: ReadonlySet<string>): Promise<void> {
  if (names.size === 0) return;
  let from = '-';
  for (let page = 0; page < MOST_PAGES; page++) {
    const entries = await redis.xrange(stream, from, '+', 'COUNT', PAGE);
    const found = entries.filter(([, fields]) => fields.some((field) => names.has(field)));
    if (found.length > 0) await redis.xdel(stream, ...found.map(([id]) => id));
    const last = entries.at(-1)?.[0];
    if (entries.length < PAGE || last === undefined) return;
    from = `(${last}`;
  }
}
