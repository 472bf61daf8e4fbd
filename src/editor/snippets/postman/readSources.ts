import * as vscode from 'vscode';
import type { PostmanCollection, PostmanEnvironment } from '../../../kapture/postman/postmanCollection.ts';
import type { PostmanThread } from '../../../kapture/postman/postmanThread.ts';
import { maxPostmanLength, type PostmanReading } from '../../../kapture/postman/readPostman.ts';
import { showWarning } from '../../shared/questions/messages.ts';
import { megabytesText } from '../../shared/texts/megabytesText.ts';
import { oneDetail, oneLine } from '../../shared/texts/plainText.ts';

/** A collection to import, and the environments whose values it uses. */
export interface PostmanSources {
  readonly collection: PostmanCollection;
  readonly environments: readonly PostmanEnvironment[];
}

/**
 * Reads the collection on the clipboard, or files that the user selects: a collection and its environments. Undefined
 * if the user cancels, or if they cannot be read; the user has then been told.
 */
export async function readSources(thread: PostmanThread): Promise<PostmanSources | undefined> {
  const copied = await collectionOnClipboard(thread);
  const source = copied ? await askSource(copied) : 'files';
  if (source === undefined) return undefined;
  return source === 'files' ? readFiles(thread) : { collection: source, environments: [] };
}

async function collectionOnClipboard(thread: PostmanThread): Promise<PostmanCollection | undefined> {
  const text = await vscode.env.clipboard.readText();
  if (!/^\s*\{/.test(text) || !text.includes('"item"') || text.length > maxPostmanLength) return undefined;
  return (await thread.read(text)).collection;
}

async function askSource(copied: PostmanCollection): Promise<PostmanCollection | 'files' | undefined> {
  const items = [
    {
      label: `$(clippy) ${vscode.l10n.t('Collection on the Clipboard')}`,
      description: oneDetail(copied.name, 60),
      source: copied,
    },
    {
      label: `$(folder-opened) ${vscode.l10n.t('Files…')}`,
      detail: vscode.l10n.t('A collection, and its environment if it has one'),
      source: 'files' as const,
    },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Import Postman Collection'),
    placeHolder: vscode.l10n.t('Select what to import'),
  });
  return picked?.source;
}

async function readFiles(thread: PostmanThread): Promise<PostmanSources | undefined> {
  const files = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Import Postman Collection'),
    openLabel: vscode.l10n.t('Import'),
    canSelectMany: true,
    filters: { JSON: ['json'] },
  });
  const collections: PostmanCollection[] = [];
  const environments: PostmanEnvironment[] = [];
  for (const file of files ?? []) {
    const { collection, environment, problem } = await readFile(file, thread);
    if (problem) {
      void showWarning(explainPostmanProblem(problem, oneLine(file.path.split('/').at(-1) ?? '', 80)));
      return undefined;
    }
    if (collection) collections.push(collection);
    else environments.push(environment);
  }
  const [collection, another] = collections;
  if (!files) return undefined;
  if (!collection || another) {
    void showWarning(vscode.l10n.t('Select one collection, and its environments if it has any.'));
    return undefined;
  }
  return { collection, environments };
}

async function readFile(file: vscode.Uri, thread: PostmanThread): Promise<PostmanReading> {
  const { size } = await vscode.workspace.fs.stat(file);
  if (size > maxPostmanLength) return { problem: 'too-long' };
  return thread.read(new TextDecoder().decode(await vscode.workspace.fs.readFile(file)));
}

function explainPostmanProblem(problem: NonNullable<PostmanReading['problem']>, file: string): string {
  switch (problem) {
    case 'too-long':
      return vscode.l10n.t('{0} is larger than {1}.', file, megabytesText(maxPostmanLength));
    case 'not-json':
      return vscode.l10n.t('{0} is not JSON.', file);
    case 'old':
      return vscode.l10n.t('{0} is a collection in format 1. Export it from Postman in format 2.1.', file);
    case 'unknown':
      return vscode.l10n.t('{0} is not a Postman collection or environment.', file);
  }
}
