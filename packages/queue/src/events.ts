import type { EventPublisher, EventSubscriber, FlightEvent } from '@jmj/core';
import { QueueEvents, type QueueEventsListener, QueueEventsProducer } from 'bullmq';
import type { Redis } from 'ioredis';
import { QUEUE_NAME, queuePrefix } from './names.ts';

/** Our own event on BullMQ's stream, next to its own: one stream to read, trimmed by one rule. */
const EVENT = 'flight';
const MAX_EVENTS = 10_000;

interface FlightListener extends QueueEventsListener {
  [EVENT]: (args: { fingerprint: string; event: string }, id: string) => void;
}

export function createEventPublisher(
  redis: Redis,
  keyPrefix = '',
): EventPublisher & { close(): Promise<void> } {
  const producer = new QueueEventsProducer(QUEUE_NAME, { connection: redis, prefix: queuePrefix(keyPrefix) });
  producer.on('error', () => {}); // the connection is not ours: its owner logs
  return {
    async publish(fingerprint, event) {
      await producer.publishEvent(
        { eventName: EVENT, fingerprint, event: JSON.stringify(event) },
        MAX_EVENTS,
      );
    },
    close: () => producer.close(),
  };
}

/**
 * Reads the stream on a connection of its own and hands each event to those who wait for its fingerprint.
 * Events can be missed (https://github.com/taskforcesh/bullmq/issues/2517): whoever subscribes also polls.
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
  const stream = new QueueEvents(QUEUE_NAME, { connection, prefix: queuePrefix(keyPrefix) });
  stream.on('error', onError);
  stream.on<FlightListener, typeof EVENT>(EVENT, ({ fingerprint, event }) => {
    const waiting = listeners.get(fingerprint);
    if (!waiting) return;
    const parsed = JSON.parse(event) as FlightEvent;
    for (const listener of waiting) listener(parsed);
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
      await stream.close();
      connection.disconnect();
    },
  };
}
