import type { Analysis } from '@jmj/contracts';
import { makePhoto } from '@jmj/testing/photo-maker';
import { type Harness, startHarness } from './testing/harness.ts';

let it: Harness;
let seed = 0;

beforeAll(async () => {
  it = await startHarness();
  await it.startWorker();
});
afterAll(() => it.close());

const ASKED = { speed: 'economy', quality: 'fine' };
const newPhoto = () => makePhoto({ seed: 900 + seed++, width: 320, height: 240 });

/** The request forms, each with the options where it has them. */
const FORMS: Record<string, (photo: Uint8Array, asked: Record<string, string>) => Promise<Response>> = {
  'a raw body': (photo, asked) => it.upload(photo, asked),
  multipart: (photo, asked) => {
    const form = new FormData();
    form.set('photo', new File([new Uint8Array(photo)], 'p.jpg'));
    for (const [name, value] of Object.entries(asked)) form.set(name, value);
    return it.call('/v1/analyses', { method: 'POST', body: form });
  },
  JSON: (photo, asked) =>
    it.call('/v1/analyses', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ imageBase64: Buffer.from(photo).toString('base64'), ...asked }),
    }),
};

test.each(Object.entries(FORMS))(
  '%s may ask for economy and for a fine look, and is told so',
  async (_name, send) => {
    const answer = await send(await newPhoto(), ASKED);
    expect(answer.status).toBe(202);
    const accepted = (await answer.json()) as Analysis;
    expect(accepted).toMatchObject(ASKED);
    expect(await it.whenEnded(accepted.id)).toMatchObject({ status: 'completed', ...ASKED });
  },
);

test.each(Object.entries(FORMS))(
  '%s with a speed that there is not is refused, and told which there are',
  async (_name, send) => {
    const answer = await send(await newPhoto(), { speed: 'batch' });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      code: 'invalid-request',
      detail: expect.stringMatching(/speed.*economy/),
    });
  },
);

test('what is asked for at leisure is asked of the provider as flex, and what is joined interactively is not', async () => {
  const tierOf = (n: number) =>
    (it.openai.calls[n]?.body as { service_tier?: string } | undefined)?.service_tier;
  const from = it.openai.calls.length;
  const patient = (await (await it.upload(await newPhoto(), { speed: 'economy' })).json()) as Analysis;
  await it.whenEnded(patient.id);
  const urgent = (await (await it.upload(await newPhoto())).json()) as Analysis;
  await it.whenEnded(urgent.id);
  expect([tierOf(from), tierOf(from + 1)]).toEqual(['flex', expect.not.stringMatching('flex')]);
});

test('the openapi document tells the choices', async () => {
  const text = await (await it.call('/openapi.json')).text();
  expect(text).toContain('"enum":["interactive","economy"]');
  expect(text).toContain('"enum":["economy","standard","fine"]');
});
