import * as vscode from 'vscode';
import { defaultFolder } from '../requestStore.ts';
import type { SavedRequests } from './ports.ts';

/** Where imported requests go. */
export interface Destination {
  readonly folder: vscode.Uri;
  /** Personal snippets have no folders. */
  readonly isPersonal: boolean;
}

/** Asks for the workspace folder, or Personal. Without a folder, Personal is the only place. */
export async function askDestination({ personal }: SavedRequests, count: string): Promise<Destination | undefined> {
  const items = [
    ...(vscode.workspace.workspaceFolders ?? []).map(({ uri, name }) => ({
      label: `$(folder) ${(vscode.workspace.workspaceFolders?.length ?? 0) > 1 ? `${name}/` : ''}${defaultFolder}/`,
      description: vscode.l10n.t('in this workspace, to share with Git'),
      destination: { folder: vscode.Uri.joinPath(uri, defaultFolder), isPersonal: false },
    })),
    {
      label: `$(account) ${vscode.l10n.t('Personal')}`,
      description: vscode.l10n.t('for you, in every workspace'),
      destination: { folder: personal.folder, isPersonal: true },
    },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Import Postman Collection'),
    placeHolder: vscode.l10n.t('Select a folder for the Kapture requests ({0})', count),
  });
  return picked?.destination;
}
