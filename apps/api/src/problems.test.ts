import { toFailure } from './problems.ts';

/** As ioredis has them: a system's error, a server's refusal, a transaction that was not carried out. */
const trouble: [name: string, error: Error][] = [
  [
    'a connection that ends while it is written to',
    Object.assign(new Error('write EPIPE'), { syscall: 'write' }),
  ],
  ['a connection that was closed', new Error('Connection is closed.')],
  ['a server that reads its file', new Error('LOADING Redis is loading the dataset in memory')],
  ['a server that is full', new Error('OOM command not allowed')],
  [
    'a transaction in which one command was refused',
    Object.assign(new Error('EXECABORT Transaction discarded'), {
      previousErrors: [new Error('LOADING Redis')],
    }),
  ],
];

test.each(trouble)('%s is trouble of the queue, to be tried again', (_name, error) => {
  expect(toFailure(error)).toMatchObject({ code: 'queue-unavailable', retryable: true });
});

test('what nobody foresaw is internal, and says nothing of itself', () => {
  const failure = toFailure(new Error('the secret of the database'));
  expect(failure).toMatchObject({ code: 'internal' });
  expect(failure.message).not.toContain('secret');
});
