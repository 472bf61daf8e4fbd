import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { startWorkbench, type Workbench } from '../browser/harness.ts';
import { runFolder } from '../vscode/cacheFolder.ts';
import { timing, type Figure } from './figure.ts';
import { ourVsix, startSandboxProcess } from './processes.ts';

export const figures: readonly Figure[] = [
  /** The longest task of the page while a plan of 100,000 rows is scrolled. */
  timing('plan.scroll.block', 50, scrolledPlan),
];

const samples = 5;
const planRows = 100_000;
const planFile = 'many.csv';
/** Wheel turns of a sample, each of about 24 rows. */
const turns = 40;

/** The longest task of each sample, in milliseconds, in the packaged extension in a window of a served VS Code. */
async function scrolledPlan(): Promise<number[]> {
  const sandbox = await startSandboxProcess();
  const workspace = await runFolder('bench-plan');
  await writeTable(path.join(workspace, planFile));
  const running = await startWorkbench({
    workspace,
    vsix: await ourVsix(),
    settings: {
      'kapture.sandbox.port': Number(new URL(sandbox.url).port),
      'kapture.defaultConnection': 'Sandbox',
      'kapture.history.mode': 'off',
    },
  });
  try {
    const { workbench } = running;
    const table = await openPlan(workbench);
    const blocked: number[] = [];
    for (let sample = 0; sample < samples; sample++) blocked.push(await longestBlock(workbench, table));
    return blocked;
  } catch (error) {
    console.error(`screenshot of the failure: ${await running.workbench.screenshot('failed-bench-plan')}`);
    throw error;
  } finally {
    await running.stop();
    await sandbox.stop();
  }
}

async function writeTable(table: string): Promise<void> {
  const file = createWriteStream(table);
  file.write('Name,Phone,City\n');
  for (let row = 0; row < planRows; row++) file.write(`Customer ${row},${9_000_000_000 + row},City ${row % 40}\n`);
  file.end();
  await finished(file);
}

/** Makes a plan of new customers, and returns the frame with its table. */
async function openPlan(workbench: Workbench): Promise<Frame> {
  await workbench.clickActivityBar('Kapture');
  await workbench.statusBarItem('Sandbox').waitFor();
  await workbench.runCommand('View: Show Explorer');
  await workbench.page.locator('.explorer-viewlet .monaco-list-row', { hasText: planFile }).click({ button: 'right' });
  await workbench.chooseFromMenu('Add or Update Customers from File…');
  await workbench.quickInput.pick('Make Plan');
  await workbench.webview().getByText('100,000').first().waitFor({ timeout: 600_000 });
  await workbench.webview().locator('.body .row').first().waitFor();
  const body = await workbench.webview().locator('.body').elementHandle();
  return (await body.ownerFrame())!;
}

/** Scrolls down with the wheel, then with Page Down, to the end and back. */
async function longestBlock(workbench: Workbench, table: Frame): Promise<number> {
  await table.locator('.body .row').first().click();
  return longestTask(workbench.page, async () => {
    for (let turn = 0; turn < turns; turn++) await workbench.page.mouse.wheel(0, 600);
    for (const key of ['PageDown', 'PageDown', 'PageDown', 'Control+End', 'PageUp', 'Control+Home'])
      await workbench.press(key);
    await table.locator('.body .row[aria-rowindex="2"]').waitFor();
  });
}

interface TraceEvent {
  readonly ph: string;
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly dur?: number;
  readonly args: { readonly name?: string };
}

/**
 * The longest task of a renderer's main thread while `action` runs, in milliseconds. Over 50 ms it is what the standard
 * calls a long task (https://www.w3.org/TR/longtasks-1/). Read from a trace: a timer in the page would also count the
 * other tasks that Chromium prefers to timers.
 */
async function longestTask(page: Page, action: () => Promise<void>): Promise<number> {
  const browser = page.context().browser()!;
  await browser.startTracing(page, { categories: ['toplevel'] });
  await action();
  const trace = await browser.stopTracing();
  const { traceEvents } = JSON.parse(trace.toString('utf8')) as { readonly traceEvents: readonly TraceEvent[] };
  const thread = ({ pid, tid }: TraceEvent): string => `${pid}/${tid}`;
  const renderers = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map((event) => thread(event)),
  );
  const tasks = traceEvents.filter(
    (event) => event.ph === 'X' && event.name === 'ThreadControllerImpl::RunTask' && renderers.has(thread(event)),
  );
  if (!tasks.length) throw new Error('The trace has no tasks.');
  return tasks.reduce((longest, { dur = 0 }) => Math.max(longest, dur), 0) / 1000;
}
