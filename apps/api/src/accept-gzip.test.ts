import { acceptsGzip } from './accept-gzip.ts';

test.each(['gzip', 'gzip, deflate, br, zstd', 'br;q=1.0, GZIP;q=0.8', 'x-gzip', '*', 'identity, *;q=0.1'])(
  '%p takes gzip',
  (header) => expect(acceptsGzip(header)).toBe(true),
);

test.each([
  undefined,
  '',
  'identity',
  'br',
  'gzip;q=0',
  'gzip; q=0.000, br',
  '*;q=0',
  '*, gzip;q=0',
  'gzipped',
])('%p does not', (header) => expect(acceptsGzip(header)).toBe(false));
