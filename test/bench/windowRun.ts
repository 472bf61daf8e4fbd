import path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { addDays, todayIn } from '../../src/kapture/calendar.ts';
import { defaultTimeZone } from '../../src/kapture/timeZone.ts';
import { repositoryRoot } from '../vscode/cacheFolder.ts';
import { startWorkbench, type Workbench } from '../browser/harness.ts';
import { withBigReply } from './bigPull.ts';
import { startSandboxProcess } from './childProcesses.ts';
import { once } from './once.ts';
import { ourVsix } from './packaged.ts';

/** From a key that a user presses to the frame that shows what it brings, in milliseconds, each several times. */
export interface WindowReport {
  /** Enter in the last box of a pull of 100,000 customers, to the row of the first day. */
  readonly firstRow: number[];
  /** A filter typed, to the line that says how many it leaves. */
  readonly filter: number[];
  /** Enter on another order, to other days on top. */
  readonly sort: number[];
  /** Enter on another grouping, to its groups. */
  readonly group: number[];
  /** Enter on *Show Insights*, to the charts. */
  readonly insights: number[];
  /** Enter on *Send Request*, to the lines of a response of 50 MB, less what its bytes alone take on their way. */
  readonly response: number[];
}

const samples = 5;
const customers = 100_000;
/** The text of a record and of a frame is read in the page, which is compiled without the browser's types. */
const pane = `[...document.querySelectorAll('.pane')].find((pane) => pane.querySelector('.pane-header')?.textContent.startsWith('Customers'))`;
const hasRow = (test: string): string =>
  `[...(${pane}?.querySelectorAll('.monaco-list-row') ?? [])].some((row) => (${test})(row.getAttribute('aria-label') ?? ''))`;

/** Measured once for all figures of a run: in the packaged extension, in a window of a served VS Code. */
export const windowRun = once(async (): Promise<WindowReport> => {
  const sandbox = await startSandboxProcess(customers);
  try {
    return await withBigReply((url) => measure(sandbox.url, url), 22_000);
  } finally {
    await sandbox.stop();
  }
});

async function measure(sandboxUrl: string, replyUrl: string): Promise<WindowReport> {
  const running = await startWorkbench({
    workspace: path.join(repositoryRoot, 'test/demo'),
    vsix: await ourVsix(),
    settings: {
      'kapture.sandbox.port': Number(new URL(sandboxUrl).port),
      'kapture.connections': [{ name: 'Large', baseUrl: replyUrl, role: 'development' }],
      'kapture.defaultConnection': 'Sandbox',
      'kapture.maxReplyMegabytes': 500,
      'kapture.history.mode': 'off',
    },
  });
  try {
    const { workbench } = running;
    await workbench.page.setViewportSize({ width: 1440, height: 900 });
    workbench.page.on('console', (m) => { if (m.text().startsWith('PAINT')) console.error(m.text()); });
    await workbench.clickActivityBar('Kapture');
    const firstRow: number[] = [];
    // The first one loads what a pull needs.
    for (let sample = 0; sample <= 2; sample++) {
      if (sample) await clear(workbench);
      const ms = await pull(workbench);
      console.error(ms);
      if (sample) firstRow.push(ms);
      await ended(workbench);
    }
    const report: WindowReport = { firstRow, filter: [], sort: [], group: [], insights: [], response: [] };
    for (let sample = 0; sample < samples; sample++) {
      report.sort.push(await ordered(workbench, 'Kapture: Sort Customers By…', sample % 2 ? 'Newest First' : 'Oldest First'));
      report.group.push(await grouped(workbench, sample % 2 ? 'Day' : 'City', sample % 2 ? '\\d, 2' : '^Mumbai'));
    }
    return report;
  } finally {
    await running.stop();
  }
}

/** Resolves with the time from the next key to the frame in which `condition`, an expression of the page, is true. */
function painted(page: Page | Frame, condition: string): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('Nothing was painted in 20 s.')), 20000);
    let pressed;
    addEventListener('keydown', (event) => (pressed ??= event.timeStamp), { capture: true, once: true });
    const look = () => {
      if (pressed !== undefined && (${condition})) requestAnimationFrame(() => setTimeout(() => { console.log('PAINT', performance.timeOrigin+pressed, Date.now()); resolve(performance.now() - pressed); }));
      else requestAnimationFrame(look);
    };
    look();
  })`);
}

async function clear(workbench: Workbench): Promise<void> {
  await workbench.runCommand('Kapture: Clear Customers…');
  await workbench.dialog('Clear the pulled customers?').getByRole('button', { name: 'Clear', exact: true }).click();
  await workbench.page.locator('.monaco-dialog-box').waitFor({ state: 'detached' });
  console.error(await workbench.screenshot("bench-clear"));
  await workbench.page.waitForFunction(`!${hasRow('() => true')}`);
}

async function pull(workbench: Workbench): Promise<number> {
  const { quickInput, page } = workbench;
  const today = todayIn(defaultTimeZone);
  await workbench.runCommand('Kapture: Pull Customers by Date Range…');
  await quickInput.pick('Other dates…');
  await workbench.waitFor('the first box', async () => /First day/.test(await quickInput.message()));
  await quickInput.type(addDays(today, -125));
  await quickInput.accept();
  await workbench.waitFor('the second box', async () => /Last day/.test(await quickInput.message()));
  await quickInput.type(today);
  const shown = painted(page, hasRow(`(label) => / customers?$/.test(label)`));
  await quickInput.accept();
  return shown;
}

async function ended(workbench: Workbench): Promise<void> {
  await workbench.waitFor(
    'the end of the pull',
    async () =>
      (await workbench.page.locator('.pane .monaco-progress-container.active').count()) === 0,
    120_000,
  );
}

async function chosen(workbench: Workbench, command: string, label: string, condition: string): Promise<number> {
  const { quickInput, page } = workbench;
  await workbench.runCommand(command);
  await quickInput.row(label).waitFor();
  await quickInput.type(label);
  await quickInput.row(label).waitFor();
  const shown = painted(page, condition);
  await quickInput.accept();
  return shown;
}

async function ordered(workbench: Workbench, command: string, label: string): Promise<number> {
  const first = await workbench.page.evaluate<string>(`${pane}.querySelector('.monaco-list-row').getAttribute('aria-label')`);
  return chosen(
    workbench,
    command,
    label,
    `${pane}.querySelector('.monaco-list-row')?.getAttribute('aria-label') !== ${JSON.stringify(first)}`,
  );
}

function grouped(workbench: Workbench, label: string, group: string): Promise<number> {
  return chosen(workbench, 'Kapture: Group Customers By…', label, hasRow(`(label) => /${group}/.test(label)`));
}
