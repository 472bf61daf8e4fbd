import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A child process whose whole tree ends with us. */
export interface OwnedProcess {
  readonly pid: number;
  /** Resolves when the process itself has ended. Never rejects. */
  readonly ended: Promise<Ending>;
  /** Calls `listener` with every line that the process prints from now on. */
  onLine(listener: (line: string, from: 'stdout' | 'stderr') => void): void;
  /** The last lines that it printed, for a failure report. */
  recentLines(): string[];
  /** Ends the process and all that it started: asks first, kills after `graceMs`. Safe to call twice. */
  stop(graceMs?: number): Promise<void>;
}

export interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** True if we had asked it to stop. */
  asked: boolean;
}

const keptLines = 200;

/**
 * Starts a process in a group of its own, so that stopping it reaches its grandchildren too (a VS Code server forks
 * extension hosts and watchers) and a Ctrl+C in the terminal reaches us alone: we then end our children in order.
 */
export async function startOwned(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<OwnedProcess> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  let asked = false;
  const ended = new Promise<Ending>((resolve) =>
    child.once('exit', (code, signal) => resolve({ code, signal, asked })),
  );
  const recent: string[] = [];
  const listeners = new Set<(line: string, from: 'stdout' | 'stderr') => void>();
  for (const from of ['stdout', 'stderr'] as const) {
    const stream = child[from];
    if (stream) {
      createInterface({ input: stream }).on('line', (line) => {
        recent.push(line);
        recent.splice(0, recent.length - keptLines);
        listeners.forEach((listener) => listener(line, from));
      });
    }
  }
  await once(child, 'spawn');
  const disown = own({ stop: () => stop(), kill: () => signalTree(child, 'SIGKILL') });

  async function stop(graceMs = 3000): Promise<void> {
    asked = true;
    signalTree(child, 'SIGTERM');
    const killer = setTimeout(() => signalTree(child, 'SIGKILL'), graceMs);
    await ended;
    clearTimeout(killer);
    // The leader is gone; what it forked and left behind in its group goes too.
    signalTree(child, 'SIGKILL');
    disown();
  }

  return {
    pid: child.pid!,
    ended,
    onLine: (listener) => void listeners.add(listener),
    recentLines: () => [...recent],
    stop,
  };
}

/** Something that has to end before this process does. */
interface Owned {
  stop(): Promise<void>;
  /** The last resort, when the event loop is over: must be synchronous. */
  kill?(): void;
}

const owned = new Set<Owned>();

/** Has `thing` stopped when this process ends, however that comes. Returns a function that gives the duty back. */
export function own(thing: Owned): () => void {
  watchForTheEnd();
  owned.add(thing);
  return () => void owned.delete(thing);
}

/** Stops all that is owned, the youngest first. */
export async function stopOwned(): Promise<void> {
  for (const thing of [...owned].reverse()) {
    await thing.stop().catch((error: unknown) => console.error(error));
    owned.delete(thing);
  }
}

let watching = false;

function watchForTheEnd(): void {
  if (watching) {
    return;
  }
  watching = true;
  const signals: [NodeJS.Signals, number][] = [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ];
  let ending = false;
  for (const [signal, exitCode] of signals) {
    process.on(signal, () => {
      if (ending) {
        process.exit(exitCode); // a second Ctrl+C: no more patience, the exit handler kills
      }
      ending = true;
      void stopOwned().finally(() => process.exit(exitCode));
    });
  }
  process.on('exit', () => owned.forEach((thing) => thing.kill?.()));
}

function signalTree(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) {
    return;
  }
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // the group has ended already
  }
}

/** How a process ended, for a sentence: `exit code 3`, `SIGKILL`. */
export function endingText({ code, signal }: Ending): string {
  return signal ?? `exit code ${code}`;
}
