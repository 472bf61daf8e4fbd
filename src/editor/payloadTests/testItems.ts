import * as vscode from 'vscode';
import {
  testSuffix,
  hasSnapshot,
  type Place,
  type TestCase,
  type TestProblem,
} from '../../kapture/payloadTests/testCase.ts';
import { fileExists, findFiles, readText } from '../shared/documents/files.ts';
import { casesOfRows } from '../../kapture/payloadTests/dataRows.ts';
import { readTestFile, tooLongFile } from '../../kapture/payloadTests/readTestFile.ts';
import { DocumentQueue, isLongDocument } from '../shared/documents/documentChecks.ts';
import type { Log } from '../shared/log.ts';
import { readFileOfTests, uriOfTests } from './filesOfTests.ts';
import { oneLine } from '../shared/texts/plainText.ts';

/** The glob pattern of payload test files. */
export const testFiles = '**/*.kapture-test.json';

/** Finds up to `maxCount` test files in the workspace. */
export function findTestFiles(maxCount?: number): Promise<vscode.Uri[]> {
  return findFiles(testFiles, maxCount);
}

/** Whether a document can be run: a file or a draft, but not a document of source control or a diff. */
export function isTestFile({ scheme, path }: vscode.Uri): boolean {
  const isOurs =
    scheme === 'file' ||
    scheme === 'untitled' ||
    vscode.workspace.workspaceFolders?.some(({ uri }) => uri.scheme === scheme);
  return Boolean(isOurs) && path.endsWith(testSuffix);
}

/** The tag of cases and files with snapshots, which can also be run by the profile that updates snapshots. */
export const snapshotTag = new vscode.TestTag('snapshots');

/** A parsed test file, read from its editor if one is open. */
export interface TestFileContent {
  readonly uri: vscode.Uri;
  /** The cases to run. A case with data has an item, with an item for each row below it. */
  readonly cases: readonly { readonly item: vscode.TestItem; readonly testCase: TestCase }[];
  /** Problems that prevent the whole file from running. */
  readonly problems: readonly TestProblem[];
  /** Converts offsets to a range. */
  rangeOf(place: Place): vscode.Range;
}

/** The tree of the Test Explorer: files and their cases. It follows changes on disk and in editors. */
export class TestItems implements vscode.Disposable {
  readonly #controller: vscode.TestController;
  readonly #subscriptions: vscode.Disposable;
  readonly #read = new WeakSet<vscode.TestItem>();
  /** The data files and other test files that each test file uses. */
  readonly #usedFiles = new Map<string, ReadonlySet<string>>();

