import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { openapiDocument } from '../openapi.ts';

/** Swagger UI's own policy would let other sites frame it, and ask for TLS where there may be none. */
const POLICY =
  "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'";

/** `/openapi.json`, and `/docs` to read it and try it in a browser. */
export async function registerDocs(app: FastifyInstance): Promise<void> {
  const document = openapiDocument();
  await app.register(swagger, { mode: 'static', specification: { document: document as never } });
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: POLICY });
  app.get('/openapi.json', async () => document);
}
