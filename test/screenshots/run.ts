import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { startSandbox } from '../../src/sandbox/index.ts';
import { startWorkbench } from '../browser/harness.ts';
import { repositoryRoot } from '../vscode/cacheFolder.ts';
import { pictures, tenant } from './pictures.ts';

/**
 * `npm run screenshots [-- name …]`: takes the pictures of the documents, of the packaged extension in VS Code in a
 * browser.
 */

/** Short lines and titles, because a picture is shown at the width of a page. */
const compactSettings = {
  'editor.minimap.enabled': false,
  'editor.fontSize': 12,
  'editor.hover.above': false,
  'workbench.editor.tabSizing': 'fixed',
  'workbench.editor.tabSizingFixedMaxWidth': 230,
  'files.autoSave': 'off',
};

const folder = path.join(repositoryRoot, 'docs', 'pictures');
await mkdir(folder, { recursive: true });
for (const name of process.argv.length > 2 ? process.argv.slice(2) : Object.keys(pictures)) {
  const picture = pictures[name];
  if (!picture) throw new Error(`There is no picture ${name}. The pictures are ${Object.keys(pictures).join(', ')}.`);
  const sandbox = await startSandbox();
  const running = await startWorkbench({
    pixelRatio: 2,
    workspace: path.join(repositoryRoot, 'test', 'demo'),
    settings: {
      'kapture.connections': [tenant],
      'kapture.defaultConnection': 'Sandbox',
      'kapture.sandbox.port': sandbox.port,
      ...compactSettings,
    },
  });
  try {
    const { workbench } = running;
    await workbench.page.setViewportSize({ width: picture.width, height: picture.height });
    await workbench.setTheme(picture.theme);
    await workbench.statusBarItem('Sandbox').waitFor();
    await picture.show(workbench, sandbox.url);
    // The picture is taken when two screenshots are equal, because nothing moves then.
    const clip = { x: 0, y: 0, width: picture.width, height: picture.croppedHeight ?? picture.height };
    let before: Buffer;
    let png = await workbench.page.screenshot({ animations: 'disabled', clip });
    do {
      before = png;
      await workbench.page.waitForTimeout(500);
      png = await workbench.page.screenshot({ animations: 'disabled', clip });
    } while (!png.equals(before));
    const webp = await webpOf(png, workbench.page.context());
    await writeFile(path.join(folder, `${name}.webp`), webp);
    console.log(`docs/pictures/${name}.webp  ${Math.round(webp.length / 1000)} kB`);
  } finally {
    await running.stop();
    await sandbox.close();
  }
}

/** A PNG as lossless WebP, converted by the browser. */
async function webpOf(png: Buffer, context: BrowserContext): Promise<Buffer> {
  const page = await context.newPage();
  try {
    // The script is a string, because tests are compiled without the DOM types.
    const url = await page.evaluate<string>(`(async () => {
      const image = new Image();
      image.src = 'data:image/png;base64,${png.toString('base64')}';
      await image.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [image.width, image.height];
      canvas.getContext('2d').drawImage(image, 0, 0);
      return canvas.toDataURL('image/webp', 1);
    })()`);
    return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
  } finally {
    await page.close();
  }
}
