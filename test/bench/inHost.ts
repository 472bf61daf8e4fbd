import { writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';
import * as vscode from 'vscode';
import { testLineMark, testsEndedMark } from '../vscode/host.ts';

/** Runs in an extension host: writes the result of `measure` for `reportOfHost`, and prints an error. */
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

/**
 * Waits until VS Code has finished its startup work: sends a command to the window until it responds at once 20 times
 * in a row.
 */
export async function quiet(): Promise<void> {
  const limit = performance.now() + 30_000;
  for (let fastInARow = 0; fastInARow < 20;) {
    const sent = performance.now();
    await vscode.commands.executeCommand('setContext', 'kapture-bench', sent);
    const done = performance.now();
    fastInARow = done - sent < 8 ? fastInARow + 1 : 0;
    if (done > limit) {
      console.log(`${testLineMark}  This machine is busy: the window still responds slowly. Measuring nevertheless.`);
      return;
    }
    await delay(50);
  }
}
