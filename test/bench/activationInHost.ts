import { writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';
import * as vscode from 'vscode';
import { testLineMark, testsEndedMark } from '../vscode/host.ts';

/** What one start of an extension host showed. Times in milliseconds. */
export interface HostReport {
  /** From asking for the activation to having it. */
  readonly ours: Activation;
  readonly empty: readonly Activation[];
  /** The files of our extension that its activation loaded as modules. */
  readonly loaded: readonly string[];
}

export interface Activation {
  readonly total: number;
  /** Of which: reading, compiling and running the modules. */
  readonly load: number;
  /** What this thread computed meanwhile, which other programs on the machine hardly change. */
  readonly cpu: number;
}

/** Runs in the extension host: activates an empty extension, ours, and another empty one, so that a drift falls out. */
export async function run(): Promise<void> {
  try {
    const ours = process.env['KAPTURE_BENCH_EXTENSION']!;
    watchLoading();
    await quiet();
    await timedActivation('kapture-bench.warm-up');
    const before = await timedActivation('kapture-bench.empty-before');
    const activation = await timedActivation(ours);
    const after = await timedActivation('kapture-bench.empty-after');
    const report: HostReport = { ours: activation, empty: [before, after], loaded: modulesUnder(vscode.extensions.getExtension(ours)!.extensionPath) };
    writeFileSync(process.env['KAPTURE_BENCH_REPORT']!, JSON.stringify(report));
  } catch (error) {
    for (const line of inspect(error).split('\n')) console.log(testLineMark + line);
    throw error;
  } finally {
    console.log(testsEndedMark);
  }
}

/** Until VS Code has done what it does at its start: asks the window something until it has answered at once many times in a row. */
export async function quiet(): Promise<void> {
  const limit = performance.now() + 30_000;
  for (let inARow = 0; inARow < 20;) {
    const asked = performance.now();
    await vscode.commands.executeCommand('setContext', 'kapture-bench', asked);
    const answered = performance.now();
    inARow = answered - asked < 8 ? inARow + 1 : 0;
    if (answered > limit) {
      console.log(`${testLineMark}  This machine is too busy: the window still is slow to answer. Measuring all the same.`);
      return;
    }
    await delay(50);
  }
}

async function timedActivation(id: string): Promise<Activation> {
  const extension = vscode.extensions.getExtension(id);
  if (!extension) throw new Error(`${id} is not installed.`);
  if (extension.isActive) throw new Error(`${id} was active before it was asked to be.`);
  const started = performance.now();
  const cpuStarted = process.threadCpuUsage();
  await extension.activate();
  const total = performance.now() - started;
  const { user, system } = process.threadCpuUsage(cpuStarted);
  return { total, load: loadTimes.get(extension.extensionPath) ?? 0, cpu: (user + system) / 1000 };
}

/** By the folder of an extension, how long its entry took to load, with all that it required. */
const loadTimes = new Map<string, number>();

/** What Node calls for each file that is required for the first time. */
interface LoadingModule {
  load: (this: LoadingModule, file: string) => void;
}

function watchLoading(): void {
  const modules = (Module as unknown as { prototype: LoadingModule }).prototype;
  const load = modules.load;
  modules.load = function (file) {
    const started = performance.now();
    load.call(this, file);
    const extension = vscode.extensions.all.find(({ extensionPath }) => file.startsWith(extensionPath));
    if (extension) loadTimes.set(extension.extensionPath, performance.now() - started);
  };
}

function modulesUnder(folder: string): string[] {
  return Object.keys(createRequire(__filename).cache).filter((file) => file.startsWith(folder));
}
