import { homedir } from 'node:os';
import path from 'node:path';
import { Uri, type Memento } from 'vscode';
import { fileExists } from './fileExists.ts';

const folderKey = 'lastExportFolder';

/**
 * The folder to propose for a file with data of customers: the one that was used last, or else the user's. In the
 * workspace folder, it might be committed. `state` is shared by all windows.
 */
export async function exportFolder(state: Memento): Promise<Uri> {
  const last = state.get<string>(folderKey);
  const folder = last === undefined ? undefined : Uri.file(last);
  return folder && (await fileExists(folder)) ? folder : Uri.file(homedir());
}

/** Remembers the folder of a file for {@link exportFolder}. */
export async function keepExportFolder(state: Memento, file: Uri): Promise<void> {
  await state.update(folderKey, path.dirname(file.fsPath));
}
