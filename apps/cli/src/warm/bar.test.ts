import { createBar } from './bar.ts';

function record(isTTY: boolean, columns = 80) {
  const written: string[] = [];
  return { written, output: { isTTY, columns, write: (text: string) => written.push(text) } };
}

test('on a terminal it is one line, redrawn, with the time that is left at this pace', () => {
  const { written, output } = record(true);
  let time = 0;
  const bar = createBar(output, 40, () => time);
  bar.at(0, 0);
  time = 30_000;
  bar.at(10, 1, 'waiting for room');
  time = 120_000;
  bar.at(40, 1);
  bar.end();
  expect(written.map((text) => text.replace('\r\x1b[2K', ''))).toEqual([
    '░░░░░░░░░░░░░░░░░░░░░░░░ 0/40',
    '██████░░░░░░░░░░░░░░░░░░ 10/40 · 1 failed · 2 min left · waiting for room',
    '████████████████████████ 40/40 · 1 failed',
    '',
  ]);
  expect(written.every((text) => text.startsWith('\r\x1b[2K'))).toBe(true);
});

test('it never breaks the line of a narrow terminal', () => {
  const { written, output } = record(true, 40);
  createBar(output, 1000).at(1, 1, 'waiting for room in the photo store');
  expect(written[0]?.replace('\r\x1b[2K', '').length).toBe(39);
});

test('what is told meanwhile stands above it', () => {
  const { written, output } = record(true);
  const bar = createBar(output, 2);
  bar.at(1, 1);
  const line = written.at(-1)?.replace('\r\x1b[2K', '');
  bar.above(() => output.write('a.jpg: broken\n'));
  expect(written.slice(1)).toEqual(['\r\x1b[2K', 'a.jpg: broken\n', line]);
});

test('in a log it is a line for each tenth', () => {
  const { written, output } = record(false);
  const bar = createBar(output, 100, () => 0);
  for (let n = 0; n <= 100; n++) bar.at(n, 0);
  bar.end();
  expect(written.length).toBe(10);
  expect(written.at(-1)).toBe('100/100\n');
});

test.each([
  [59_000, '59 s left'],
  [150_000, '3 min left'],
  [7_500_000, '2 h 5 min left'],
])('%i ms are told as %s', (ms, told) => {
  const { written, output } = record(true);
  let time = 0;
  const bar = createBar(output, 2, () => time);
  time = ms;
  bar.at(1, 0);
  expect(written[0]).toContain(told);
});
