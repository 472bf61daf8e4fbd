import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { hasDisplay } from './display.ts';
import { findOnPath } from './findOnPath.ts';
import { own, startOwned } from './ownedProcess.ts';

/** The path of the desktop VS Code's `code`, or undefined if it cannot show a window. */
export function findDesktopCode(): string | undefined {
  // In the terminal of a remote VS Code, `code` controls that window and opens no other.
  return hasDisplay() && !process.env['VSCODE_IPC_HOOK_CLI'] ? findOnPath('code') : undefined;
}

export interface DesktopWindow {
  extensionDevelopmentPaths: readonly string[];
  /** A separate folder, so that the instance is independent of the user's VS Code. */
  userDataDir: string;
  folder: string;
}

/** Opens a window with extensions under development. It is closed when this process ends. */
export async function openDesktopCode(code: string, window: DesktopWindow): Promise<{ ended: Promise<number> }> {
  const startedAt = Date.now();
  const waiting = await startOwned(
    code,
    [
      '--wait',
      '--new-window',
      ...window.extensionDevelopmentPaths.map((folder) => `--extensionDevelopmentPath=${folder}`),
      `--user-data-dir=${window.userDataDir}`,
      `--extensions-dir=${path.join(window.userDataDir, 'extensions')}`,
      '--disable-workspace-trust',
      '--skip-welcome',
      '--skip-release-notes',
      window.folder,
    ],
    { shell: process.platform === 'win32' },
  );
  own({ stop: () => closeInstance(window.userDataDir, startedAt) });
  return {
    ended: waiting.ended.then((ending) =>
      ending.wasStopped ? new Promise<never>(() => undefined) : (ending.code ?? 1),
    ),
  };
}

/**
 * Ends the VS Code that uses `userDataDir`. `code` starts it detached, so that ending `code` leaves it open, but it
 * writes its process id to `code.lock`. A lock older than `startedAt` was left by a VS Code that crashed, and its id
 * may belong to another process now.
 */
async function closeInstance(userDataDir: string, startedAt: number): Promise<void> {
  const lock = path.join(userDataDir, 'code.lock');
  const written = await stat(lock).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  if (written < startedAt) {
    return;
  }
  const pid = Number(await readFile(lock, 'utf8'));
  if (!Number.isInteger(pid) || pid <= 1) {
    return;
  }
  // It is not a child process, so nothing reports its end.
  for (let waited = 0; signal(pid, waited === 0 ? 'SIGTERM' : 0); waited += 100) {
    if (waited >= 5000) {
      signal(pid, 'SIGKILL');
      return;
    }
    await delay(100);
  }
}

/** False if the process no longer exists. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
