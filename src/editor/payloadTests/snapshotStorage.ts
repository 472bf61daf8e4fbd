import * as vscode from 'vscode';
import { maxJsonLength } from '../../kapture/json/jsonLimits.ts';
import { snapshotFileOf } from '../../kapture/payloadTests/snapshots.ts';
import type { SnapshotStorage } from '../../kapture/payloadTests/storedSnapshots.ts';
import { fileExists } from '../shared/documents/fileExists.ts';
import { readText } from '../shared/documents/readText.ts';

/** The snapshot file beside a test file; undefined for an unsaved test file. */
export function snapshotStorage(tests: vscode.Uri): SnapshotStorage | undefined {
  if (tests.scheme === 'untitled') return undefined;
  const uri = tests.with({ path: snapshotFileOf(tests.path) });
  return {
    read: () => textOf(uri),
    write: async (text) => vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text)),
  };
}

async function textOf(uri: vscode.Uri): Promise<string> {
  if (!(await fileExists(uri))) return '';
  const { type } = await vscode.workspace.fs.stat(uri);
  if (type & vscode.FileType.SymbolicLink) throw new Error(vscode.l10n.t('The snapshot file is a symbolic link.'));
  const text = await readText(uri);
  if (text === undefined)
    throw new Error(vscode.l10n.t('The snapshot file is larger than {0} MB.', maxJsonLength / 1_000_000));
  return text;
}
