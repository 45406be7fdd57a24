import { sentinelOptions } from './address.ts';

test('sentinels, the name of their master, a database and a login are read from one address', () => {
  const url = 'redis-sentinel://app:p%40ss@10.0.0.1,[fd00::2]:26380/3#main';
  expect(sentinelOptions(url)).toEqual({
    sentinels: [
      { host: '10.0.0.1', port: 26379 },
      { host: 'fd00::2', port: 26380 },
    ],
    name: 'main',
    db: 3,
    username: 'app',
    password: 'p@ss',
  });
});

test('a password alone needs no user, and rediss-sentinel is TLS all the way', () => {
  expect(sentinelOptions('rediss-sentinel://secret@a:1#m')).toEqual({
    sentinels: [{ host: 'a', port: 1 }],
    name: 'm',
    db: 0,
    password: 'secret',
    tls: {},
    sentinelTLS: {},
    enableTLSForSentinelMode: true,
  });
});

test.each(['redis://h:1', 'rediss://h/2', '/run/redis.sock', 'redis-sentinel://h:1'])(
  '%s names no sentinels',
  (url) => expect(sentinelOptions(url)).toBeUndefined(),
);
