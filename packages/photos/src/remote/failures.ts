import { Failure } from '@jmj/core';

/*
 * None of these tells what a name resolved to, nor quotes the address: both would be read by whoever asked, and the second may
 * hold personal data. For the same reasons they have no cause.
 */

export const refused = (message = 'Expected an address on the public internet'): Failure =>
  new Failure('image-url-refused', message);

export const unreachable = (
  message = 'The address does not answer as it should',
  options: { retryable?: boolean } = {},
): Failure => new Failure('image-url-unreachable', message, options);

export const tooLarge = (maxBytes: number): Failure =>
  new Failure('photo-too-large', `Expected a photo of at most ${maxBytes} bytes at this address`);

export const noPhoto = (message = 'Expected a JPEG, PNG, WebP, AVIF, GIF or TIFF photo at this address') =>
  new Failure('unsupported-format', message);
