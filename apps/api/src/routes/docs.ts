import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { openapiDocument } from '../openapi.ts';

/** `/openapi.json`, and `/docs` to read it and try it in a browser. */
export async function registerDocs(app: FastifyInstance): Promise<void> {
  const document = openapiDocument();
  await app.register(swagger, { mode: 'static', specification: { document: document as never } });
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
  app.get('/openapi.json', async () => document);
}
