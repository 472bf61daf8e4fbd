import { deferred } from './deferred.ts';
import type { Settings } from './quietSettings.ts';
import { withoutNoise } from './withoutNoise.ts';

/** A VS Code whose extension host runs tests. */
export interface VscodeHost {
  /** What runs, for a reader: `VS Code 1.139.1, served`. */
  readonly name: string;
  /** Why this one and not the other. */
  readonly why: string;
  /** Runs the tests, printing what they print. Resolves with 0 if all passed; a host that crashes or hangs rejects. */
  runTests(options: HostRun): Promise<number>;
}

export interface HostRun {
  /** The folder with the manifest of the extension under test. */
  extensionDevelopmentPath: string;
  /** A CommonJS module that exports `run(): Promise<void>`. */
  extensionTestsPath: string;
  /** The folder to open: its path, or the address of a virtual one. Left out, none is open. */
  workspace?: string | undefined;
  /** Holds all that VS Code writes; made by the caller, empty. */
  dataDir: string;
  /** User settings, on top of `quietSettings`. */
  settings?: Settings;
  /** Environment of the extension host, on top of ours. */
  env?: Record<string, string>;
  /** After this long without an end the run has failed. Default {@link defaultLimitMs}. */
  limitMs?: number;
}

export const defaultLimitMs = 30 * 60_000;

/** What the tests in the extension host print before each of their lines, to tell them from VS Code's own chatter. */
export const testLineMark = '[host test] ';

/** The last thing that they print. Without it an exit code of 0 means nothing: an extension host that dies reports 0 too. */
export const testsEndedMark = '[host tests ended]';

/** Sorts what VS Code prints: the tests' own lines go to the terminal, of the rest the last are kept for a failure report. */
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

  /** The exit code, if the tests really came to their end. */
  verdict(code: number): number {
    if (!this.ended) {
      throw new Error(`The extension host ended before the tests were through (it reported ${code}).`);
    }
    return code;
  }

  /** Prints what VS Code said last. */
  explain(): void {
    const said = withoutNoise(this.chatter).slice(-15);
    if (said.length > 0) {
      console.error(`VS Code said last:\n    ${said.join('\n    ')}`);
    }
  }
}

/** Rejects with `sentence` after `ms`, unless `cancel` is called first. */
export function timeLimit(ms: number, sentence: string): { exceeded: Promise<never>; cancel: () => void } {
  const limit = deferred<never>();
  const timer = setTimeout(() => limit.reject(new Error(sentence)), ms);
  limit.promise.catch(() => undefined); // nobody may be waiting yet
  return { exceeded: limit.promise, cancel: () => clearTimeout(timer) };
}
