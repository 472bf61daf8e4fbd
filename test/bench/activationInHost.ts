import * as vscode from 'vscode';
import { measureInHost, quiet } from './inHost.ts';

/** The activations in one start of an extension host. Times in milliseconds. */
export interface HostReport {
  /** The activation of our extension. */
  readonly ours: Activation;
  readonly empty: readonly Activation[];
}

interface Activation {
  readonly total: number;
  /** Processor time of this thread, which other programs on the machine hardly influence. */
  readonly cpu: number;
}

/** Runs in the extension host: activates our extension between two empty ones, so that drift cancels out. */
export async function run(): Promise<void> {
  await measureInHost(async (): Promise<HostReport> => {
    await quiet();
    await timedActivation('kapture-bench.warm-up');
    const before = await timedActivation('kapture-bench.empty-before');
    const ours = await timedActivation(process.env['KAPTURE_BENCH_EXTENSION']!);
    const after = await timedActivation('kapture-bench.empty-after');
    return { ours, empty: [before, after] };
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
  return { total, cpu: (user + system) / 1000 };
}
