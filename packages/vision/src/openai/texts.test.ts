import { clipped, MOST_CHARACTERS, withClippedTexts } from './texts.ts';

test('a text that fits stays as it is', () => {
  expect(clipped('Une lumière douce.')).toBe('Une lumière douce.');
  expect(clipped('a'.repeat(MOST_CHARACTERS))).toHaveLength(MOST_CHARACTERS);
});

test('a text that is too long ends with its last whole sentence', () => {
  expect(clipped('The light is soft. The sky is empty. The frame is tilted.', 40)).toBe(
    'The light is soft. The sky is empty.',
  );
});

test('without one it ends with a word, and without words where it must', () => {
  expect(clipped('Soft. the light falls from the left on everything', 20)).toBe('Soft. the light…');
  expect(clipped('x'.repeat(2000))).toBe(`${'x'.repeat(MOST_CHARACTERS - 1)}…`);
  expect(clipped(`${'many words '.repeat(300)}`).length).toBeLessThanOrEqual(MOST_CHARACTERS);
});

test('empty items leave their list, other values are left alone', () => {
  expect(withClippedTexts({ list: ['', ' one ', '  '], points: 7, none: null })).toEqual({
    list: ['one'],
    points: 7,
    none: null,
  });
});
