import { existsSync } from 'node:fs';
import { downloadDesktopVscode } from './desktopDownload.ts';
import { desktopHost } from './desktopHost.ts';
import { canShowWindow } from './display.ts';
import type { VscodeHost } from './host.ts';
import { servedHost } from './servedHost.ts';

/**
 * Where tests run: `KAPTURE_TEST_HOST=served` or `desktop` forces one, `VSCODE_PATH` names a desktop VS Code; else the desktop
 * one if it can be had quickly, else the served one, which needs nothing but npm. Prints which and why.
 */
export async function chooseHost(): Promise<VscodeHost> {
  const host = await choose();
  console.log(`Host: ${host.name} (${host.why})`);
  return host;
}

async function choose(): Promise<VscodeHost> {
  const forced = process.env['KAPTURE_TEST_HOST'];
  if (forced !== undefined && forced !== 'served' && forced !== 'desktop') {
    throw new Error(`KAPTURE_TEST_HOST is "${forced}"; it can be "served" or "desktop".`);
  }
  if (forced === 'served') {
    return servedHost('KAPTURE_TEST_HOST says so');
  }
  const named = process.env['VSCODE_PATH'];
  if (named) {
    if (!existsSync(named)) {
      throw new Error(`VSCODE_PATH names ${named}, which is not there.`);
    }
    return desktopHost(named, 'VSCODE_PATH names it');
  }
  if (!canShowWindow()) {
    if (forced === 'desktop') {
      throw new Error('KAPTURE_TEST_HOST asks for a desktop VS Code, but there is no display here and no xvfb-run.');
    }
    return servedHost('there is no display for a desktop one');
  }
  const download = await downloadDesktopVscode();
  if ('executable' in download) {
    return desktopHost(download.executable, 'fetched by @vscode/test-electron');
  }
  if (forced === 'desktop') {
    throw new Error(`KAPTURE_TEST_HOST asks for a desktop VS Code, but ${download.failure}.`);
  }
  return servedHost(`no desktop one: ${download.failure}`);
}
