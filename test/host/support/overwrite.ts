import { closeSync, openSync, writeSync } from 'node:fs';

/**
 * Overwrites a file that another thread has open, without truncating it: SQLite maps a file to memory, and the process
 * ends if that file is shorter for a moment.
 */
export function overwrite(path: string, text: string): void {
  const file = openSync(path, 'r+');
  try {
    writeSync(file, text, 0);
  } finally {
    closeSync(file);
  }
}
