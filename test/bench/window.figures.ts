import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { addDays, todayIn, defaultTimeZone } from '../../src/kapture/dates/calendar.ts';
import { startWorkbench, type Workbench } from '../browser/harness.ts';
import { repositoryRoot } from '../vscode/cacheFolder.ts';
import { median, once, timing, type Figure } from './figure.ts';
import { ourVsix, startSandboxProcess, withBigResponse } from './processes.ts';

export const figures: readonly Figure[] = [
  timing('window.firstRow', 150, async () => (await windowRun()).firstRow),
  timing('window.sort', 200, async () => (await windowRun()).sort),
  timing('window.insights', 200, async () => (await windowRun()).insights),
  timing(
    'window.record',
    200,
    async () => (await windowRun()).record,
    median,
    async () => (await windowRun()).file,
  ),
  timing(
    'window.response',
    400,
    async () => (await windowRun()).response,
    median,
    async () => (await windowRun()).file,
  ),
];

/** From a key press to the frame that shows its result: samples in milliseconds. */
interface WindowReport {
  /** Enter in the last box of a pull of 100,000 customers, to the row of the first day. */
  readonly firstRow: number[];
  /** Enter on another sort order, to the rows with another day at the top. */
  readonly sort: number[];
  /** Enter on *Show Insights*, to the bars of its charts. */
  readonly insights: number[];
  /** A click on a customer, to its record. */
  readonly record: number[];
  /** Enter on *Send Request*, to the first part of a response of 50 MB, minus the transfer of all bytes. */
  readonly response: number[];
  /** VS Code alone: Enter on a file of 1 kB in Quick Open, to its text. */
  readonly file: number[];
}

const samples = 5;
/** The time limit of a sample in milliseconds. Pulling 100,000 customers takes the longest. */
const sampleLimitMs = 180_000;
const paintLimitMs = 20_000;
const customers = 100_000;
const largeRecords = 22_000;

/** Measures the packaged extension in a window of a served VS Code. Runs once for all figures. */
const windowRun = once(async (): Promise<WindowReport> => {
  const sandbox = await startSandboxProcess(customers);
  try {
    return await withBigResponse(largeRecords, 'customer', (url) => measure(sandbox.url, url));
  } finally {
    await sandbox.stop();
  }
});

async function measure(sandboxUrl: string, largeUrl: string): Promise<WindowReport> {
  const running = await startWorkbench({
    workspace: path.join(repositoryRoot, 'test/demo'),
    vsix: await ourVsix(),
    settings: {
      'kapture.sandbox.port': Number(new URL(sandboxUrl).port),
      'kapture.connections': [{ name: 'Large', baseUrl: largeUrl, role: 'development' }],
      'kapture.defaultConnection': 'Sandbox',
      'kapture.maxResponseMegabytes': 500,
      'kapture.history.mode': 'off',
    },
  });
  try {
    const window = new MeasuredWindow(running.workbench);
    await window.open();
    return {
      firstRow: await sampled('first row', () => window.firstRow()),
      sort: await sampled('sort', (sample) => window.sort(sample % 2 ? 'Newest first' : 'Oldest first')),
      insights: await sampled('insights', () =>
        window.page('Kapture: Show Insights', 'document.querySelector(".bar")'),
      ),
      record: await sampled('record', () => window.record()),
      file: await sampled('file', () => window.file()),
      response: await window.responses('Large', largeUrl),
    };
  } catch (error) {
    console.error(`screenshot of the failure: ${await running.workbench.screenshot('failed-bench-window')}`);
    throw error;
  } finally {
    await running.stop();
  }
}

/** Takes samples. The first one loads modules and is not counted. */
async function sampled(what: string, work: (sample: number) => Promise<number>): Promise<number[]> {
  const found: number[] = [];
  console.error(`  ${what}`);
  for (let sample = 0; sample <= samples; sample++)
    found.push(await limited(`${what}, sample ${sample}`, sampleLimitMs, work(sample)));
  return found.slice(1);
}

/** Rejects after `limitMs`, because Playwright's `evaluate` waits without a limit. */
async function limited<Result>(what: string, limitMs: number, work: Promise<Result>): Promise<Result> {
  const ended = new AbortController();
  const tooLong = delay(limitMs, undefined, { signal: ended.signal }).then(() => {
    throw new Error(`Not measured within ${limitMs / 1000} s: ${what}`);
  });
  try {
    return await Promise.race([work, tooLong]);
  } finally {
    ended.abort();
  }
}

