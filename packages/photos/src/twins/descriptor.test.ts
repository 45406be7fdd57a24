import { describeTwin, GRID, readDescriptor } from './descriptor.ts';
import { blank, bytesOf, scene } from './fixtures/scene.ts';

describe('describeTwin', () => {
  test('describes a picture in less than 16 kB, the same way every time', async () => {
    const [first, second] = [await bytesOf(await scene()), await bytesOf(await scene())];
    expect(first?.length).toBeLessThan(16_384);
    expect(second).toEqual(first);
  });

  test('spends next to nothing on a blank picture', async () => {
    expect((await bytesOf(blank()))?.length).toBeLessThan(150);
  });

  test('does not describe a picture under 640 pixels', async () => {
    expect(await bytesOf(blank(639, 500))).toBeUndefined();
    expect(await bytesOf(blank(500, 640))).toBeDefined();
  });

  test('works from pixels smaller than the photo they come from, and keeps the size of the photo', async () => {
    const data = new Uint8Array(640 * 480 * 3).fill(90);
    const bytes = await describeTwin({ data, width: 640, height: 480 }, { width: 6400, height: 4800 });
    expect(bytes && readDescriptor(bytes)).toMatchObject({ width: 6400, height: 4800 });
  });
});

describe('readDescriptor', () => {
  test('reads the means of the cells', async () => {
    const bytes = await bytesOf(blank());
    const { luma, cb, cr, fine } = readDescriptor(bytes!)!;
    expect(luma).toHaveLength(GRID.luma ** 2);
    expect(Math.abs((luma[5000] ?? 0) - 131.3)).toBeLessThan(1);
    expect(Math.abs((cb[500] ?? 0) - 2.7)).toBeLessThan(1);
    expect(Math.abs((cr[500] ?? 0) + 2.3)).toBeLessThan(1);
    expect(Math.max(...fine)).toBeLessThan(0.5);
  });

  test('knows nothing of another version, of cut off and of damaged bytes', async () => {
    const bytes = (await bytesOf(await scene()))!;
    expect(readDescriptor(Uint8Array.from(bytes, (byte, i) => (i === 0 ? 9 : byte)))).toBeUndefined();
    expect(readDescriptor(bytes.subarray(0, 5))).toBeUndefined();
    expect(readDescriptor(bytes.subarray(0, bytes.length / 2))).toBeUndefined();
    expect(readDescriptor(Uint8Array.from(bytes, (byte, i) => (i > 8 ? 255 - byte : byte)))).toBeUndefined();
    expect(readDescriptor(new Uint8Array())).toBeUndefined();
  });
});
