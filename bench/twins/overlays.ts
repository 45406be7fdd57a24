import { type Edit, edit } from './edit.ts';
import type { Random } from './random.ts';

type Drawing = (width: number, height: number, random: Random) => string;

const overlay = (name: string, drawing: Drawing): Edit =>
  edit(name, (image, { width, height }, random) =>
    image.composite([
      {
        input: Buffer.from(
          `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${drawing(width, height, random)}</svg>`,
        ),
      },
    ]),
  );

/** A ring with a bar, `size` of the width, `opacity` strong, in one of the corners. */
const logo =
  (size: number, opacity: number): Drawing =>
  (width, height, random) => {
    const s = size * width;
    const margin = random.between(0.01, 0.04) * width;
    const left = random.pick([margin, width - s - margin]);
    const top = random.pick([margin, height - s - margin]);
    return `<g opacity="${opacity}" transform="translate(${left} ${top}) scale(${s / 100})">
    <circle cx="50" cy="50" r="40" fill="none" stroke="white" stroke-width="12"/><rect x="20" y="44" width="60" height="12" fill="white"/>
    <circle cx="50" cy="50" r="48" fill="none" stroke="black" stroke-width="3"/></g>`;
  };

const text =
  (words: string, size: number, opacity: number): Drawing =>
  (width, height, random) => {
    const x = width * random.between(0.02, 0.5);
    const y = height * random.pick([random.between(0.04, 0.1), random.between(0.9, 0.97)]);
    return `<text x="${x}" y="${y}" font-family="sans-serif" font-size="${size * width}" fill="${random.pick(['white', 'black', '#ffd54a'])}" opacity="${opacity}">${words}</text>`;
  };

/** Faint words across the whole picture, as stock agencies put them. */
const tiled: Drawing = (width, height) => {
  const lines = [0.2, 0.45, 0.7, 0.95].map(
    (y, i) =>
      `<text x="${(0.05 + 0.1 * (i % 2)) * width}" y="${y * height}" font-family="sans-serif" font-size="${0.05 * width}" fill="white" opacity="0.2">SAMPLE SAMPLE SAMPLE SAMPLE</text>`,
  );
  return lines.join('');
};

const vignette: Drawing = (width, height) =>
  `<defs><radialGradient id="v" r="0.75"><stop offset="0.5" stop-opacity="0"/><stop offset="1" stop-opacity="0.45"/></radialGradient></defs><rect width="${width}" height="${height}" fill="url(#v)"/>`;

const glow: Drawing = (width, height, random) =>
  `<defs><radialGradient id="g"><stop offset="0" stop-color="white" stop-opacity="0.25"/><stop offset="1" stop-color="white" stop-opacity="0"/></radialGradient></defs><ellipse cx="${width * random.between(0.2, 0.8)}" cy="${height * random.between(0.2, 0.8)}" rx="${width * 0.15}" ry="${width * 0.15}" fill="url(#g)"/>`;

const frame: Drawing = (width, height) =>
  `<rect width="${width}" height="${height}" fill="none" stroke="white" stroke-width="${0.02 * width}"/>`;

/** What is drawn over a picture. */
export const overlays = (): readonly Edit[] => [
  overlay('logo 5 %, half opaque', logo(0.05, 0.5)),
  overlay('logo 3 %, opaque', logo(0.03, 0.9)),
  overlay('logo 4 %, 60 %', logo(0.04, 0.6)),
  overlay('line of text', text('© 2026 A. Photographer — all rights reserved', 0.018, 0.8)),
  overlay('short text', text('@ana.photo', 0.02, 0.7)),
  overlay('short text, faint', text('@ana.photo', 0.016, 0.35)),
  overlay('logo 3 %, faint', logo(0.03, 0.35)),
  overlay('watermark all over, faint', tiled),
  overlay('vignette', vignette),
  overlay('local glow', glow),
  overlay('frame', frame),
];
