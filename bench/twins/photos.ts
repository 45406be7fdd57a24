import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import sharp from 'sharp';

/** Debian packages (bookworm, main) that hold photographs, and which of their pictures to take: renders and screenshots are hard cases. */
export const PACKAGES: Readonly<Record<string, RegExp>> = {
  'cimg-doc': /postcard7[5-8]/,
  darknet: /data\/.*\.jpg/,
  'digikam-data': /body-background/,
  'forensics-samples-files': /original-files\/pic\d\/IMG/,
  'fvwm-crystal': /wallpapers\//,
  'gimp-help-en': /tone-mapping\/(power-lines|apple-orchard-truck-from-camera|with-bilateral)/,
  'gnome-backgrounds': /backgrounds\//,
  'hugin-data': /GrandCentral|CA_/,
  'lomiri-wallpapers-16.04': /backgrounds\//,
  'lomiri-wallpapers-20.04': /backgrounds\//,
  'lxqt-themes': /wallpapers\//,
  'mate-backgrounds': /backgrounds\//,
  'opencv-doc': /\.(jpe?g)$|graf\d|basketball|stanford/i,
  'palapeli-data': /collection\//,
  'plasma-workspace-wallpapers': /contents\/images/,
  'python-matplotlib-data': /sample_data\//,
  'python3-skimage': /data\//,
  'python3-sklearn': /images\//,
  'qtdeclarative5-examples': /niagara/,
  'stellarium-data': /mulapin\/.*\.jpg|Wien.*\.jpg|Farnese_Globe|Louvre|moon_4k/,
  'tuxpaint-data': /templates\//,
  'ukui-wallpapers': /backgrounds\//,
};

/** Taken with a camera; the rest of the set is renders, figures and screenshots. */
const PHOTOGRAPH =
  /cimg-doc|darknet|digikam|gimp-help|hugin|niagara|tuxpaint|forensics|lomiri.*backgrounds\/(?!umang|Fossa|Infinite|analog)|mate\/nature|palapeli|sklearn|skimage\/data\/(?!logo|hubble)|examples\/(data|text)\/|lxqt.*(Butterfly|Valendas|rain|appleflower|butterfly|cloud|drop|flowers|fog|not-windows)|2560x1600\.jpg|Louvre|Farnese|MulApin/;

/** `tuning`: seen while the limits were chosen. `further`: added after that. */
export type PhotoSet = 'tuning' | 'held-out' | 'further';

export interface Photo {
  name: string;
  path: string;
  width: number;
  height: number;
  hasAlpha: boolean;
  photograph: boolean;
  set: PhotoSet;
}

/** Below this long side a picture is never taken for a twin, so it is no use here. */
const SMALLEST = 640;
const PICTURE = /\.(jpe?g|png|webp|tiff?)$/i;
const SMALLEST_FILE = 40_000;
const SIZE_IN_NAME = /[-_]?\d{3,4}x\d{3,4}/;

/** Downloads the packages once and unpacks them, without installing anything. Needs Debian's apt-get and dpkg. */
export const fetchPackages = (cache: string): string => {
  const debs = join(cache, 'deb');
  const files = join(cache, 'files');
  mkdirSync(debs, { recursive: true });
  for (const name of Object.keys(PACKAGES)) {
    const target = join(files, name);
    if (existsSync(target)) continue;
    execFileSync('apt-get', ['download', '-qq', name], { cwd: debs, stdio: ['ignore', 'ignore', 'pipe'] });
    const deb = readdirSync(debs).find((file) => file.startsWith(`${name}_`));
    if (deb === undefined) throw new Error(`apt-get downloaded no ${name}`);
    mkdirSync(`${target}.part`, { recursive: true });
    execFileSync('dpkg', ['-x', join(debs, deb), `${target}.part`]);
    renameSync(`${target}.part`, target);
  }
  return files;
};

const wanted = (path: string): boolean => {
  const [packageName = '', ...rest] = path.split('/');
  return PACKAGES[packageName]?.test(rest.join('/')) ?? true;
};

const packageOf = (folder: string, path: string): string => relative(folder, path).split('/')[0] ?? '';

const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && PICTURE.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => wanted(relative(folder, path)) && statSync(path).size >= SMALLEST_FILE)
    .sort();

/** Several sizes of one picture in one folder, and equal names in different folders, are one photo: the largest file stays. */
const largestOfEach = (paths: string[], folder: string): string[] => {
  const best = new Map<string, string>();
  for (const path of paths) {
    const name = basename(path).replace(SIZE_IN_NAME, '');
    const key = name.startsWith('.') ? join(dirname(path), name) : join(packageOf(folder, path), name);
    const known = best.get(key);
    if (known === undefined || statSync(known).size < statSync(path).size) best.set(key, path);
  }
  return [...best.values()];
};

const isOpaque = async (path: string, hasAlpha: boolean): Promise<boolean> =>
  !hasAlpha || (await sharp(path).stats()).isOpaque;

/** Whole packages were kept aside while the limits were chosen, but for one picture that slipped in. */
const HELD_OUT: ReadonlySet<string> = new Set([
  'darknet',
  'forensics-samples-files',
  'mate-backgrounds',
  'palapeli-data',
  'python3-skimage',
  'python3-sklearn',
  'stellarium-data',
]);
const SLIPPED_IN = /MulApin/;
const FURTHER: ReadonlySet<string> = new Set([
  'cimg-doc',
  'digikam-data',
  'gimp-help-en',
  'hugin-data',
  'qtdeclarative5-examples',
  'tuxpaint-data',
]);

const setOf = (packageName: string, name: string): PhotoSet => {
  if (FURTHER.has(packageName)) return 'further';
  return HELD_OUT.has(packageName) && !SLIPPED_IN.test(name) ? 'held-out' : 'tuning';
};

/** Every usable picture under a folder, in a stable order. */
export const listPhotos = async (folder: string): Promise<Photo[]> => {
  const sized: Photo[] = [];
  for (const path of largestOfEach(filesUnder(folder), folder)) {
    const metadata = await sharp(path)
      .metadata()
      .catch(() => undefined);
    if (metadata === undefined) continue;
    const { width, height } = metadata.autoOrient;
    if (Math.max(width, height) < SMALLEST || Math.min(width, height) < SMALLEST / 4) continue;
    const name = relative(folder, path);
    const photograph = packageOf(folder, path) in PACKAGES ? PHOTOGRAPH.test(name) : true;
    const set = setOf(packageOf(folder, path), name);
    sized.push({ name, path, width, height, set, hasAlpha: metadata.hasAlpha, photograph });
  }
  const opaque = await Promise.all(sized.map(({ path, hasAlpha }) => isOpaque(path, hasAlpha)));
  return sized.filter((_, i) => opaque[i]);
};
