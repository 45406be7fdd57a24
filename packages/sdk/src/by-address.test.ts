import { createClient } from './index.ts';

test('a photo by its address is not fetched, hashed or sent by the client: the service is told where it is', async () => {
  const asked: unknown[] = [];
  const client = createClient({
    baseUrl: 'http://service.example',
    fetch: async (url, init) => {
      asked.push([url, init?.method, JSON.parse(String(init?.body))]);
      return Response.json({ id: 'one', status: 'queued' }, { status: 202 });
    },
  });
  for (const url of ['https://photos.example/a.jpg', new URL('https://photos.example/a.jpg')])
    expect(await client.submit({ url }, { tone: 'roast' })).toEqual({ id: 'one', status: 'queued' });
  const call = [
    'http://service.example/v1/analyses',
    'POST',
    { imageUrl: 'https://photos.example/a.jpg', tone: 'roast' },
  ];
  expect(asked).toEqual([call, call]);
});
