import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { cacheFolder, filledOnce } from './cacheFolder.ts';
import { own, startOwned } from './ownedProcess.ts';

const installed = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

const quietFlags = [
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
];

/**
 * Starts a headless Chromium: the one at `CHROMIUM_PATH`, else an installed one, else the one in the npm package
 * `@sparticuz/chromium` (Linux x64). It ends with this process at the latest.
 */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, env } = await findChromium();
  const browser = await chromium.launch({
    executablePath,
    env: { ...process.env, ...env },
    args: quietFlags,
    // Chromium's sandbox does not work for root in a container. Only our own server is opened.
    chromiumSandbox: false,
    // Our own handlers stop the browser with everything else, in order.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  const disown = own({ stop: () => browser.close() });
  browser.on('disconnected', disown);
  return browser;
}

async function findChromium(): Promise<{ executablePath: string; env?: Record<string, string> }> {
  const named = process.env['CHROMIUM_PATH'];
  if (named) {
    if (!existsSync(named)) {
      throw new Error(`CHROMIUM_PATH is ${named}, which does not exist.`);
    }
    return { executablePath: named };
  }
  const found = installed.find((candidate) => existsSync(candidate));
  if (found) {
    return { executablePath: found };
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('No Chromium was found for the tests. Set CHROMIUM_PATH to one.');
  }
  const folder = await unpackChromium();
  return {
    executablePath: path.join(folder, 'chromium'),
    env: { LD_LIBRARY_PATH: path.join(folder, 'al2023', 'lib'), FONTCONFIG_FILE: await fontConfiguration(folder) },
  };
}

/**
 * Unpacks the browser of `@sparticuz/chromium` with the libraries that a minimal machine lacks (NSS, expat) and a font.
 * The package unpacks into the system's temporary folder, and unpacks its libraries only on a certain cloud runtime.
 * Therefore it runs in a separate process, with our folder as the temporary folder and the environment of that
 * runtime.
 */
async function unpackChromium(): Promise<string> {
  const manifest = createRequire(import.meta.url)
    .resolve('@sparticuz/chromium')
    .replace(/build[\\/]index\.js$/, 'package.json');
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
  return filledOnce(`chromium-${version}`, async (folder) => {
    const unpacking = await startOwned(
      process.execPath,
      ['--input-type=module', '-e', 'await (await import("@sparticuz/chromium")).default.executablePath()'],
      { cwd: path.dirname(cacheFolder), env: { ...process.env, TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' } },
    );
    const { code } = await unpacking.ended;
    await unpacking.stop();
    if (code !== 0 || !existsSync(path.join(folder, 'chromium'))) {
      throw new Error(`Chromium could not be unpacked:\n${unpacking.recentLines().join('\n')}`);
    }
    await addMonospaceFont(path.join(folder, 'fonts', 'fonts'));
  });
}

/** Code needs a monospace font, which the browser's package does not have. `dejavu-fonts-ttf` has one. */
async function addMonospaceFont(fonts: string): Promise<void> {
  const regular = createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSansMono.ttf');
  await mkdir(fonts, { recursive: true });
  for (const name of [
    'DejaVuSansMono.ttf',
    'DejaVuSansMono-Bold.ttf',
    'DejaVuSansMono-Oblique.ttf',
    'DejaVuSans.ttf',
  ]) {
    await cp(path.join(path.dirname(regular), name), path.join(fonts, name));
  }
}

/** The sandbox has customers with names in Devanagari, which would be rows of boxes without a font. */
const devanagariFont = '@expo-google-fonts/noto-sans-devanagari/400Regular/NotoSansDevanagari_400Regular.ttf';

/**
 * Limits the browser to the unpacked fonts and the Devanagari one, so that screenshots look the same on every machine.
 */
async function fontConfiguration(folder: string): Promise<string> {
  const file = path.join(folder, 'fonts.conf');
  const alias = (family: string, font: string) =>
    `<match target="pattern"><test name="family"><string>${family}</string></test><edit name="family" mode="prepend" binding="strong"><string>${font}</string></edit></match>`;
  const text = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<dir>${path.join(folder, 'fonts')}</dir>
<dir>${path.dirname(createRequire(import.meta.url).resolve(devanagariFont))}</dir>
<cachedir>${path.join(folder, 'fonts-cache')}</cachedir>
${alias('monospace', 'DejaVu Sans Mono')}
${alias('sans-serif', 'Open Sans')}
${alias('system-ui', 'Open Sans')}
</fontconfig>
`;
  if (!existsSync(file) || (await readFile(file, 'utf8')) !== text) {
    await writeFile(file, text);
  }
  return file;
}