/** Scripts for the page, because tests are compiled without the DOM types. */
const pane = `[...document.querySelectorAll('.pane')].find((pane) => pane.querySelector('.pane-header')?.textContent.startsWith('Customers'))`;
const firstRow = `${pane}?.querySelector('.monaco-list-row')?.getAttribute('aria-label')`;
const hasRow = (label: string): string =>
  `[...(${pane}?.querySelectorAll('.monaco-list-row') ?? [])].some((row) => /${label}/.test(row.getAttribute('aria-label')))`;

const editorHas = (text: string): string =>
  `[...document.querySelectorAll('.editor-instance .view-lines')].some(({ textContent }) => textContent.includes('${text}'))`;

/** Script for a frame: the time at which `condition` is painted, or undefined in the frames around a page. */
const paintedIn = (condition: string): string => `document.body?.dataset.vscodeThemeId && new Promise((resolve) => {
  const look = () => {
    if (${condition}) requestAnimationFrame(() => setTimeout(() => resolve(Date.now())));
    else requestAnimationFrame(look);
  };
  look();
})`;

class MeasuredWindow {
  readonly #workbench: Workbench;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  async open(): Promise<void> {
    const { page } = this.#workbench;
    await page.setViewportSize({ width: 1440, height: 900 });
    await this.#workbench.clickActivityBar('Kapture');
  }

  async firstRow(): Promise<number> {
    const { quickInput, page } = this.#workbench;
    if (await page.evaluate<boolean>(hasRow(' customers?$'))) await this.#clear();
    const today = todayIn(defaultTimeZone);
    await this.#workbench.runCommand('Kapture: Pull Customers by Date Range…');
    await quickInput.pick('Other dates…');
    await this.#workbench.waitFor('the first box', async () => /First day/.test(await quickInput.message()));
    await quickInput.type(addDays(today, -125));
    await quickInput.accept();
    await this.#workbench.waitFor('the second box', async () => /Last day/.test(await quickInput.message()));
    await quickInput.type(today);
    const ms = await this.#painted(hasRow(' customers?$'), () => quickInput.accept());
    await this.#workbench.waitFor(
      'the end of the pull',
      async () => (await page.locator('.pane .monaco-progress-container.active').count()) === 0,
      120_000,
    );
    return ms;
  }

  async #clear(): Promise<void> {
    const pulled = 'Pulled records and learned fields';
    await this.#choices('Kapture: Delete Stored Data…', pulled);
    await this.#workbench.quickInput.pick(pulled);
    await this.#workbench.press('Enter');
    await this.#workbench.answerDialog('Delete stored data?', 'Delete All');
    await this.#workbench.page.waitForFunction(`!${hasRow(' customers?$')}`);
  }

  async sort(label: string): Promise<number> {
    const before = await this.#workbench.page.evaluate<string>(firstRow);
    return this.#chosen('Kapture: Group and Sort Records…', label, `${firstRow} !== ${JSON.stringify(before)}`);
  }

  async #chosen(command: string, label: string, condition: string): Promise<number> {
    await this.#choices(command, label);
    return this.#painted(condition, () => this.#workbench.quickInput.accept());
  }

  /** Opens the list of a command and types the label of an entry. */
  async #choices(command: string, label: string): Promise<void> {
    const { quickInput } = this.#workbench;
    // On a busy machine, the closing Command Palette can take the focus from the list, which closes it.
    await this.#workbench.waitFor(`the choices of ${command}`, async () => {
      if (!(await quickInput.isShown())) await this.#workbench.runCommand(command);
      return (await quickInput.row(label).isVisible()) && quickInput.tryType(label);
    });
  }

  /** The time from a click on a customer to its record. */
  async record(): Promise<number> {
    const { page } = this.#workbench;
    await this.#workbench.runCommand('View: Close All Editors');
    const customers = page
      .locator('.pane')
      .filter({ has: page.locator('.pane-header').filter({ hasText: 'Customers' }) });
    const rows = customers.locator('.monaco-list-row');
    const day = rows.filter({ hasText: /^[A-Z][a-z]{2}, / }).first();
    if ((await day.getAttribute('aria-expanded')) !== 'true') await day.click();
    const customer = rows.and(page.locator('[aria-level="2"]')).first();
    await customer.waitFor();
    return this.#painted(editorHas('"name"'), () => customer.click());
  }

  async file(): Promise<number> {
    await this.#workbench.runCommand('View: Close All Editors');
    await this.#workbench.press('Control+P');
    await this.#workbench.quickInput.type('5 rejected.kapture-add.json');
    await this.#workbench.quickInput.row('5 rejected.kapture-add.json').waitFor();
    return this.#painted(editorHas('customer_name'), () => this.#workbench.quickInput.accept());
  }

  /** The time from Enter on a command that opens a page, to the frame of the page in which `condition` is true. */
  async page(command: string, condition: string): Promise<number> {
    const { page, quickInput } = this.#workbench;
    await this.#workbench.openCommandPalette();
    await quickInput.type(`>${command}`);
    await quickInput.row(command).waitFor();
    await page.evaluate(
      `addEventListener('keydown', () => (self.pressedAt = Date.now()), { capture: true, once: true })`,
    );
    await quickInput.accept();
    const from = await page.evaluate<number>('self.pressedAt');
    const at = await this.#paintedInFrame(command, condition);
    await this.#workbench.runCommand('View: Close All Editors');
    await page.locator('iframe.webview').first().waitFor({ state: 'detached' });
    return at - from;
  }

  /** Resolves to the time at which `condition` is painted in the frame of a page. */
  async #paintedInFrame(what: string, condition: string): Promise<number> {
    for (const end = Date.now() + paintLimitMs; Date.now() < end;) {
      for (const frame of this.#workbench.page.frames()) {
        // VS Code replaces frames while it loads a page.
        const painted = frame.evaluate<unknown>(paintedIn(condition)).catch(() => undefined);
        const at = await limited(what, paintLimitMs, painted);
        if (typeof at === 'number') return at;
      }
    }
    throw new Error(`${what}: no page within ${paintLimitMs / 1000} s`);
  }

  /**
   * The times for responses of 50 MB. The transfer of the bytes is measured separately and subtracted, because it
   * belongs to the server and the network.
   */
  async responses(connection: string, url: string): Promise<number[]> {
    const { quickInput } = this.#workbench;
    await this.#workbench.runCommand('View: Close All Editors');
    await this.#workbench.runCommand('Kapture: Select Connection…');
    await quickInput.pick(connection);
    await quickInput.gone();
    await this.#workbench.openFile('1 pull.kapture-pull.json');
    await this.#workbench.runCommand('Kapture: Send Request');
    await quickInput.pick('User name and password');
    await quickInput.type('kapdemo');
    await quickInput.accept();
    await this.#workbench.waitFor('the box for the password', async () => /Password/.test(await quickInput.message()));
    await quickInput.type('kap123');
    await quickInput.accept();
    await this.#workbench.anyCodeLens('success · HTTP 200').waitFor();
    const total = await sampled(`response of ${connection}`, () => this.document('Kapture: Send Request'));
    const network = await sampled(`transfer of ${connection}`, async () => {
      const from = performance.now();
      await (await fetch(url, { method: 'POST' })).arrayBuffer();
      return performance.now() - from;
    });
    return total.map((ms) => ms - median(network));
  }

  /** The time from Enter on a command, to the text of the document that it opens beside a request. */
  async document(command: string): Promise<number> {
    await this.#workbench.runCommand('View: Close All Editors');
    await this.#workbench.openFile('1 pull.kapture-pull.json');
    await this.#workbench.openCommandPalette();
    await this.#workbench.quickInput.type(`>${command}`);
    await this.#workbench.quickInput.row(command).waitFor();
    return this.#painted(editorHas('"message"'), () => this.#workbench.quickInput.accept());
  }

  /**
   * The time from the key or button press of `act` to the frame in which `condition`, an expression in the page, is
   * true.
   */
  async #painted(condition: string, act: () => Promise<void>): Promise<number> {
    const { page } = this.#workbench;
    await page.evaluate(`{
      let pressed;
      for (const act of ['keydown', 'pointerdown'])
        addEventListener(act, ({ timeStamp }) => (pressed ??= timeStamp), { capture: true, once: true });
      self.painted = new Promise((resolve, reject) => {
        setTimeout(() => reject(new Error('Not painted within 20 s: ' + ${JSON.stringify(condition)})), 20000);
        const look = () => {
          if (pressed !== undefined && (${condition}))
            requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - pressed)));
          else requestAnimationFrame(look);
        };
        look();
      });
      // evaluate() would await a returned promise.
      undefined;
    }`);
    await act();
    return page.evaluate<number>('self.painted');
  }
}
