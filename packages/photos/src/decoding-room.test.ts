import { createDecodingRoom } from './decoding-room.ts';

const aTurn = () => new Promise((resolve) => setImmediate(resolve));

/** Decodes that end when they are told to, with what is under way. */
function staged(mostPixels: number) {
  const room = createDecodingRoom(mostPixels);
  const under = new Map<string, (error?: Error) => void>();
  const start = (name: string, pixels: number) =>
    room(pixels, () =>
      new Promise<string>((resolve, reject) => {
        under.set(name, (error) => (error ? reject(error) : resolve(name)));
      }).finally(() => under.delete(name)),
    );
  return {
    start,
    underWay: () => [...under.keys()],
    end: (name: string, error?: Error) => under.get(name)?.(error),
  };
}

test('as many at once as there is room for, in their order', async () => {
  const { start, underWay, end } = staged(100);
  const all = [start('a', 60), start('b', 40), start('c', 50), start('d', 1)];
  await aTurn();
  expect(underWay()).toEqual(['a', 'b']);
  end('b');
  await aTurn();
  expect(underWay()).toEqual(['a']);
  end('a');
  await aTurn();
  expect(underWay()).toEqual(['c', 'd']);
  end('c');
  end('d');
  expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd']);
});

test('one that is larger than the room has it to itself', async () => {
  const { start, underWay, end } = staged(100);
  const all = [start('a', 10), start('huge', 500), start('b', 10)];
  await aTurn();
  expect(underWay()).toEqual(['a']);
  end('a');
  await aTurn();
  expect(underWay()).toEqual(['huge']);
  end('huge');
  await aTurn();
  end('b');
  await Promise.all(all);
});

test('one that fails leaves its room to the next', async () => {
  const { start, underWay, end } = staged(100);
  const failing = start('a', 100);
  const next = start('b', 100);
  await aTurn();
  end('a', new Error('damaged'));
  await expect(failing).rejects.toThrow('damaged');
  expect(underWay()).toEqual(['b']);
  end('b');
  await next;
});
