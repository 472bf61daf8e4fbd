import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, BrowserContext, FrameLocator, Locator, Page } from 'playwright-core';
import { launchBrowser } from '../vscode/browser.ts';
import { cacheFolder, exists, repositoryRoot, runFolder } from '../vscode/cacheFolder.ts';
import type { Settings } from '../vscode/quietSettings.ts';
import { looks, takesAllLooks } from './looks.ts';
import { installExtension, startServedVscode, userSettingsFile, type ServedVscode } from '../vscode/served.ts';

export interface WorkbenchOptions {
  /** The folder to open. The tests use a copy of it. Default: an empty folder. */
  workspace?: string;
  /** The packaged extension. Default: `KAPTURE_VSIX`, else the package that `npm run package:test` creates. */
  vsix?: string;
  /** Other packaged extensions. */
  others?: readonly string[];
  /** User settings, in addition to `quietSettings`. */
  settings?: Settings;
  /** User keybindings, as in `keybindings.json`. */
  keybindings?: readonly {
    readonly key: string;
    readonly command: string;
    readonly when?: string;
    readonly args?: unknown;
  }[];
  /** Whether VS Code asks if the folder is trusted, as for a folder that was never open before. */
  workspaceTrust?: boolean;
  /** Physical pixels of a screenshot for each pixel of the page. Default: 1. */
  pixelRatio?: number;
}

/** A running workbench, available after the `before` hooks. */
export interface WorkbenchFixture {
  readonly workbench: Workbench;
  /** The folder that VS Code has installed the extension into. */
  readonly extensionsFolder: string;
  /** Kills the process of the extension, as a crash does. VS Code starts it again. Not on Windows. */
  readonly killExtensionHost: () => Promise<void>;
}

/**
 * Starts a VS Code with the packaged extension and a new browser context, for the tests of the surrounding `describe`.
 * Options that depend on something that starts first are given as a function. A test that fails leaves a screenshot in
 * `.vscode-test/screenshots/`.
 */
export function useWorkbench(options: WorkbenchOptions | (() => Promise<WorkbenchOptions>) = {}): WorkbenchFixture {
  let running: RunningWorkbench | undefined;
  before(async function () {
    this.timeout(180_000); // The first run downloads VS Code.
    running = await startWorkbench(typeof options === 'function' ? await options() : options);
  });
  beforeEach(function () {
    this.currentTest?.timeout(120_000);
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed' && running) {
      const name = this.currentTest
        .fullTitle()
        .replace(/[^\w-]+/g, '-')
        .slice(0, 100);
      const file = await running.workbench.screenshot(`failed-${name}`);
      console.log(`      screenshot of the failure: ${path.relative(repositoryRoot, file)}`);
      // The next test would otherwise type into it.
      if (await running.workbench.quickInput.isShown()) await running.workbench.quickInput.cancel();
    }
  });
  after(async function () {
    this.timeout(20_000);
    await running?.stop();
  });
  const started = (): RunningWorkbench => {
    if (!running) {
      throw new Error('The workbench is available only after the before hooks.');
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
    killExtensionHost: () => started().killExtensionHost(),
  };
}

export interface RunningWorkbench extends WorkbenchFixture {
  stop(): Promise<void>;
}

