import { readable, title } from './board.ts';
import { HASH, job, USER_HASH } from './testing/harness.ts';

test('a job is told by tone, language, photo type and the start of its hash', () => {
  expect(title({ data: job() })).toBe('roast · fr · street · c0ffee111111');
});

test('what is shown of a job is chosen field by field', () => {
  const shown = readable({ ...job(), photoBytes: 'AAAA', critique: { summary: 'secret' } });
  expect(shown).toMatchObject({ photo: HASH, tone: 'roast', language: 'fr', model: 'gpt-6-luna' });
  expect(JSON.stringify(shown)).not.toMatch(new RegExp(`AAAA|secret|${USER_HASH}`));
});

test('a job that is not one of ours does not take the list down', () => {
  for (const data of [undefined, null, 'text', {}, { photo: null }]) {
    expect(readable(data)).toEqual({ unreadable: 'not a job of this release' });
    expect(title({ data, id: '7' })).toBe('unreadable job 7');
  }
});
