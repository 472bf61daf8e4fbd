import Module from 'node:module';
import * as vscode from 'vscode';
import { measureInHost } from './measureInHost.ts';
import { quiet } from './quiet.ts';

/** The activations in one start of an extension host. Times in milliseconds. */
export interface HostReport {
  /** The activation of our extension. */
  readonly ours: Activation;
  readonly empty: readonly Activation[];
}

export interface Activation {
  readonly total: number;
  /** The part that reads, compiles and runs the modules. */
  readonly load: number;
  /** Processor time of this thread, which other programs on the machine hardly influence. */
  readonly cpu: number;
}

/** Runs in the extension host: activates our extension between two empty ones, so that drift cancels out. */
export async function run(): Promise<void> {
  await measureInHost(async (): Promise<HostReport> => {
    const ours = process.env['KAPTURE_BENCH_EXTENSION']!;
    watchLoading();
    await quiet();
    await timedActivation('kapture-bench.warm-up');
    const before = await timedActivation('kapture-bench.empty-before');
    const activation = await timedActivation(ours);
    const after = await timedActivation('kapture-bench.empty-after');
    return {
      ours: activation,
      empty: [before, after],
    };
  });
}

async function timedActivation(id: string): Promise<Activation> {
  const extension = vscode.extensions.getExtension(id);
  if (!extension) throw new Error(`${id} is not installed.`);
  if (extension.isActive) throw new Error(`${id} was already active.`);
  const started = performance.now();
  const cpuStarted = process.threadCpuUsage();
  await extension.activate();
  const total = performance.now() - started;
  const { user, system } = process.threadCpuUsage(cpuStarted);
  return { total, load: loadTimes.get(extension.extensionPath) ?? 0, cpu: (user + system) / 1000 };
}

/** How long an extension's entry point took to load, including the modules that it requires, by extension folder. */
const loadTimes = new Map<string, number>();

/** Node calls this for each file that is required for the first time. */
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
