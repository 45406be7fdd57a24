import { capital, typeset } from './typography.ts';

describe('typography', () => {
  test('French puts no-break blanks before its high punctuation', () => {
    expect(typeset('fr', 'Priorité : 8 % ; voilà !')).toBe('Priorité\u00a0: 8\u202f%\u202f; voilà\u202f!');
  });

  test('other languages are left as they are', () => {
    expect(typeset('en', 'First: 8%; done!')).toBe('First: 8%; done!');
  });

  test.each([
    ['Il 8% brucia', 'L’8% brucia'],
    ['sul 11% dell’immagine', 'sull’11% dell’immagine'],
    ['del 80%', 'dell’80%'],
    ['il 0,8%', 'lo 0,8%'],
    ['il 18%', 'il 18%'],
    ['al 12,5%', 'al 12,5%'],
  ])('Italian articles follow the number as it is spoken: %s', (written, expected) => {
    expect(typeset('it', written)).toBe(expected);
  });

  test('a sentence begins with a capital', () => {
    expect(capital('fr', 'à gauche')).toBe('À gauche');
  });
});
