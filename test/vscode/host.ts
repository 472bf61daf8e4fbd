import { deferred } from './deferred.ts';
import type { Settings } from './quietSettings.ts';
import { withoutNoise } from './withoutNoise.ts';

/** A VS Code whose extension host runs tests. */
export interface VscodeHost {
  /** The name of the host to print, such as `VS Code 1.139.1, served`. */
  readonly name: string;
  /** Why this host was chosen. */
  readonly why: string;
  /** Runs the tests and prints their output. Resolves with 0 if all passed. Rejects if the host crashes or hangs. */
  runTests(options: HostRun): Promise<number>;
}

export interface HostRun {
  /** The folder with the manifest of the extension under test. */
  extensionDevelopmentPath: string;
  /** A CommonJS module that exports `run(): Promise<void>`. */
  extensionTestsPath: string;
  /** The folder to open: its path, or the URI of a virtual one. Undefined opens none. */
  workspace?: string | undefined;
  /** An empty folder, created by the caller, for everything that VS Code writes. */
  dataDir: string;
  /** User settings, in addition to `quietSettings`. */
  settings?: Settings;
  /** Environment variables of the extension host, in addition to ours. */
  env?: Record<string, string>;
  /** The time after which the run fails. Default: {@link defaultLimitMs}. */
  limitMs?: number;
}

export const defaultLimitMs = 60 * 60_000;

/** The prefix of each line that the tests print, which distinguishes it from VS Code's own output. */
export const testLineMark = '[host test] ';

/**
 * The last line that the tests print. Without it an exit code of 0 means nothing, because an extension host that
 * crashes reports 0 too.
 */
export const testsEndedMark = '[host tests ended]';

/**
 * Separates VS Code's output: lines of the tests are printed, and the last other lines are stored for a failure report.
 */
export class TestOutput {
  private readonly chatter: string[] = [];
  private ended = false;

  take(text: string): void {
    const ours = text.indexOf(testLineMark);
    if (text.includes(testsEndedMark)) {
      this.ended = true;
    } else if (ours >= 0) {
      console.log(text.slice(ours + testLineMark.length));
    } else {
      this.chatter.push(text);
      this.chatter.splice(0, this.chatter.length - 300);
    }
  }

  /** The exit code, if the tests have ended. */
  verdict(code: number): number {
    if (!this.ended) {
      throw new Error(`The extension host ended before the tests had ended (it reported ${code}).`);
    }
    return code;
  }

  /** Prints the last other lines of VS Code's output. */
  explain(): void {
    const output = withoutNoise(this.chatter).slice(-15);
    if (output.length > 0) {
      console.error(`Last output of VS Code:\n    ${output.join('\n    ')}`);
    }
  }
}

/** Rejects with `sentence` after `ms`, unless `cancel` is called first. */
export function timeLimit(ms: number, sentence: string): { exceeded: Promise<never>; cancel: () => void } {
  const limit = deferred<never>();
  const timer = setTimeout(() => limit.reject(new Error(sentence)), ms);
  limit.promise.catch(() => undefined); // prevents an unhandled rejection if no one awaits it yet
  return { exceeded: limit.promise, cancel: () => clearTimeout(timer) };
}
