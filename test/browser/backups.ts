import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Workbench } from './harness.ts';

/**
 * Waits until VS Code has backed up an unsaved customer document that contains this text. The folder beside the
 * workspace belongs to this run alone.
 */
export async function backedUp(workbench: Workbench, text: string): Promise<void> {
  const folder = path.dirname(workbench.folder);
  await workbench.waitFor('the backup of the text', async () => {
    for await (const file of glob('data/**/Backups/**/kapture/*', { cwd: folder })) {
      if ((await readFile(path.join(folder, file), 'utf8')).includes(text)) return true;
    }
    return false;
  });
}

/**
 * Waits until VS Code has saved its tabs with this one in front. It saves them every few seconds, and a reload does not
 * wait for it.
 */
export async function tabWrittenDown(workbench: Workbench, name: string): Promise<void> {
  const find = `(async () => {
    for (const { name } of await indexedDB.databases()) {
      if (!name.startsWith('vscode-web-state-db-')) continue;
      const open = indexedDB.open(name);
      await new Promise((resolve) => (open.onsuccess = resolve));
      const items = open.result.transaction('ItemTable').objectStore('ItemTable').getAll();
      await new Promise((resolve) => (items.onsuccess = resolve));
      open.result.close();
      for (const item of items.result) {
        const part = typeof item === 'string' && item.includes('editorpart.state') && JSON.parse(item)['editorpart.state'];
        const group = part && JSON.stringify(part.serializedGrid);
        if (group && group.includes(${JSON.stringify(name)}) && isInFront(part.serializedGrid.root)) return true;
      }
    }
    return false;
    function isInFront({ data }) {
      if (Array.isArray(data)) return data.some(isInFront);
      return JSON.stringify(data.editors[data.mru[0]]).includes(${JSON.stringify(name)});
    }
  })()`;
  await workbench.waitFor('the saved tabs', () => workbench.page.evaluate<boolean>(find));
}
