import { access, constants } from 'node:fs/promises';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';

const PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];

/** A Chromium to drive: `CHROMIUM_PATH`, or where distributions put it. */
export async function findChromium(env: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  for (const path of [env.CHROMIUM_PATH, ...PATHS]) {
    if (path && (await isExecutable(path))) return path;
  }
  return undefined;
}

function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

export interface Look {
  phone?: boolean;
  colorScheme?: 'light' | 'dark';
  locale?: string;
}

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A headless browser with a profile of its own, which goes with it. */
export function launch(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, headless: true, args: ARGS });
}

/** A visitor: own storage, own screen (1280 × 800, or a phone's 390 × 844). */
export function visitor(browser: Browser, look: Look = {}): Promise<BrowserContext> {
  const { locale = 'en-GB', colorScheme = 'light', phone = false } = look;
  const screen = phone
    ? { viewport: { width: 390, height: 844 }, deviceScaleFactor: 3, isMobile: true, hasTouch: true }
    : { viewport: { width: 1280, height: 800 } };
  return browser.newContext({ locale, colorScheme, reducedMotion: 'reduce', ...screen });
}
