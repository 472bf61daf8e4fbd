import type { Settings } from './quietSettings.ts';

/** A VS Code whose extension host runs tests. */
export interface VscodeHost {
  /** The name of the host to print, such as `VS Code 1.139.1, served`. */
  readonly name: string;
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
  /** Printed before each line of the tests. */
  label?: string;
}

const limitMs = 30 * 60_000;

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
  private readonly label: string;

  constructor(label = '') {
    this.label = label;
  }

  take(text: string): void {
    const ours = text.indexOf(testLineMark);
    if (text.includes(testsEndedMark)) {
      this.ended = true;
    } else if (ours >= 0) {
      console.log(this.label + text.slice(ours + testLineMark.length));
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

/** Awaits the end of the tests, up to half an hour. If they do not end properly, prints the output of VS Code. */
export async function resultOf(ended: Promise<number>, output: TestOutput): Promise<number> {
  const { promise: exceeded, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error(`The tests in the extension host had not ended after ${limitMs / 60_000} minutes.`)),
    limitMs,
  );
  try {
    return output.verdict(await Promise.race([ended, exceeded]));
  } catch (error) {
    output.explain();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Removes lines that VS Code always prints here: errors about native modules, which are never built, and about the
 * network.
 */
export function withoutNoise(lines: readonly string[]): string[] {
  let inNoise = false;
  return lines
    .flatMap((line) => line.split('\n'))
    .filter((line) => {
      if (
        /Could not locate the bindings file|Cannot find module '.*(\.node|watchdog)|ENOTFOUND|ServiceWorker/.test(line)
      ) {
        inNoise = true;
      } else if (!/^\s|^[}\]]|^- |^Require stack/.test(line)) {
        inNoise = false;
      }
      return !inNoise && line.trim() !== '';
    });
}
