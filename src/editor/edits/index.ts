import * as vscode from 'vscode';
import type { Log } from '../shared/log.ts';
import { CustomerReader, type EditPorts } from './customerReader.ts';
import { EditActions } from './editActions.ts';
import { EditFiles } from './editFiles.ts';
import { editLenses } from './editTexts.ts';
import { bodyToSave } from './editedText.ts';
import { OpenCustomers } from './openCustomers.ts';
import { SaveLocks } from './saveLocks.ts';

/** The part of editing customers that is loaded on first use. */
export interface LoadedEdits {
  readonly files: EditFiles;
  readonly actions: EditActions;
  readonly lenses: (uri: vscode.Uri) => vscode.CodeLens[];
  /** See {@link bodyToSave}. */
  readonly bodyOf: (document: vscode.TextDocument) => Promise<string>;
}

export function loadEdits({ globalStorageUri }: vscode.ExtensionContext, ports: EditPorts, log: Log): LoadedEdits {
  const store = new OpenCustomers(vscode.Uri.joinPath(globalStorageUri, 'edits').fsPath, log);
  const reader = new CustomerReader(ports, log);
  const locks = new SaveLocks(vscode.Uri.joinPath(globalStorageUri, 'saves').fsPath);
  const files = new EditFiles(store, reader, ports, locks, log);
  return {
    files,
    actions: new EditActions(store, reader, files, ports, log),
    lenses: (uri) => editLenses(store, ports.targets, uri),
    bodyOf: (document) => bodyToSave(document, store, ports),
  };
}
