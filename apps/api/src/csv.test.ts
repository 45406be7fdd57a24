import { csvOf } from './csv.ts';

test('names come first, and what holds commas, quotes or lines is quoted', () => {
  expect(
    csvOf(
      [
        { a: 'x,y', b: 1 },
        { a: 'say "hi"\n', b: 0.5 },
      ],
      ['b', 'a'],
    ),
  ).toBe('b,a\r\n1,"x,y"\r\n0.5,"say ""hi""\n"\r\n');
});

test('what a spreadsheet would run stays text; numbers stay numbers, what is absent stays empty', () => {
  expect(csvOf([{ a: '=cmd()', b: -1, c: undefined }], ['a', 'b', 'c'])).toBe("a,b,c\r\n'=cmd(),-1,\r\n");
});