  constructor(controller: vscode.TestController, log: Log) {
    this.#controller = controller;
    const watcher = vscode.workspace.createFileSystemWatcher(testFiles);
    // If a folder is deleted, VS Code reports only the folder and not its files.
    const folders = vscode.workspace.createFileSystemWatcher('**', true, true, false);
    const changed = (uri: vscode.Uri): void => {
      if (isTestFile(uri)) this.#refresh(uri).catch((error: unknown) => log.error(`payload tests ${uri.path}`, error));
    };
    // A long file is only read when it is saved.
    const edited = new DocumentQueue((document) => {
      if (!isLongDocument(document)) changed(document.uri);
    });
    this.#subscriptions = vscode.Disposable.from(
      watcher,
      folders,
      folders.onDidDelete((uri) => this.#removeBelow(uri)),
      watcher.onDidCreate(changed),
      watcher.onDidChange(changed),
      // A file that was deleted and written again is reported as deleted late, so this looks at the disk too.
      watcher.onDidDelete(changed),
      vscode.workspace.onDidOpenTextDocument(({ uri }) => changed(uri)),
      edited,
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length && isTestFile(document.uri)) edited.enqueueAfterPause(document);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        edited.remove(document);
        if (document.uri.scheme === 'untitled') this.#remove(document.uri);
        else changed(document.uri);
      }),
    );
  }

  /**
   * Adds every test file of the workspace to the tree and removes deleted ones. Cases are read when they are needed.
   */
  async findAll(): Promise<void> {
    const known = this.files;
    const found = await findTestFiles();
    for (const uri of found) this.#itemOf(uri);
    const open = vscode.workspace.textDocuments.map(({ uri }) => uri).filter(isTestFile);
    const existing = new Set([...found, ...open].map(String));
    for (const { id } of known.filter((item) => !existing.has(item.id))) this.#controller.items.delete(id);
    await Promise.all(open.map((uri) => this.#refresh(uri)));
  }

  /** The file items of these items, which are files, cases or rows. */
  filesOf(items: Iterable<vscode.TestItem>): vscode.TestItem[] {
    return [...new Set([...items].map((item) => lineage(item).at(-1)!))];
  }

  /** Whether a test file has a case that uses this file. */
  isUsedFile(uri: vscode.Uri): boolean {
    return [...this.#usedFiles.values()].some((files) => files.has(uri.toString()));
  }

  get files(): vscode.TestItem[] {
    return [...this.#controller.items].map(([, item]) => item);
  }

  /** Reads a file. A case with an unchanged name keeps its item, and so its result. */
  async read(file: vscode.TestItem): Promise<TestFileContent> {
    const uri = file.uri!;
    const text = await textOf(uri);
    const { cases, problems } = text === undefined ? tooLongFile : readTestFile(text);
    // Nothing is awaited after this, so that two reads at a time use the same items.
    const rowsOf = await Promise.all(cases.map((one) => casesOfRows(one, (path) => readFileOfTests(uri, path))));
    const positionAt = positionsOf(text ?? '');
    const rangeOf = ({ offset, length }: Place): vscode.Range =>
      new vscode.Range(positionAt(offset), positionAt(offset + length));
    const counts = new Map<string, number>();
    const itemOf = (parent: vscode.TestItem, id: string, testCase: TestCase): vscode.TestItem => {
      const item = parent.children.get(id) ?? this.#controller.createTestItem(id, oneLine(testCase.name), uri);
      item.tags = tagsOf(testCase);
      item.range = rangeOf(testCase.place);
      item.sortText = String(testCase.row?.number ?? item.range.start.line).padStart(6, '0');
      return item;
    };
    const withItems = cases.map((testCase, index) => {
      const label = oneLine(testCase.name);
      const count = (counts.get(label) ?? 0) + 1;
      counts.set(label, count);
      const item = itemOf(file, `${count}#${label}`, testCase);
      const rows = rowsOf[index]!;
      const runnable = rows.map((one) => ({ item: one.row ? itemOf(item, one.name, one) : item, testCase: one }));
      item.children.replace(runnable.map((one) => one.item).filter((one) => one !== item));
      return { item, runnable };
    });
    const others = cases.flatMap(({ data, use }) => [data, use].map((each) => each && uriOfTests(uri, each.path)));
    this.#usedFiles.set(file.id, new Set(others.filter((each) => each !== undefined).map(String)));
    file.tags = cases.some(hasSnapshot) ? [snapshotTag] : [];
    file.children.replace(withItems.map(({ item }) => item));
    file.error =
      problems[0] && vscode.l10n.t('Line {0}: {1}', positionAt(problems[0].offset).line + 1, problems[0].message);
    this.#read.add(file);
    return { uri, cases: withItems.flatMap(({ runnable }) => runnable), problems, rangeOf };
  }

  /** Updates a changed file. Its cases are read only if they were read before or the file is open. */
  async #refresh(uri: vscode.Uri): Promise<void> {
    // This happens, for example, if the editor of a deleted file was closed.
    if (!documentOf(uri) && !(await fileExists(uri))) {
      this.#remove(uri);
      return;
    }
    const item = this.#itemOf(uri);
    if (this.#read.has(item) || documentOf(uri)) await this.read(item);
  }

  #itemOf(uri: vscode.Uri): vscode.TestItem {
    const id = uri.toString();
    const present = this.#controller.items.get(id);
    if (present) return present;
    const path = vscode.workspace.asRelativePath(uri);
    const name = path.slice(path.lastIndexOf('/') + 1);
    const item = this.#controller.createTestItem(id, name, uri);
    item.description =
      uri.scheme === 'untitled' ? vscode.l10n.t('unsaved') : path.slice(0, -name.length - 1) || undefined;
    item.canResolveChildren = true;
    this.#controller.items.add(item);
    return item;
  }

  #remove(uri: vscode.Uri): void {
    this.#usedFiles.delete(uri.toString());
    this.#controller.items.delete(uri.toString());
  }

  #removeBelow(folder: vscode.Uri): void {
    for (const { id } of this.files) if (id.startsWith(`${folder.toString()}/`)) this.#controller.items.delete(id);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}

/** An item and those above it, up to its file. */
export function lineage(item: vscode.TestItem): vscode.TestItem[] {
  return item.parent ? [item, ...lineage(item.parent)] : [item];
}

function tagsOf(testCase: TestCase): vscode.TestTag[] {
  const tags = (testCase.tags ?? []).map((tag) => new vscode.TestTag(tag));
  return hasSnapshot(testCase) ? [...tags, snapshotTag] : tags;
}

function documentOf(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
}

/** The text from the editor, or else from disk; empty for a deleted file, undefined for one that is too large. */
async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  const document = documentOf(uri);
  if (document) return document.getText();
  try {
    return await readText(uri);
  } catch {
    return '';
  }
}

/** Converts offsets to positions without opening a document. */
function positionsOf(text: string): (offset: number) => vscode.Position {
  const starts = [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map((match) => match.index + match[0].length)];
  return (offset) => {
    let [line, end] = [0, starts.length];
    while (end - line > 1) {
      const middle = (line + end) >> 1;
      if (starts[middle]! <= offset) line = middle;
      else end = middle;
    }
    return new vscode.Position(line, offset - starts[line]!);
  };
}
