import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, BrowserContext, FrameLocator, Locator, Page } from 'playwright-core';
import { launchBrowser } from '../vscode/browser.ts';
import { cacheFolder, exists, repositoryRoot, runFolder } from '../vscode/cacheFolder.ts';
import type { Settings } from '../vscode/quietSettings.ts';
import { installExtension, startServedVscode, userSettingsFile, type ServedVscode } from '../vscode/servedVscode.ts';
import { addLanguagePack } from './languagePack.ts';

export interface WorkbenchOptions {
  /** The folder to open; the tests get a copy of it. Left out, an empty folder is opened. */
  workspace?: string;
  /** The packaged extension. Default: `KAPTURE_VSIX`, else the one that `npm run package:test` makes. */
  vsix?: string;
  /** User settings, on top of `quietSettings`. */
  settings?: Settings;
  /** The user's own keys, as in `keybindings.json`. */
  keybindings?: readonly {
    readonly key: string;
    readonly command: string;
    readonly when?: string;
    readonly args?: unknown;
  }[];
  /** True has VS Code ask whether the folder is trusted, as on a first visit. */
  workspaceTrust?: boolean;
  /** What VS Code is to speak, such as `de`. Default: English. Its own texts stay English, for a test has no translation of them. */
  language?: string;
}

/** What a test file holds on to; usable once its `before` hooks have run. */
export interface WorkbenchFixture {
  readonly workbench: Workbench;
  /** Where VS Code has unpacked the extension, in a folder of its own. */
  readonly extensionsFolder: string;
}

/**
 * Gives the tests of the surrounding `describe` a VS Code with the packaged extension in it and a fresh browser context on it.
 * Options that need something that runs first come from a function. A failing test leaves a picture of its last moment in `.vscode-test/screenshots/`.
 */
export function useWorkbench(options: WorkbenchOptions | (() => Promise<WorkbenchOptions>) = {}): WorkbenchFixture {
  let running: RunningWorkbench | undefined;
  before(async function () {
    this.timeout(180_000); // a first run fetches VS Code
    running = await startWorkbench(typeof options === 'function' ? await options() : options);
  });
  beforeEach(function () {
    this.currentTest?.timeout(60_000);
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed' && running) {
      const name = this.currentTest
        .fullTitle()
        .replace(/[^\w-]+/g, '-')
        .slice(0, 100);
      const file = await running.workbench.screenshot(`failed-${name}`);
      console.log(`      the moment it failed: ${path.relative(repositoryRoot, file)}`);
    }
  });
  after(async function () {
    this.timeout(20_000);
    await running?.stop();
  });
  const started = (): RunningWorkbench => {
    if (!running) {
      throw new Error('The workbench is there only once the before hooks have run.');
    }
    return running;
  };
  return {
    get workbench() {
      return started().workbench;
    },
    get extensionsFolder() {
      return started().extensionsFolder;
    },
  };
}

export interface RunningWorkbench extends WorkbenchFixture {
  stop(): Promise<void>;
}

