import { setTimeout as pause } from 'node:timers/promises';
import { batchCalls, makeAlbum, until } from '@jmj/testing/album';
import { type Fleet, startFleet } from '@jmj/testing/fleet';
import { startWebhookReceiver, type WebhookReceiver } from '@jmj/testing/webhook-receiver';

const PHOTOS = 6;

let fleet: Fleet;
let receiver: WebhookReceiver;
beforeEach(async () => {
  receiver = await startWebhookReceiver();
  const env = {
    ...{ BATCH_API_MIN: '2', BATCH_POLL_MS: '50', WORKER_LOCK_MS: '1000' },
    ...{ PROVIDER_PROBE_MS: '400', ALERT_WEBHOOK_URL: receiver.url },
  };
  fleet = await startFleet({ workers: 2, openai: { batchMs: 600 }, env });
});
afterEach(async () => {
  await fleet.close();
  await receiver.close();
});

function revoke(): void {
  fleet.openai.prevail({ kind: 'unauthorized' });
  fleet.openai.batches.refuseWith = 401;
}

function giveBack(): void {
  fleet.openai.prevail(undefined);
  fleet.openai.batches.refuseWith = undefined;
}

test.each([
  ['before it is sent', () => revoke(), 8100],
  ['while the provider is at it', () => until(() => fleet.openai.batches.all.length > 0).then(revoke), 8200],
])(
  'a batch whose key is revoked %s waits, tells it once, and is judged at the batch price when it is given back',
  async (_when, trouble, seed) => {
    const album = await makeAlbum({ pictures: PHOTOS, copies: 0, seed });
    const calls = batchCalls(fleet);
    const batch = await calls.create(album);
    const troubled = trouble();
    await calls.sendAll(batch, album);
    await troubled;
    await until(() => receiver.texts.length > 0);
    const before = fleet.openai.batches.requests;
    await pause(3000);
    // One after 0.4 s, 0.8 s and 1.6 s. Left alone it would have been asked each 50 ms, and then be judged photo by photo.
    expect(fleet.openai.batches.requests - before).toBeLessThanOrEqual(4);
    expect(await calls.look(batch.id)).toMatchObject({
      status: 'running',
      counts: { waiting: PHOTOS, failed: 0 },
    });

    giveBack();
    const done = await calls.look(batch.id, 40);
    expect(done).toMatchObject({ status: 'completed', counts: { completed: PHOTOS, failed: 0 } });
    expect(fleet.openai.bill.calls.map(({ tier }) => tier)).toEqual(Array(PHOTOS).fill('batch'));
    await until(() => receiver.texts.length > 1);
    expect(receiver.texts).toEqual([
      'JudgeMyJPEG: batch-api cannot be asked, our key is not accepted. Photos wait in the queue; it is asked again by itself.',
      'JudgeMyJPEG: batch-api answers again; what has waited is being judged.',
    ]);
  },
  90_000,
);
