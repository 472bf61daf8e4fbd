import { mkdtempSync, readdirSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isProcessRunning } from '../../shared/isProcessRunning.ts';

/**
 * How long the folder of a window in another container is kept, because it is unknown whether that window still runs.
 * Milliseconds.
 */
const maximumAgeMs = 30 * 24 * 3600_000;

const prefix = 'kapture-customers-';
/** The process ID and its namespace, which folders of version 0.1 do not have. */
const namePattern = /^kapture-customers-(\d+)-(?:(\d+)-)?[^-]+$/;

/** Creates a temporary folder for this window. */
export function createSessionFolder(parent = tmpdir()): string {
  return mkdtempSync(join(parent, `${prefix}${process.pid}-${namespace()}-`));
}

/** Deletes the folders of windows that ended without cleaning up. */
export function removeStaleFolders(parent = tmpdir()): void {
  const own = namespace();
  for (const name of readdirSync(parent)) {
    const [, pid, other = own] = namePattern.exec(name) ?? [];
    if (pid === undefined) continue;
    const folder = join(parent, name);
    if (other === own ? !isProcessRunning(Number(pid)) : isOld(folder)) removeSessionFolder(folder);
  }
}

export function removeSessionFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // Windows cannot delete open files. The next window tries again.
  }
}

/**
 * Identifies the processes among which a process ID is unique. Containers that share a temporary folder have different
 * namespaces. Only Linux names them.
 */
function namespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid').replace(/\D/g, '') || '0';
  } catch {
    return '0';
  }
}

function isOld(folder: string): boolean {
  const changedAt = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
  return Date.now() - changedAt > maximumAgeMs;
}
