import diagnostics from 'node:diagnostics_channel';
import type { FastifyInstance, RouteOptions } from 'fastify';

/** Fastify tells of each instance before anybody can add to it: https://fastify.dev/docs/latest/Reference/Hooks/#diagnostics-channel-hooks */
const CREATED = 'fastify.initialization';

/** Builds an app, and lists every route that it got on the way, as `METHOD /path`. */
export async function listingRoutes<App>(
  build: () => Promise<App>,
): Promise<{ app: App; routes: Set<string> }> {
  const routes = new Set<string>();
  const listen = (message: unknown) =>
    (message as { fastify: FastifyInstance }).fastify.addHook('onRoute', ({ method, url }: RouteOptions) => {
      for (const one of [method].flat()) routes.add(`${one} ${url}`);
    });
  diagnostics.subscribe(CREATED, listen);
  try {
    return { app: await build(), routes };
  } finally {
    diagnostics.unsubscribe(CREATED, listen);
  }
}