/** Starts a workbench outside of tests, for a script that takes screenshots. Tests use `useWorkbench`. */
export async function startWorkbench(options: WorkbenchOptions = {}): Promise<RunningWorkbench> {
  const vsix = await packagedExtension(options.vsix);
  const run = await runFolder('browser');
  const dataDir = path.join(run, 'data');
  const extensionsDir = await installed([vsix, ...(options.others ?? [])]);
  const folder = path.join(run, path.basename(options.workspace ?? 'workspace'));
  await mkdir(folder);
  if (options.workspace) {
    await cp(options.workspace, folder, { recursive: true });
  }
  const { keybindings } = options;
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
        settings: {
          'workbench.colorTheme': looks[0][0],
          // The dots for blanks in a selection would be read as text.
          'editor.renderWhitespace': 'none',
          ...options.settings,
        },
        workspaceTrust: options.workspaceTrust,
      }),
      launchBrowser(),
    ]);
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      deviceScaleFactor: options.pixelRatio,
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const workbench = await Workbench.open(context, vscode.urlFor(folder), folder);
    const { killExtensionHosts: killExtensionHost } = vscode;
    return { workbench, extensionsFolder: extensionsDir, killExtensionHost, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const installations = new Map<string, Promise<string>>();

/** A folder with these extensions, which are installed once for all files of this process. */
function installed(files: readonly string[]): Promise<string> {
  const install = async (): Promise<string> => {
    const run = await runFolder('extensions');
    const folder = path.join(run, 'extensions');
    for (const file of files) await installExtension(file, folder, path.join(run, 'data'));
    return folder;
  };
  const folder = installations.get(files.join('\n')) ?? install();
  installations.set(files.join('\n'), folder);
  return folder;
}

async function packagedExtension(vsix?: string): Promise<string> {
  const file = vsix ?? process.env['KAPTURE_VSIX'] ?? path.join(cacheFolder, 'kapture-crm.vsix');
  if (!(await exists(file))) {
    throw new Error(`There is no packaged extension at ${file}. "npm run package:test" makes one.`);
  }
  return file;
}

/** Names in the theme picker, with the name of the theme file. */
export const themes = {
  'Light Modern': 'light_modern',
  'Dark Modern': 'dark_modern',
  'Dark High Contrast': 'hc_black',
  'Light High Contrast': 'hc_light',
} as const;

export type Theme = keyof typeof themes;

/** The properties of the page's elements that tests read. Tests are compiled without the DOM types. */
interface DrawnLines {
  readonly children: Iterable<{ style: { top: string }; textContent: string | null }>;
}

/** How long a method waits, in milliseconds. On a busy machine, a reload of the window took more than 15 seconds. */
const waitMs = 30_000;

const control = process.platform === 'darwin' ? 'Meta' : 'Control';

/**
 * VS Code as users see it: elements are found by their text and used with mouse and keyboard. Every method waits for
 * what it needs, up to 30 s. Methods that return a `Locator` leave the rest to Playwright (`click()`, `waitFor()`,
 * `textContent()`).
 */
export class Workbench {
  readonly quickInput: QuickInput;
  readonly page: Page;
  /** The folder that is open: a copy of the workspace. */
  readonly folder: string;

  private constructor(page: Page, folder: string) {
    this.page = page;
    this.folder = folder;
    this.quickInput = new QuickInput(page);
  }

  static async open(context: BrowserContext, url: string, folder: string): Promise<Workbench> {
    const page = await context.newPage();
    page.setDefaultTimeout(waitMs);
    await page.goto(url);
    const workbench = new Workbench(page, folder);
    await workbench.ready();
    return workbench;
  }

  /** Waits until VS Code reports that everything is drawn and the previous editors are restored. */
  async ready(): Promise<void> {
    await this.page.waitForFunction("performance.getEntriesByName('code/LifecyclePhase/Restored').length > 0");
    await this.page.locator('.monaco-workbench .statusbar .statusbar-item').first().waitFor();
  }

  /**
   * Reloads the page as a browser does. VS Code saves the state of editors every 5 seconds, so later changes of that
   * state are lost.
   */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.ready();
  }

  /** Reloads the window as VS Code does, which saves the state of editors first. */
  async reloadWindow(): Promise<void> {
    await Promise.all([this.page.waitForEvent('load'), this.runCommand('Developer: Reload Window')]);
    await this.ready();
  }

  // commands

  async openCommandPalette(): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.quickInput.shown();
  }

  /**
   * Runs a command by its title in the Command Palette, such as `Kapture: Send Request`. It may still be running on
   * return.
   */
  async runCommand(title: string): Promise<void> {
    // If a quick input is closing, the palette closes with it, and has to be opened again.
    await this.waitFor(`the Command Palette with ${title}`, async () => {
      if (!(await this.quickInput.isShown())) await this.page.keyboard.press('F1');
      return (await this.quickInput.tryType(`>${title}`)) && (await this.quickInput.tryPick(title));
    });
  }

  // side bar

  /** Opens a view container by its name, unless it is open. */
  async clickActivityBar(label: string): Promise<void> {
    const tab = this.page.locator('.activitybar').getByRole('tab', { name: label }).first();
    if ((await tab.getAttribute('aria-selected')) !== 'true') {
      await tab.click();
    }
  }

  /** The first row of a tree in the side bar that contains this text. */
  treeItem(text: string | RegExp): Locator {
    return this.page.locator('.sidebar [role=treeitem]').filter({ hasText: text }).first();
  }

  /** Waits until the list of a view has the focus, which is a little after a command has shown the view. */
  async listFocused(): Promise<void> {
    await this.page.locator('.pane-body .monaco-list:focus').waitFor();
  }

  /** Expands a row that is collapsed. */
  async expandTreeItem(text: string | RegExp): Promise<void> {
    const item = this.treeItem(text);
    if ((await item.getAttribute('aria-expanded')) === 'false') {
      await item.locator('.monaco-tl-twistie').click();
    }
  }

  // editor

  /** Opens a file of the workspace by its name and waits for its tab and its editor. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press(`${control}+P`);
    await this.quickInput.shown();
    await this.quickInput.type(name);
    await this.quickInput.pick(path.basename(name));
    await this.tab(path.basename(name)).waitFor();
    // Quick Open moves the focus to the editor.
    await this.editor().locator(':focus').waitFor({ state: 'attached' });
  }

  tab(name: string): Locator {
    return this.page.locator('.editor-group-container.active .tab.active').filter({ hasText: name }).first();
  }

  editor(): Locator {
    return this.page.locator('.editor-group-container.active .editor-instance .monaco-editor[role=code]').last();
  }

  /** Types at the cursor, key by key, with auto closing brackets and suggestions. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  async press(key: string): Promise<void> {
    await this.page.keyboard.press(key);
  }

  /** Focuses the active editor. A click would make the browser scroll. */
  async focusEditor(): Promise<void> {
    await this.editor().locator('.native-edit-context, textarea.inputarea').first().focus();
  }

  /** Replaces the text of the active editor by pasting. */
  async replaceEditorText(text: string): Promise<void> {
    await this.focusEditor();
    await this.page.keyboard.press(`${control}+A`);
    await this.page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
    await this.page.keyboard.press(`${control}+V`);
    // Long lines are wrapped at any position, so blanks are not compared.
    const plain = (lines: string): string => lines.replace(/\s+/g, '');
    await this.waitFor('the text in the editor', async () => plain(await this.currentEditorText()) === plain(text));
  }

  async save(): Promise<void> {
    await this.page.keyboard.press(`${control}+S`);
    await this.page.locator('.editor-group-container.active .tab.active:not(.dirty)').waitFor();
  }

  /** The visible lines of the active editor. A long document has more; the saved file is in `folder`. */
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

  /** Waits until the visible lines contain `text`, and returns them. */
  async waitForEditorText(text: string | RegExp): Promise<string> {
    return this.waitFor(`${text} in the editor`, async () => {
      const shown = await this.currentEditorText();
      return (typeof text === 'string' ? shown.includes(text) : text.test(shown)) && shown;
    });
  }

  /** Replaces the line of a field in the active editor, and waits until it is shown. The field must be visible. */
  async typeOver(field: string, value: string): Promise<void> {
    await this.waitForEditorText(`"${field}"`);
    const line = this.editor()
      .locator('.view-line')
      .filter({ hasText: `"${field}"` })
      .first();
    await line.click();
    await this.typeField(field, value);
  }

  /** Replaces the line of the cursor by a field. VS Code adds the closing quote. */
  async typeField(field: string, value: string): Promise<void> {
    await this.press('End');
    await this.press('Shift+Home');
    await this.type(`"${field}": "${value}`);
    await this.press('End');
    await this.type(',');
    await this.waitForEditorText(`"${field}": "${value}",`);
  }

  /** A token of the active editor, as syntax highlighting delimits it, that contains `text`. */
  editorText(text: string | RegExp): Locator {
    return this.editor().locator('.view-line > span > span').filter({ hasText: text }).first();
  }

  /** Hovers over a token and returns the text of the hover. */
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

  /** Triggers suggestions at the cursor and returns their labels. */
  async suggestions(): Promise<string[]> {
    await this.page.keyboard.press('Control+Space');
    const labels = this.page.locator('.suggest-widget.visible .monaco-list-row .label-name');
    await labels.first().waitFor();
    return labels.allInnerTexts();
  }

  codeLens(text: string | RegExp): Locator {
    return this.editor().locator('.codelens-decoration a').filter({ hasText: text }).first();
  }

  /** Clicks the uppermost of several equal lenses. VS Code does not keep them in order, and replaces them. */
  async clickTopCodeLens(text: string | RegExp): Promise<void> {
    await this.waitFor('the uppermost lens', async () => {
      const lenses = await this.editor().locator('.codelens-decoration a').filter({ hasText: text }).elementHandles();
      const boxes = await Promise.all(lenses.map((lens) => lens.boundingBox()));
      const tops = boxes.map((box) => box?.y ?? Infinity);
      return lenses[tops.indexOf(Math.min(...tops))]?.click({ timeout: 1000 }).then(
        () => true,
        () => false,
      );
    });
  }

  /** A lens in any editor, such as that of a response beside its request. */
  anyCodeLens(text: string | RegExp): Locator {
    return this.page.locator('.codelens-decoration :is(a, span)').filter({ hasText: text }).first();
  }

  /** A button in the title of the active editor. `name` is how its label begins. */
  titleAction(name: string): Locator {
    return this.page.locator(`.editor-group-container.active .editor-actions [aria-label^="${name}"]`).first();
  }

  // messages

  notification(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-toast').filter({ hasText: text }).first();
  }

  async answerNotification(text: string | RegExp, button: string): Promise<void> {
    await this.notification(text).getByRole('button', { name: button, exact: true }).click();
  }

  async dismissNotifications(): Promise<void> {
    await this.runCommand('Notifications: Clear All Notifications');
    await this.page.locator('.notification-toast').first().waitFor({ state: 'detached' });
  }

  /** Chooses an entry of the open menu. */
  async chooseFromMenu(label: string): Promise<void> {
    const item = this.page
      .locator('.context-view .monaco-menu .action-label')
      .filter({ hasText: new RegExp(`^${label}$`) });
    await item.waitFor();
    // VS Code ignores clicks in a menu that has just opened, so that the click that opened it does not choose an entry.
    await this.waitFor(`the menu to take ${label}`, async () => {
      await item.click();
      return item.waitFor({ state: 'detached', timeout: 1000 }).then(
        () => true,
        () => false,
      );
    });
  }

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

  /** The document inside the active webview. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').last().frameLocator('iframe#active-frame');
  }

  // screenshots and waiting

  async setTheme(theme: Theme): Promise<void> {
    const active = this.page.locator(`.monaco-workbench[class*="themes-${themes[theme]}-json"]`);
    if ((await active.count()) > 0) {
      return;
    }
    // Right after the start, the list has no themes, and it is not updated while it is open.
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

  /**
   * Saves a picture and returns its path. `theme` is chosen only when pictures of every look are wanted, because that
   * takes seconds.
   */
  async screenshot(name: string, theme?: Theme): Promise<string> {
    if (theme && takesAllLooks) await this.setTheme(theme);
    const suffix = theme && takesAllLooks ? `-${theme.toLowerCase().replaceAll(' ', '-')}` : '';
    const file = path.join(cacheFolder, 'screenshots', `${name}${suffix}.png`);
    await this.page.screenshot({ path: file, animations: 'disabled', caret: 'initial' });
    return file;
  }

  /**
   * Polls `condition` for something outside the page, such as a file or a request, until it returns a value. Rejects
   * after `limitMs`.
   */
  async waitFor<T>(
    what: string,
    condition: () => Promise<T | undefined | false> | T | undefined | false,
    limitMs = waitMs,
  ): Promise<T> {
    const end = Date.now() + limitMs;
    for (;;) {
      const value = await condition();
      if (value !== undefined && value !== false) {
        return value;
      }
      if (Date.now() > end) {
        throw new Error(`Timed out after ${limitMs / 1000} s waiting for ${what}.`);
      }
      await this.page.waitForTimeout(50);
    }
  }
}

/** The quick input at the top: Command Palette, quick picks and input boxes. */
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

  async isShown(): Promise<boolean> {
    return this.input.isVisible();
  }

  async gone(): Promise<void> {
    await this.widget.waitFor({ state: 'hidden' });
  }

  async type(text: string): Promise<void> {
    await this.input.fill(text);
  }

  /** Replaces the text of a box that may close in the meantime. Returns whether the box has the text. */
  async tryType(text: string): Promise<boolean> {
    try {
      await this.input.fill(text, { timeout: 2000 });
      return (await this.input.inputValue({ timeout: 2000 })) === text;
    } catch {
      return false;
    }
  }

  async pick(label: string): Promise<void> {
    await this.row(label).click();
  }

  /** Chooses the row in a quick input that may close in the meantime. Returns whether the row was chosen. */
  async tryPick(label: string): Promise<boolean> {
    try {
      await this.row(label).click({ timeout: 5000 });
      return true;
    } catch {
      return false;
    }
  }

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

  /** The prompt or the validation error below the box. */
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
