import * as vscode from 'vscode';

interface Entry extends vscode.FileStat {
  readonly content?: Uint8Array;
}

/**
 * An in-memory file system, as an extension for a remote file system provides one: reachable only through VS Code's
 * API, with no folder on disk.
 */
export class MemoryFiles implements vscode.FileSystemProvider {
  readonly #entries = new Map<string, Entry>([['/', folder()]]);
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #failing = new Set<string>();
  /** While this is true, every write fails. */
  isFull = false;
  /** Called just before a file is renamed: what another program does at that moment. */
  beforeRename: ((to: vscode.Uri) => void) | undefined;
  readonly onDidChangeFile = this.#changed.event;

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  stat(uri: vscode.Uri): Entry {
    const entry = this.#entries.get(uri.path);
    if (!entry) throw vscode.FileSystemError.FileNotFound(uri);
    return entry;
  }

  readDirectory(uri: vscode.Uri): [string, vscode.FileType][] {
    this.stat(uri);
    const start = uri.path === '/' ? '/' : `${uri.path}/`;
    return [...this.#entries]
      .filter(([path]) => path !== '/' && path.startsWith(start) && !path.slice(start.length).includes('/'))
      .map(([path, { type }]) => [path.slice(start.length), type]);
  }

  /** Makes reading a file fail until {@link recover}. */
  fail(uri: vscode.Uri): void {
    this.#failing.add(uri.path);
  }

  recover(uri: vscode.Uri): void {
    this.#failing.delete(uri.path);
  }

  readFile(uri: vscode.Uri): Uint8Array {
    if (this.#failing.has(uri.path)) throw vscode.FileSystemError.Unavailable(uri);
    const { content } = this.stat(uri);
    if (!content) throw vscode.FileSystemError.FileIsADirectory(uri);
    return content;
  }

  createDirectory(uri: vscode.Uri): void {
    this.#put(uri, folder());
  }

  writeFile(
    uri: vscode.Uri,
    content: Uint8Array,
    { create, overwrite }: { readonly create: boolean; readonly overwrite: boolean },
  ): void {
    const present = this.#entries.get(uri.path);
    if (this.isFull) {
      // A full disk does the same: it leaves an empty file.
      if (!present) this.#putFile(uri, new Uint8Array());
      throw vscode.FileSystemError.Unavailable('ENOSPC: no space left on device, write');
    }
    if (!present && !create) throw vscode.FileSystemError.FileNotFound(uri);
    if (present && create && !overwrite) throw vscode.FileSystemError.FileExists(uri);
    this.#putFile(uri, content);
  }

  delete(uri: vscode.Uri): void {
    this.stat(uri);
    for (const path of this.#pathsAt(uri)) this.#entries.delete(path);
    this.#changed.fire([{ type: vscode.FileChangeType.Deleted, uri }]);
  }

  rename(from: vscode.Uri, to: vscode.Uri, { overwrite }: { readonly overwrite: boolean }): void {
    this.beforeRename?.(to);
    if (this.#entries.has(to.path) && !overwrite) throw vscode.FileSystemError.FileExists(to);
    for (const path of this.#pathsAt(from)) {
      this.#entries.set(to.path + path.slice(from.path.length), this.#entries.get(path)!);
      this.#entries.delete(path);
    }
    this.#changed.fire([
      { type: vscode.FileChangeType.Deleted, uri: from },
      { type: vscode.FileChangeType.Created, uri: to },
    ]);
  }

  /** Marks a file as a symbolic link. */
  linkTo(uri: vscode.Uri): void {
    const entry = this.stat(uri);
    this.#entries.set(uri.path, { ...entry, type: entry.type | vscode.FileType.SymbolicLink });
  }

  #putFile(uri: vscode.Uri, content: Uint8Array): void {
    const mtime = (this.#entries.get(uri.path)?.mtime ?? 0) + 1;
    this.#put(uri, { type: vscode.FileType.File, ctime: 0, mtime, size: content.byteLength, content });
  }

  #put(uri: vscode.Uri, entry: Entry): void {
    this.stat(vscode.Uri.joinPath(uri, '..'));
    const type = this.#entries.has(uri.path) ? vscode.FileChangeType.Changed : vscode.FileChangeType.Created;
    this.#entries.set(uri.path, entry);
    this.#changed.fire([{ type, uri }]);
  }

  #pathsAt({ path }: vscode.Uri): string[] {
    return [...this.#entries.keys()].filter((other) => other === path || other.startsWith(`${path}/`));
  }
}

function folder(): Entry {
  return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
}
