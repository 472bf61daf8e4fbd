import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A child process that ends with this process, including all of its descendants. */
export interface OwnedProcess {
  readonly pid: number;
  /** Resolves when the process itself has ended. Never rejects. */
  readonly ended: Promise<Ending>;
  /** Calls `listener` with every line that is printed from now on. */
  onLine(listener: (line: string, from: 'stdout' | 'stderr') => void): void;
  /** The last lines that were printed, for a failure report. */
  recentLines(): string[];
  /** Ends the process and its descendants: with SIGTERM, then with SIGKILL after `graceMs`. May be called twice. */
  stop(graceMs?: number): Promise<void>;
}

export interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Whether we had stopped it. */
  wasStopped: boolean;
}

const keptLines = 200;

/**
 * Starts a process in its own group, so that stopping it also ends its descendants (a VS Code server starts extension
 * hosts and watchers), and Ctrl+C in the terminal reaches only this process, which then ends its children in order.
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
  let wasStopped = false;
  const ended = new Promise<Ending>((resolve) =>
    child.once('exit', (code, signal) => resolve({ code, signal, wasStopped })),
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
    wasStopped = true;
    signalTree(child, 'SIGTERM');
    const killer = setTimeout(() => signalTree(child, 'SIGKILL'), graceMs);
    await ended;
    clearTimeout(killer);
    // The leader of the group has ended. Processes that it left in the group are ended too.
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

/** Something that must end before this process does. */
interface Owned {
  stop(): Promise<void>;
  /** The last resort, in the exit handler. Must be synchronous. */
  kill?(): void;
}

const owned = new Set<Owned>();

/** Stops `thing` when this process ends, for any reason. Returns a function that cancels this. */
export function own(thing: Owned): () => void {
  watchForTheEnd();
  owned.add(thing);
  return () => void owned.delete(thing);
}

/** Stops everything that is owned, the newest first. */
export async function stopOwned(): Promise<void> {
  for (const thing of [...owned].reverse()) {
    await thing.stop().catch((error: unknown) => console.error(error));
    owned.delete(thing);
  }
}

/**
 * `npm` sends a signal to a shell between npm and this process, which may end without passing it on. This process then
 * ends too.
 */
export function endWithOurParent(): void {
  const parent = process.ppid;
  let isEnding = false;
  const watch = setInterval(() => {
    // A second signal would end this process before everything else has ended.
    if (process.ppid !== parent && !isEnding) {
      isEnding = true;
      process.kill(process.pid, 'SIGTERM');
    }
  }, 500);
  own({ stop: () => Promise.resolve(clearInterval(watch)) });
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
        process.exit(exitCode); // This is a second Ctrl+C: the exit handler kills everything.
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
    // The group has already ended.
  }
}

/** How a process ended, such as `exit code 3` or `SIGKILL`. */
export function endingText({ code, signal }: Ending): string {
  return signal ?? `exit code ${code}`;
}
