import type { EventPublisher, EventSubscriber, FlightEvent } from '@jmj/core';
import type { Redis } from 'ioredis';
import { queuePrefix } from './names.ts';

/**
 * Events are a hint to look, so they go over a plain Redis channel: nothing is stored, nothing has to be trimmed. BullMQ's own
 * event stream would outlive the jobs it tells of, and its reader can neither be closed nor resumed at once while Redis is away.
 */
const channelOf = (keyPrefix: string): string => `${queuePrefix(keyPrefix)}:flights`;

interface Message {
  fingerprint: string;
  event: FlightEvent;
}

/** `redis` stays the caller's to close. */
export function createEventPublisher(
  redis: Redis,
  keyPrefix = '',
): EventPublisher & { close(): Promise<void> } {
  const channel = channelOf(keyPrefix);
  return {
    async publish(fingerprint, event) {
      await redis.publish(channel, JSON.stringify({ fingerprint, event } satisfies Message));
    },
    close: async () => {},
  };
}

/**
 * Listens on a connection of its own, which subscribes again by itself after Redis was away, and hands each event to those who
 * wait for its fingerprint. What is published meanwhile is missed: whoever subscribes also polls.
 */
export function createEventSubscriber(
  redis: Redis,
  onError: (error: Error) => void,
  keyPrefix = '',
): EventSubscriber & { close(): Promise<void> } {
  const listeners = new Map<string, Set<(event: FlightEvent) => void>>();
  const connection = redis.duplicate({
    enableOfflineQueue: true,
    maxRetriesPerRequest: null,
    commandTimeout: undefined,
  });
  connection.on('error', onError);
  connection.on('message', (_channel, message) => {
    try {
      const { fingerprint, event } = JSON.parse(message) as Message;
      for (const listener of listeners.get(fingerprint) ?? []) listener(event);
    } catch (error) {
      onError(error as Error);
    }
  });
  let closed = false;
  connection.subscribe(channelOf(keyPrefix)).catch((error: Error) => {
    if (!closed) onError(error);
  });
  return {
    subscribe(fingerprint, listener) {
      const waiting = listeners.get(fingerprint) ?? new Set();
      listeners.set(fingerprint, waiting.add(listener));
      return () => {
        waiting.delete(listener);
        if (waiting.size === 0 && listeners.get(fingerprint) === waiting) listeners.delete(fingerprint);
      };
    },
    async close() {
      closed = true;
      listeners.clear();
      connection.disconnect();
    },
  };
}
