import * as vscode from 'vscode';
import { testSuffix } from '../../kapture/payloadTests/testCase.ts';
import { findFiles } from '../shared/documents/files.ts';
import { testLanguage } from '../shared/ids.ts';
import { oneDetail, oneLabel } from '../shared/texts/plainText.ts';

/** Further files are not offered, so that the list opens quickly. */
const maxFiles = 500;

/** Asks for a test file of the workspace or an open draft. Without any, the answer is a new file. */
export async function askTestFile(title: string): Promise<vscode.Uri | 'new' | undefined> {
  const files = await findFiles(`**/*${testSuffix}`, (name) => name.endsWith(testSuffix), maxFiles);
  const drafts = vscode.workspace.textDocuments
    .filter(({ languageId, isUntitled }) => languageId === testLanguage && isUntitled)
    .map(({ uri }) => uri);
  const all = [...drafts, ...files.toSorted((one, other) => (one.path < other.path ? -1 : 1))];
  if (!all.length) return 'new';
  const items = all.map((uri) => {
    const path = vscode.workspace.asRelativePath(uri);
    const name = path.slice(path.lastIndexOf('/') + 1);
    const folder = path.slice(0, -name.length - 1);
    const description = uri.scheme === 'untitled' ? vscode.l10n.t('unsaved') : oneDetail(folder);
    return { label: oneLabel(name), description, uri };
  });
  const created = { label: `$(add) ${vscode.l10n.t('New File')}`, description: '', uri: 'new' as const };
  const picked = await vscode.window.showQuickPick([...items, created], {
    title,
    placeHolder: vscode.l10n.t('Select a payload test file'),
  });
  return picked?.uri;
}
