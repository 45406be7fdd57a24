import { Readable } from 'node:stream';
import { readMultipart } from './multipart.ts';

const headers = { 'content-type': 'multipart/form-data; boundary=b' };
const fileOf = (name: string, bytes: string) =>
  `--b\r\nContent-Disposition: form-data; name="${name}"; filename="p.jpg"\r\n\r\n${bytes}`;
const aTurn = () => new Promise((resolve) => setTimeout(resolve, 10));

describe('a form that ends too early, after its file was refused, harms nobody', () => {
  test.each([
    ['another field', fileOf('other', 'x'.repeat(500)), 'invalid-request'],
    ['no photo', fileOf('photo', 'x'.repeat(200_000)), 'unsupported-format'],
    ['a file that begins well', fileOf('photo', `\xff\xd8\xff${'x'.repeat(500)}`), 'invalid-request'],
    ['a file that is too large', fileOf('photo', `\xff\xd8\xff${'x'.repeat(3e6)}`), 'photo-too-large'],
  ])('%s', async (_, form, code) => {
    const body = Readable.from([Buffer.from(form, 'latin1')], { objectMode: false });
    await expect(readMultipart(body, headers, 1e6)).rejects.toMatchObject({ code });
    await aTurn(); // an error that nobody listens to would end the process here
  });
});
