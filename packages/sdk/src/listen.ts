import { type AnalysisEvent, EVENT_TYPES } from '@jmj/contracts';
import { createParser } from 'eventsource-parser';
import { limit } from './timing.ts';

export interface Ear {
  open(signal: AbortSignal): Promise<Response>;
  /** Answers false to stop listening. */
  onEvent(event: AnalysisEvent): boolean;
  onId(id: string): void;
  /** Without an event for so long, the caller is given the chance to look for itself. */
  quietMs: number;
  signal: AbortSignal;
}

/** `told`: the listener had enough; `quiet`: nothing happened for a while; `broken`: no stream, or it ended. */
export type Heard = 'told' | 'quiet' | 'broken';

/**
 * Follows one event stream until it ends, breaks, falls quiet or has told all.
 * With `fetch`, because `EventSource` cannot send an `Authorization` header.
 * @throws only the reason of `signal`
 */
export async function listen({ open, onEvent, onId, quietMs, signal }: Ear): Promise<Heard> {
  const connection = limit(signal, undefined, () => undefined);
  let heard: Heard = 'broken';
  const stop = (why: Heard): void => {
    heard = why;
    connection.abort(why);
  };
  let quiet = setTimeout(stop, quietMs, 'quiet');
  const parser = createParser({
    onId,
    onEvent({ data }) {
      const event = parseEvent(data);
      if (!event || heard === 'told') return;
      clearTimeout(quiet);
      quiet = setTimeout(stop, quietMs, 'quiet');
      if (!onEvent(event)) stop('told');
    },
  });
  try {
    await read(await open(connection.signal), connection.signal, (text) => parser.feed(text));
  } catch {
    // A stream that breaks is no error: `heard` says so.
  } finally {
    clearTimeout(quiet);
    connection.abort('over');
    connection.release();
  }
  signal.throwIfAborted();
  return heard;
}

async function read(response: Response, signal: AbortSignal, onText: (text: string) => void): Promise<void> {
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
  if (!isStream || !response.body) return;
  const reader = response.body.getReader();
  // In Node 20 and 22 (undici 6) an abort between two reads leaves the next one pending for ever. A canceled reader ends it.
  const cancel = (): void => void reader.cancel().catch(() => undefined);
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  const decoder = new TextDecoder();
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    onText(decoder.decode(chunk.value, { stream: true }));
  }
}

function parseEvent(data: string): AnalysisEvent | undefined {
  try {
    const event = JSON.parse(data) as AnalysisEvent;
    return EVENT_TYPES.includes(event.type) ? event : undefined;
  } catch {
    return undefined;
  }
}
