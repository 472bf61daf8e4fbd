import { existsSync } from 'node:fs';
import { downloadDesktopVscode } from './desktopDownload.ts';
import { desktopHost } from './desktopHost.ts';
import { canShowWindow } from './display.ts';
import type { VscodeHost } from './host.ts';
import { servedHost } from './servedHost.ts';

/**
 * Chooses where tests run: `KAPTURE_TEST_HOST=served` or `desktop` forces one, `VSCODE_PATH` is the path of a desktop
 * VS Code. Otherwise the desktop one if it can be downloaded quickly, else the served one, which needs only npm. Prints
 * the choice and the reason.
 */
export async function chooseHost(): Promise<VscodeHost> {
  const host = await choose();
  console.log(`Host: ${host.name} (${host.why})`);
  return host;
}

async function choose(): Promise<VscodeHost> {
  const forced = process.env['KAPTURE_TEST_HOST'];
  if (forced !== undefined && forced !== 'served' && forced !== 'desktop') {
    throw new Error(`KAPTURE_TEST_HOST is "${forced}". It must be "served" or "desktop".`);
  }
  if (forced === 'served') {
    return servedHost('set by KAPTURE_TEST_HOST');
  }
  const named = process.env['VSCODE_PATH'];
  if (named) {
    if (!existsSync(named)) {
      throw new Error(`VSCODE_PATH is ${named}, which does not exist.`);
    }
    return desktopHost(named, 'set by VSCODE_PATH');
  }
  if (!canShowWindow()) {
    if (forced === 'desktop') {
      throw new Error('KAPTURE_TEST_HOST requires a desktop VS Code, but there is no display and no xvfb-run.');
    }
    return servedHost('no display for a desktop VS Code');
  }
  const download = await downloadDesktopVscode();
  if ('executable' in download) {
    return desktopHost(download.executable, 'downloaded by @vscode/test-electron');
  }
  if (forced === 'desktop') {
    throw new Error(`KAPTURE_TEST_HOST requires a desktop VS Code, but ${download.failure}.`);
  }
  return servedHost(`no desktop VS Code: ${download.failure}`);
}
