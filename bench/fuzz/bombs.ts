import { crc32, deflateSync } from 'node:zlib';

export interface Bomb {
  name: string;
  bytes: Buffer;
}

function pngChunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

function pngOf(width: number, height: number, pixels: Buffer): Buffer {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', pixels),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

const repeated = (part: Buffer, times: number): Buffer => Buffer.concat(Array<Buffer>(times).fill(part));

function gifOf(frames: number, side = 1): Buffer {
  const head = Buffer.from([...Buffer.from('GIF89a'), 16, 0, 16, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255]);
  const frame = Buffer.from('21f904000100000' + '02c00000000010001000002024401' + '00', 'hex');
  frame.writeUInt16LE(side, 13);
  frame.writeUInt16LE(side, 15);
  return Buffer.concat([head, repeated(frame, frames), Buffer.from([0x3b])]);
}

const riffChunk = (name: string, data: Buffer): Buffer => {
  const head = Buffer.alloc(8);
  head.write(name, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length & 1)]);
};

function webpOf(frames: number, side = 1): Buffer {
  const frame = Buffer.alloc(16);
  frame.writeUIntLE(1, 12, 3);
  const canvas = Buffer.alloc(10);
  canvas[0] = 2;
  canvas.writeUIntLE(side - 1, 4, 3);
  canvas.writeUIntLE(side - 1, 7, 3);
  const onePixel = riffChunk('VP8L', Buffer.from('2f00000000881f', 'hex'));
  const body = [
    riffChunk('VP8X', canvas),
    riffChunk('ANIM', Buffer.alloc(6)),
    repeated(riffChunk('ANMF', Buffer.concat([frame, onePixel])), frames),
  ];
  return riffChunk('RIFF', Buffer.concat([Buffer.from('WEBP'), ...body]));
}

/** Directories of ten entries that all show the same pixel. */
function tiffOf(
  pages: number,
  side = 1,
  more: readonly (readonly [tag: number, value: number])[] = [],
): Buffer {
  const entries = [
    [254, 0],
    [256, side],
    [257, side],
    [258, 8],
    [259, 1],
    [262, 1],
    [273, 8],
    [277, 1],
    [278, side],
    [279, 1],
    ...more,
  ];
  const size = 2 + entries.length * 12 + 4;
  const out = Buffer.alloc(16 + pages * size);
  out.write('II*\0', 'latin1');
  out.writeUInt32LE(16, 4);
  for (let page = 0; page < pages; page++) {
    const start = 16 + page * size;
    out.writeUInt16LE(entries.length, start);
    for (const [at, [tag = 0, value = 0]] of entries.entries()) {
      out.writeUInt16LE(tag, start + 2 + at * 12);
      out.writeUInt16LE(4, start + 4 + at * 12);
      out.writeUInt32LE(1, start + 6 + at * 12);
      out.writeUInt32LE(value, start + 10 + at * 12);
    }
    out.writeUInt32LE(page + 1 < pages ? start + size : 0, start + size - 4);
  }
  return out;
}

function jpegWithSize(jpeg: Buffer, side: number): Buffer {
  const out = Buffer.from(jpeg);
  const frame = out.indexOf(Buffer.from([0xff, 0xc0]));
  out.writeUInt16BE(side, frame + 5);
  out.writeUInt16BE(side, frame + 7);
  return out;
}

function jpegOfScans(jpeg: Buffer, scans: number): Buffer {
  const start = jpeg.indexOf(Buffer.from([0xff, 0xda]));
  return Buffer.concat([
    jpeg.subarray(0, start),
    repeated(jpeg.subarray(start, -2), scans),
    Buffer.from([0xff, 0xd9]),
  ]);
}

const svg =
  '<svg xmlns="http://www.w3.org/2000/svg" width="60000" height="60000"><rect width="60000" height="60000"/></svg>';

/** Files that are cheap to send and dear to open, and what is no photo at all. All of them are refused. */
export function bombs(png: Buffer, jpeg: Buffer): Bomb[] {
  const [zeros, small] = [deflateSync(Buffer.alloc(50 * 2 ** 20)), deflateSync(Buffer.alloc(1000))];
  const before = (chunk: Buffer) => Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)]);
  const text = (data: Buffer) => pngChunk('zTXt', Buffer.concat([Buffer.from('a\0\0'), data]));
  const made: Record<string, Buffer> = {
    'png 60000 × 60000': pngOf(60_000, 60_000, zeros),
    'png 2147483647 × 2147483647': pngOf(2 ** 31 - 1, 2 ** 31 - 1, small),
    'png 20 texts of 50 MB': before(repeated(text(zeros), 20)),
    'png 300000 texts': before(repeated(pngChunk('tEXt', Buffer.from('a\0b')), 300_000)),
    'gif 65535 × 65535': gifOf(1, 65_535),
    'gif 501 frames': gifOf(501),
    'gif a million frames': gifOf(1_000_000),
    'webp 16384 × 16384': webpOf(1, 16_384),
    'webp 501 frames': webpOf(501),
    'webp 300000 frames': webpOf(300_000),
    'tiff 60000 × 60000': tiffOf(1, 60_000),
    'tiff 501 pages': tiffOf(501),
    'tiff 150000 pages': tiffOf(150_000),
    'tiff of a DNG': tiffOf(1, 1, [[50_706, 1]]),
    'jpeg 65500 × 65500': jpegWithSize(jpeg, 65_500),
    'jpeg 101 scans': jpegOfScans(jpeg, 101),
    'jpeg 2000 scans': jpegOfScans(jpeg, 2000),
    heic: Buffer.concat([
      Buffer.from([0, 0, 0, 24]),
      Buffer.from('ftypheic\0\0\0\0mif1heic', 'latin1'),
      Buffer.alloc(64),
    ]),
    svg: Buffer.from(svg),
    pdf: Buffer.from(`%PDF-1.7\n${'1 0 obj\n<<>>\nendobj\n'.repeat(9)}`),
    zip: Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), Buffer.alloc(100)]),
  };
  return Object.entries(made).map(([name, bytes]) => ({ name, bytes }));
}
