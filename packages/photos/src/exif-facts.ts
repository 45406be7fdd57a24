import type { ExifFacts } from '@jmj/contracts';
import ExifReader from 'exifreader';

/** The tags that are decoded; everything else, GPS first of all, is stepped over. CIPA DC-008-2023 §4.6.5. */
const WANTED_TAGS = [
  'Make',
  'Model',
  'LensModel',
  'ISOSpeedRatings',
  'FNumber',
  'ExposureTime',
  'FocalLength',
];

/** A JPEG cannot carry more (one APP1 segment, CIPA DC-008-2023 §4.7.2); more is not worth parsing. */
const MAX_EXIF_BYTES = 65_536;
const MAX_TEXT_LENGTH = 80;

type Tag = { computed?: unknown } | undefined;

function text(tag: Tag): string | undefined {
  if (typeof tag?.computed !== 'string') return undefined;
  const clean = tag.computed
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029\ufffd]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return clean === '' ? undefined : clean.slice(0, MAX_TEXT_LENGTH).trimEnd();
}

function numberUpTo(most: number, tag: Tag): number | undefined {
  const value: unknown = Array.isArray(tag?.computed) ? tag.computed[0] : tag?.computed;
  return typeof value === 'number' && value > 0 && value <= most ? value : undefined;
}

/** Make and model as one name; most models already begin with their make. */
function cameraName(make: string | undefined, model: string | undefined): string | undefined {
  if (!make || !model) return model ?? make;
  const name = model.toLowerCase().startsWith(make.toLowerCase()) ? model : `${make} ${model}`;
  return name.slice(0, MAX_TEXT_LENGTH).trimEnd();
}

function present(facts: { [K in keyof ExifFacts]: ExifFacts[K] | undefined }): ExifFacts | undefined {
  const known = Object.entries(facts).filter(([, value]) => value !== undefined);
  return known.length === 0 ? undefined : Object.fromEntries(known);
}

/**
 * Facts of an EXIF block (`Exif\0\0` and a TIFF structure, as sharp hands it out). Texts are bounded to 80 characters
 * without control characters. A block that is broken, or larger than a JPEG can carry, gives no facts.
 */
export function readExifFacts(block: Uint8Array | undefined): ExifFacts | undefined {
  if (!block || block.length > MAX_EXIF_BYTES) return undefined;
  try {
    const prefix = Buffer.from(block.subarray(0, 6)).toString('latin1') === 'Exif\0\0' ? 6 : 0;
    const { exif } = ExifReader.load(Buffer.from(block.subarray(prefix)), {
      expanded: true,
      computed: true,
      includeTags: { exif: WANTED_TAGS },
    });
    return present({
      camera: cameraName(text(exif?.Make), text(exif?.Model)),
      lens: text(exif?.LensModel),
      iso: numberUpTo(10_000_000, exif?.ISOSpeedRatings),
      aperture: numberUpTo(1_000, exif?.FNumber),
      shutterSeconds: numberUpTo(86_400, exif?.ExposureTime),
      focalLength: numberUpTo(100_000, exif?.FocalLength),
    });
  } catch {
    return undefined;
  }
}
