import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from './until.ts';

let count = 0;
const virtualTexts = new Map<string, string>();
const virtualChanged = new vscode.EventEmitter<vscode.Uri>();
const virtualScheme = 'kapture-host-test';

before(() => {
  const registered = vscode.workspace.registerTextDocumentContentProvider(virtualScheme, {
    onDidChange: virtualChanged.event,
    provideTextDocumentContent: (uri) => virtualTexts.get(uri.toString()) ?? '',
  });
  after(() => void registered.dispose());
});

/** A kind of document: how to open one and how to change its text. */
export interface DocumentKind {
  readonly open: (suffix: string, text: string) => Promise<vscode.TextDocument>;
  readonly write: (document: vscode.TextDocument, text: string) => Promise<void>;
}

/**
 * The kinds of document that a request can be in. Each one is opened in a tab, because VS Code warns only about
 * documents with one. Every name is new.
 */
export const documentKinds = {
  saved: {
    open: async (suffix, text) => {
      const uri = vscode.Uri.joinPath(workspaceFolder(), `request-${++count}${suffix}`);
      await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
      return showDocument(uri);
    },
    write: edit,
  },
  untitled: {
    open: async (suffix, text) => {
      const uri = vscode.Uri.joinPath(workspaceFolder(), `draft-${++count}${suffix}`).with({ scheme: 'untitled' });
      const document = await showDocument(uri);
      await edit(document, text);
      return document;
    },
    write: edit,
  },
  virtual: {
    open: async (suffix, text) => {
      const uri = vscode.Uri.from({ scheme: virtualScheme, path: `/virtual-${++count}${suffix}` });
      virtualTexts.set(uri.toString(), text);
      return showDocument(uri);
    },
    write: async (document, text) => {
      virtualTexts.set(document.uri.toString(), text);
      virtualChanged.fire(document.uri);
      await until(
        'the new text of the virtual document',
        vscode.workspace.onDidChangeTextDocument as vscode.Event<never>,
        () => document.getText() === text,
      );
    },
  },
} as const satisfies Record<string, DocumentKind>;

export type DocumentKindName = keyof typeof documentKinds;
export const documentKindNames = Object.keys(documentKinds) as DocumentKindName[];

export function workspaceFolder(): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'a folder is open');
  return folder.uri;
}

/** Opens an untitled document in an editor. `|` in the text sets the cursor; two of them set a selection. */
export async function openInEditor(suffix: string, marked: string): Promise<vscode.TextEditor> {
  const {
    text,
    positions: [start = 0, end = start],
  } = readMarks(marked);
  const document = await documentKinds.untitled.open(suffix, text);
  const editor = await vscode.window.showTextDocument(document);
  editor.selection = new vscode.Selection(document.positionAt(start), document.positionAt(end));
  return editor;
}

/** Removes each `|` from a text and returns their offsets. */
export function readMarks(marked: string): { readonly text: string; readonly positions: readonly number[] } {
  const parts = marked.split('|');
  const positions: number[] = [];
  for (const part of parts.slice(0, -1)) positions.push((positions.at(-1) ?? 0) + part.length);
  return { text: parts.join(''), positions };
}

/** The diagnostics of a document, as soon as `areWanted` accepts them. */
export async function diagnosticsOf(
  document: vscode.TextDocument,
  what: string,
  areWanted: (messages: readonly string[], diagnostics: readonly vscode.Diagnostic[]) => boolean,
): Promise<readonly vscode.Diagnostic[]> {
  const present = (): readonly vscode.Diagnostic[] => vscode.languages.getDiagnostics(document.uri);
  const messages = (): string[] => present().map(({ message }) => message);
  try {
    return await until(
      what,
      vscode.languages.onDidChangeDiagnostics as vscode.Event<never>,
      () => areWanted(messages(), present()) && present(),
    );
  } catch (error) {
    throw new Error(
      `${error instanceof Error ? error.message : String(error)} Diagnostics: ${JSON.stringify(messages())}`,
    );
  }
}

/** The commands of a document's code lenses; `plainTitle` removes the icons of their titles. */
export async function lensesOf(uri: vscode.Uri): Promise<readonly vscode.Command[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri);
  return lenses.flatMap(({ command }) => (command ? [command] : []));
}

/** The Markdown of the hovers at a position, joined by line breaks. */
export async function hoversAt(uri: vscode.Uri, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, position);
  return hovers
    .flatMap(({ contents }) => contents.map((content) => (typeof content === 'string' ? content : content.value)))
    .join('\n');
}

/** The title of a code lens without its icon. */
export function plainTitle({ title }: vscode.Command): string {
  return title.replace(/^\$\([\w~-]+\)\u00a0?\s*/, '');
}

/** The document of a visible editor that has this scheme, or undefined. */
export function shownDocument(scheme: string): vscode.TextDocument | undefined {
  return vscode.window.visibleTextEditors.map(({ document }) => document).findLast(({ uri }) => uri.scheme === scheme);
}

async function showDocument(uri: vscode.Uri): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { preview: false });
  return document;
}

async function edit(document: vscode.TextDocument, text: string): Promise<void> {
  const all = new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length));
  const change = new vscode.WorkspaceEdit();
  change.replace(document.uri, all, text);
  assert.ok(await vscode.workspace.applyEdit(change), `the text of ${document.uri.path} is changed`);
}

/** The notes of an edited customer: the hover of the comment below its fields, without escapes. */
export async function notesBelow(document: vscode.TextDocument): Promise<string> {
  const position = document.positionAt(document.getText().lastIndexOf('\n// ') + 1);
  return (await hoversAt(document.uri, position)).replace(/\\(?=[^a-z\s])/gi, '');
}
