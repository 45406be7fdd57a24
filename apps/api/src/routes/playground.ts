import { existsSync } from 'node:fs';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** The built playground at `/`, when there is one. */
export async function registerPlayground(app: FastifyInstance, directory: string | undefined): Promise<void> {
  if (!directory || !existsSync(directory)) return;
  await app.register(fastifyStatic, { root: directory, wildcard: false, cacheControl: false });
}