/** Starts all that a `Workbench` stands on. For tests `useWorkbench` is handier; a script that takes pictures uses this. */
export async function startWorkbench(options: WorkbenchOptions = {}): Promise<RunningWorkbench> {
  const vsix = await packagedExtension(options.vsix);
  const run = await runFolder('browser');
  const dataDir = path.join(run, 'data');
  const extensionsDir = path.join(run, 'extensions');
  const folder = path.join(run, path.basename(options.workspace ?? 'workspace'));
  await mkdir(folder);
  if (options.workspace) {
    await cp(options.workspace, folder, { recursive: true });
  }
  await installExtension(vsix, extensionsDir, dataDir);
  const { language, keybindings } = options;
  if (language) await addLanguagePack(dataDir, language);
  if (keybindings) {
    const file = path.join(path.dirname(userSettingsFile(dataDir)), 'keybindings.json');
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify(keybindings));
  }

  let vscode: ServedVscode | undefined;
  let browser: Browser | undefined;
  const stop = async () => {
    await browser?.close();
    await vscode?.stop();
  };
  try {
    [vscode, browser] = await Promise.all([
      startServedVscode({
        dataDir,
        extensionsDir,
        // dots for blanks in a selection would be read as text
        settings: { 'editor.renderWhitespace': 'none', ...options.settings },
        workspaceTrust: options.workspaceTrust,
        ...(language && { extraArgs: ['--locale', language] }),
      }),
      launchBrowser(),
    ]);
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const workbench = await Workbench.open(context, vscode.urlFor(folder), folder);
    return { workbench, extensionsFolder: extensionsDir, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function packagedExtension(vsix?: string): Promise<string> {
  const file = vsix ?? process.env['KAPTURE_VSIX'] ?? path.join(cacheFolder, 'kapture-crm.vsix');
  if (!(await exists(file))) {
    throw new Error(`There is no packaged extension at ${file}. "npm run package:test" makes one.`);
  }
  return file;
}

/** Names as the theme picker shows them, with the file that each is made of. */
export const themes = {
  'Light Modern': 'light_modern',
  'Dark Modern': 'dark_modern',
  'Dark High Contrast': 'hc_black',
  'Light High Contrast': 'hc_light',
} as const;

export type Theme = keyof typeof themes;

/** What we look at of the page's elements; the tests are compiled without the browser's types. */
interface DrawnLines {
  readonly children: Iterable<{ style: { top: string }; textContent: string | null }>;
}

const control = process.platform === 'darwin' ? 'Meta' : 'Control';

/**
 * VS Code as a person meets it: what is on the screen is found by its text, and acted upon with mouse and keys. Everything
 * waits for what it needs, up to 15 s. The functions that return a `Locator` leave the rest to Playwright
 * (`click()`, `waitFor()`, `textContent()`).
 */
export class Workbench {
  readonly quickInput: QuickInput;
  readonly page: Page;
  /** The copy of the workspace that is open. */
  readonly folder: string;

  private constructor(page: Page, folder: string) {
    this.page = page;
    this.folder = folder;
    this.quickInput = new QuickInput(page);
  }

  static async open(context: BrowserContext, url: string, folder: string): Promise<Workbench> {
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    await page.goto(url);
    const workbench = new Workbench(page, folder);
    await workbench.ready();
    return workbench;
  }

  /** Until VS Code itself says that all is drawn and the editors of last time are back. */
  async ready(): Promise<void> {
    await this.page.waitForFunction("performance.getEntriesByName('code/LifecyclePhase/Restored').length > 0");
    await this.page.locator('.monaco-workbench .statusbar .statusbar-item').first().waitFor();
  }

  /** Loads the page anew, as after an F5 in the browser: the extension starts again, and its state stays. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.ready();
  }

  // commands

  async openCommandPalette(): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.quickInput.shown();
  }

  /** Runs a command by what the palette shows, `Kapture: Send Request`. It may not have finished when this returns. */
  async runCommand(title: string): Promise<void> {
    await this.openCommandPalette();
    await this.quickInput.type(`>${title}`);
    await this.quickInput.pick(title);
  }

  // side bar

  /** Opens a view container by its name; leaves it open if it is. */
  async clickActivityBar(label: string): Promise<void> {
    const tab = this.page.locator('.activitybar').getByRole('tab', { name: label }).first();
    if ((await tab.getAttribute('aria-selected')) !== 'true') {
      await tab.click();
    }
  }

  /** A row of a tree in the side bar that has `text` in it. */
  treeItem(text: string | RegExp): Locator {
    return this.page.locator('.sidebar [role=treeitem]').filter({ hasText: text }).first();
  }

  /** Until a view's list has the focus, which a command that shows the view gives it a little later. */
  async listFocused(): Promise<void> {
    await this.page.locator('.pane-body .monaco-list:focus').waitFor();
  }

  /** Unfolds a row, if it is folded. */
  async expandTreeItem(text: string | RegExp): Promise<void> {
    const item = this.treeItem(text);
    if ((await item.getAttribute('aria-expanded')) === 'false') {
      await item.locator('.monaco-tl-twistie').click();
    }
  }

  // editor

  /** Opens a file of the workspace by its name, and waits for its text. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press(`${control}+P`);
    await this.quickInput.shown();
    await this.quickInput.type(name);
    await this.quickInput.pick(path.basename(name));
    await this.tab(path.basename(name)).waitFor();
    // Quick Open puts the focus into the editor.
    await this.editor().locator(':focus').waitFor({ state: 'attached' });
  }

  /** The tab with that name of the editor that is in front. */
  tab(name: string): Locator {
    return this.page.locator('.editor-group-container.active .tab.active').filter({ hasText: name }).first();
  }

  /** The text editor in front. */
  editor(): Locator {
    return this.page.locator('.editor-group-container.active .editor-instance .monaco-editor[role=code]').last();
  }

  /** Types at the cursor, key by key: brackets close and suggestions come up as they do for a person. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  async press(key: string): Promise<void> {
    await this.page.keyboard.press(key);
  }

  /** Gives the focus to the editor in front. A click would have the browser scroll its lines into view. */
  async focusEditor(): Promise<void> {
    await this.editor().locator('.native-edit-context, textarea.inputarea').first().focus();
  }

  /** Replaces all text of the editor in front in one go, as a paste does. */
  async replaceEditorText(text: string): Promise<void> {
    await this.focusEditor();
    await this.page.keyboard.press(`${control}+A`);
    await this.page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
    await this.page.keyboard.press(`${control}+V`);
    // A long line is wrapped anywhere on the screen.
    const plain = (lines: string): string => lines.replace(/\s+/g, '');
    await this.waitFor('the text in the editor', async () => plain(await this.currentEditorText()) === plain(text));
  }

  async save(): Promise<void> {
    await this.page.keyboard.press(`${control}+S`);
    await this.page.locator('.editor-group-container.active .tab.active:not(.dirty)').waitFor();
  }

  /** The lines on the screen of the editor in front (a long document has more; `folder` has the saved file). */
  async currentEditorText(): Promise<string> {
    return this.editor()
      .locator('.view-lines')
      .evaluate((lines) =>
        [...(lines as unknown as DrawnLines).children]
          .map((line) => ({ top: Number.parseFloat(line.style.top), text: line.textContent ?? '' }))
          .sort((a, b) => a.top - b.top)
          .map(({ text }) => text.replaceAll('\u00a0', ' '))
          .join('\n'),
      );
  }

  /** Until the lines on the screen contain `text`, and returns them. */
  async waitForEditorText(text: string | RegExp): Promise<string> {
    return this.waitFor(`${text} in the editor`, async () => {
      const shown = await this.currentEditorText();
      return (typeof text === 'string' ? shown.includes(text) : text.test(shown)) && shown;
    });
  }

  /** A piece of the editor's text: a token, as the colouring cuts it, that contains `text`. */
  editorText(text: string | RegExp): Locator {
    return this.editor().locator('.view-line > span > span').filter({ hasText: text }).first();
  }

  /** Points at a piece of the editor's text and returns what the hover says. */
  async hover(text: string | RegExp): Promise<string> {
    await this.page.mouse.move(0, 0);
    await this.editorText(text).hover();
    const hover = this.page
      .locator('.monaco-hover:not(.hidden) .monaco-hover-content')
      .filter({ hasText: /\S/, hasNotText: 'Loading...' })
      .first();
    await hover.waitFor();
    return hover.innerText();
  }

  /** Asks for suggestions at the cursor and returns their labels. */
  async suggestions(): Promise<string[]> {
    await this.page.keyboard.press('Control+Space');
    const labels = this.page.locator('.suggest-widget.visible .monaco-list-row .label-name');
    await labels.first().waitFor();
    return labels.allInnerTexts();
  }

  codeLens(text: string | RegExp): Locator {
    return this.editor().locator('.codelens-decoration a').filter({ hasText: text }).first();
  }

  /** A lens of whichever editor has it, such as a response beside the request. */
  anyCodeLens(text: string | RegExp): Locator {
    return this.page.locator('.codelens-decoration :is(a, span)').filter({ hasText: text }).first();
  }

  // messages

  notification(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-toast').filter({ hasText: text }).first();
  }

  /** Presses a button of a notification. */
  async answerNotification(text: string | RegExp, button: string): Promise<void> {
    await this.notification(text).getByRole('button', { name: button, exact: true }).click();
  }

  async dismissNotifications(): Promise<void> {
    await this.runCommand('Notifications: Clear All Notifications');
    await this.page.locator('.notification-toast').first().waitFor({ state: 'detached' });
  }

  /** Chooses from the menu that is open. */
  async chooseFromMenu(label: string): Promise<void> {
    const item = this.page
      .locator('.context-view .monaco-menu .action-label')
      .filter({ hasText: new RegExp(`^${label}$`) });
    await item.waitFor();
    // A menu that has just opened takes no click, lest the one that opened it choose something.
    await this.waitFor(`the menu to take ${label}`, async () => {
      await item.click();
      return item.waitFor({ state: 'detached', timeout: 1000 }).then(
        () => true,
        () => false,
      );
    });
  }

  /** A modal question. */
  dialog(text: string | RegExp): Locator {
    return this.page.locator('.monaco-dialog-box').filter({ hasText: text });
  }

  async answerDialog(text: string | RegExp, button: string): Promise<void> {
    await this.dialog(text).getByRole('button', { name: button, exact: true }).click();
    await this.dialog(text).waitFor({ state: 'detached' });
  }

  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.statusbar .statusbar-item').filter({ hasText: text }).first();
  }

  /** The document inside the webview in front. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').last().frameLocator('iframe#active-frame');
  }

  // pictures and waiting

  async setTheme(theme: Theme): Promise<void> {
    const active = this.page.locator(`.monaco-workbench[class*="themes-${themes[theme]}-json"]`);
    if ((await active.count()) > 0) {
      return;
    }
    // Right after the start the list has no themes yet, and it does not fill while it is open.
    await this.waitFor(`the theme ${theme} to choose from`, async () => {
      await this.runCommand('Preferences: Color Theme');
      await this.quickInput.type(theme);
      if ((await this.quickInput.labels()).includes(theme)) return true;
      await this.quickInput.cancel();
      return false;
    });
    await this.quickInput.pick(theme);
    await active.waitFor();
    await this.quickInput.gone();
  }

  /** Saves a picture, in the theme if one is named, and returns its file. */
  async screenshot(name: string, theme?: Theme): Promise<string> {
    if (theme) {
      await this.setTheme(theme);
    }
    const file = path.join(
      cacheFolder,
      'screenshots',
      `${name}${theme ? `-${theme.toLowerCase().replaceAll(' ', '-')}` : ''}.png`,
    );
    await this.page.screenshot({ path: file, animations: 'disabled', caret: 'initial' });
    return file;
  }

  /** Waits for what the page itself doesn't tell (a file on disk, a request at the sandbox): until `condition` gives something. */
  async waitFor<T>(
    what: string,
    condition: () => Promise<T | undefined | false> | T | undefined | false,
    limitMs = 15_000,
  ): Promise<T> {
    const end = Date.now() + limitMs;
    for (;;) {
      const value = await condition();
      if (value !== undefined && value !== false) {
        return value;
      }
      if (Date.now() > end) {
        throw new Error(`Waited ${limitMs / 1000} s in vain for: ${what}.`);
      }
      await this.page.waitForTimeout(50);
    }
  }
}

/** The box at the top: palette, picks and inputs. */
export class QuickInput {
  private readonly widget: Locator;
  private readonly input: Locator;
  private readonly rows: Locator;

  constructor(page: Page) {
    this.widget = page.locator('.quick-input-widget:visible');
    this.input = this.widget.locator('.quick-input-box input, .quick-input-filter input[type=text]').first();
    this.rows = this.widget.locator('.quick-input-list .monaco-list-row');
  }

  async shown(): Promise<void> {
    await this.input.waitFor();
  }

  async gone(): Promise<void> {
    await this.widget.waitFor({ state: 'hidden' });
  }

  /** Replaces what stands in the box. */
  async type(text: string): Promise<void> {
    await this.input.fill(text);
  }

  /** Chooses the row with exactly that label. */
  async pick(label: string): Promise<void> {
    await this.row(label).click();
  }

  /** The row with exactly that label. */
  row(label: string): Locator {
    const exact = new RegExp(`^\\s*${label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
    return this.rows
      .filter({ has: this.widget.page().locator('.quick-input-list-label .label-name').filter({ hasText: exact }) })
      .first();
  }

  async labels(): Promise<string[]> {
    await this.rows.first().waitFor();
    return this.rows.locator('.quick-input-list-label .label-name').allInnerTexts();
  }

  async accept(): Promise<void> {
    await this.input.press('Enter');
  }

  async cancel(): Promise<void> {
    await this.input.press('Escape');
    await this.gone();
  }

  /** The prompt or the complaint below the box. */
  async message(): Promise<string> {
    return this.widget.locator('.quick-input-message').innerText();
  }

  async title(): Promise<string> {
    return this.widget.locator('.quick-input-title').innerText();
  }

  async value(): Promise<string> {
    return this.input.inputValue();
  }
}
