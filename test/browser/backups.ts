import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Workbench } from './harness.ts';

/** Until VS Code has written down an unsaved text of a customer that contains this. The folder beside the workspace is its own. */
export async function backedUp(workbench: Workbench, text: string): Promise<void> {
  const folder = path.dirname(workbench.folder);
  await workbench.waitFor('VS Code having written down the text', async () => {
    for await (const file of glob('data/**/Backups/**/kapture/*', { cwd: folder })) {
      if ((await readFile(path.join(folder, file), 'utf8')).includes(text)) return true;
    }
    return false;
  });
}
