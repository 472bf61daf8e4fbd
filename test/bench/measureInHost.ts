import { writeFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { testLineMark, testsEndedMark } from '../vscode/host.ts';

/** Runs in an extension host: writes the result of `measure` for {@link reportOfHost}, and prints an error. */
export async function measureInHost(measure: () => Promise<unknown>): Promise<void> {
  try {
    writeFileSync(process.env['KAPTURE_BENCH_REPORT']!, JSON.stringify(await measure()));
  } catch (error) {
    for (const line of inspect(error).split('\n')) console.log(testLineMark + line);
    throw error;
  } finally {
    console.log(testsEndedMark);
  }
}
