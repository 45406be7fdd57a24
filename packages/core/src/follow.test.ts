import type { Stage } from '@jmj/contracts';
import { createFollow, type FollowDeps } from './follow.ts';
import type { AnalysisRecord, FlightEvent } from './ports/waiting.ts';

const AT = '2026-01-01T00:00:00.000Z';
const RECORD = {
  id: 'a1',
  tenant: 'acme',
  fingerprint: 'f',
  status: 'queued',
  createdAt: AT,
} as AnalysisRecord;
const progress = (stage: Stage): FlightEvent => ({ type: 'progress', status: 'active', stage, at: AT });

/** Ports that only tell where one analysis stands. They stand for Redis, which could not be made to answer in this order. */
function openFollow() {
  let stage: Stage | undefined;
  let record = RECORD;
  let hear: (event: FlightEvent) => void = () => {};
  const deps = {
    records: { get: async () => record },
    flights: { look: async () => ({ state: stage && { jobId: 'j', stage, startedAt: AT } }) },
    events: {
      subscribe(_fingerprint: string, listener: typeof hear) {
        hear = listener;
        return () => {};
      },
    },
  } as unknown as FollowDeps;
  return {
    steps: createFollow(deps).listen('acme', 'a1', new AbortController().signal),
    tell: (event: FlightEvent) => hear(event),
    stand(where: Stage | 'completed') {
      if (where === 'completed') record = { ...RECORD, status: 'completed', completedAt: AT };
      else stage = where;
    },
  };
}

test('a step that is heard after a later one was read is not told, nor is the later one again', async () => {
  const { steps, stand, tell } = openFollow();
  const next = async () => (await steps.next()).value;
  expect(await next()).toMatchObject({ type: 'queued' });

  stand('judging');
  const read = next();
  tell(progress('judging'));
  expect(await read).toMatchObject({ stage: 'judging' });

  const end = next();
  tell(progress('preparing'));
  stand('completed');
  tell(progress('judging'));
  expect(await end).toMatchObject({ type: 'completed' });
  expect((await steps.next()).done).toBe(true);
});
