import type { IncomingMessage } from 'node:http';
import { Failure } from '@jmj/core';

/** Requests whose bodies are arriving. */
export interface Stalls {
  watch(request: IncomingMessage): void;
  close(): void;
}

/** What has to come within the time, or it is a stall; less would be a client that only keeps the connection busy. */
const LEAST_BYTES = 10_240;
/** Looks in that time: counted, so that a process that was held up itself cuts nobody off for it. */
const LOOKS = 10;

interface Seen {
  bytes: number;
  looks: number;
  isTold: boolean;
}

/** Who reads the body is told, once. Where nobody does, or after that, the connection goes. */
function cutOff(request: IncomingMessage, seen: Seen): void {
  if (seen.isTold || request.listenerCount('error') === 0) {
    request.destroy();
    return;
  }
  seen.isTold = true;
  request.emit('error', new Failure('upload-too-slow', 'The upload stalled: too little came for too long'));
}

/**
 * Ends uploads of which fewer than 10 KiB come in `stallMs`, whatever is left of them. It looks at what each connection has received,
 * and not at its chunks: those are their reader's.
 */
export function createStalls(stallMs: number): Stalls {
  const watched = new Map<IncomingMessage, Seen>();

  function look(): void {
    for (const [request, seen] of watched) {
      const bytes = request.socket.bytesRead;
      if (bytes - seen.bytes >= LEAST_BYTES) {
        seen.bytes = bytes;
        seen.looks = 0;
        continue;
      }
      seen.looks += 1;
      if (seen.looks < LOOKS) continue;
      seen.looks = 0;
      cutOff(request, seen);
    }
  }

  const timer = setInterval(look, stallMs / LOOKS);
  timer.unref();
  return {
    watch(request) {
      watched.set(request, { bytes: request.socket.bytesRead, looks: 0, isTold: false });
      const forget = () => watched.delete(request);
      request.once('end', forget);
      request.once('close', forget);
    },
    close: () => clearInterval(timer),
  };
}
