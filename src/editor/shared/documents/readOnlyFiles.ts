import { Disposable, FileSystemError, type FileSystemProvider, type Uri } from 'vscode';

type Files = Pick<FileSystemProvider, 'stat' | 'readFile'>;

/** A read-only file system without folders. `open` loads the files on first use. */
export function readOnlyFiles(
  open: (uri: Uri) => Promise<Files>,
  onDidChangeFile: FileSystemProvider['onDidChangeFile'] = () => new Disposable(() => undefined),
): FileSystemProvider {
  // VS Code never calls the writing methods of a read-only file system.
  const refuse = (uri: Uri): never => {
    throw FileSystemError.NoPermissions(uri);
  };
  return {
    onDidChangeFile,
    watch: () => new Disposable(() => undefined),
    stat: async (uri) => (await open(uri)).stat(uri),
    readFile: async (uri) => (await open(uri)).readFile(uri),
    readDirectory: () => [],
    writeFile: refuse,
    createDirectory: refuse,
    delete: refuse,
    rename: refuse,
  };
}
