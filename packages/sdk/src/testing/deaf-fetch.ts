/**
 * A `fetch` whose event streams do as those of Node 20 and 22 (undici 6): once `signal` has aborted, a read of the body
 * neither gives anything nor ends. Only a canceled reader gets away. Everything else is the real `fetch`.
 */
export async function deafFetch(input: Parameters<typeof fetch>[0], init?: RequestInit): Promise<Response> {
  if (!String(input).endsWith('/events')) return fetch(input, init);
  const { signal, ...rest } = init ?? {};
  const response = await fetch(input, rest);
  const upstream = response.body?.getReader();
  if (!upstream) return response;
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const chunk = await upstream.read();
        if (signal?.aborted) return new Promise<never>(() => undefined);
        if (chunk.done) controller.close();
        else controller.enqueue(chunk.value);
      },
      cancel: (reason) => upstream.cancel(reason),
    },
    { highWaterMark: 0 },
  );
  return new Response(body, response);
}
