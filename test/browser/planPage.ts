import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Frame, FrameLocator, Locator } from 'playwright-core';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { themes, type Theme, type Workbench, type WorkbenchOptions } from './harness.ts';
import { looks } from './looks.ts';

/** Options of a workbench that is connected to a sandbox, and whose folder has a table. */
export async function workspaceWithTable(sandbox: Sandbox, name: string, table: string): Promise<WorkbenchOptions> {
  const workspace = path.join(await mkdtemp(path.join(tmpdir(), 'kapture-table-')), 'tables');
  await mkdir(workspace);
  await writeFile(path.join(workspace, name), table);
  return {
    workspace,
    settings: { 'kapture.defaultConnection': 'Sandbox', 'kapture.sandbox.port': sandbox.port },
  };
}

/** The page of the plan in the active tab. */
export class PlanPage {
  readonly page: FrameLocator;
  readonly #workbench: Workbench;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
    this.page = workbench.webview();
  }

  row(number: number): Locator {
    const cell = this.page.locator('.cell.number', { hasText: new RegExp(`^${number}$`) });
    return this.page.locator('.body .row').filter({ has: cell });
  }

  firstRow(): Promise<void> {
    return this.page.locator('.body .row').first().waitFor();
  }

  states(): Promise<string[]> {
    return this.page.locator('.body .cell.state').allInnerTexts();
  }

  action(name: string | RegExp): Locator {
    return this.page.locator('.actions').getByRole('button', { name });
  }

  summary(text: string): Promise<void> {
    return this.page.locator('.summary', { hasText: text }).waitFor({ timeout: 30_000 });
  }

  title(text: string): Promise<void> {
    return this.page.locator('h1', { hasText: text }).waitFor();
  }

  /** Makes a row the active one, and waits until its details have this title. */
  async activate(number: number, title = `Row ${number}`): Promise<void> {
    await this.row(number).locator('.cell.number').click();
    await this.page.locator('.active h3', { hasText: title }).waitFor();
  }

  details(): Promise<string[]> {
    return this.page.locator('.active li').allInnerTexts();
  }

  /** Waits until no text of these columns is cut off. A page fits its columns a little after its size has changed. */
  async showsWhole(columns: readonly string[]): Promise<void> {
    const cells = this.page.locator(columns.map((name) => `.body .cell.${name}`).join());
    await this.#workbench.waitFor(`whole texts in ${columns.join()}`, () =>
      cells.evaluateAll((all) =>
        (all as unknown as { scrollWidth: number; clientWidth: number }[]).every(
          ({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth,
        ),
      ),
    );
  }

  /** Whether a column can be seen without scrolling sideways. */
  async shows(column: string): Promise<boolean> {
    const cell = await this.page.locator(`.body .cell.${column}`).first().boundingBox();
    const grid = await this.page.locator('.grid').boundingBox();
    return cell !== null && grid !== null && cell.x + cell.width <= grid.x + grid.width;
  }

  /** Imports the table of the folder from the menu of the Explorer. */
  async importFromExplorer(name: string): Promise<void> {
    await this.#workbench.page
      .locator('.explorer-viewlet .monaco-list-row', { hasText: name })
      .first()
      .click({ button: 'right' });
    await this.#workbench.chooseFromMenu('Add or Update Customers from File…');
  }

  /** Saves pictures of the page in each look, once `shown` resolves. */
  async picture(name: string, shown: () => Promise<unknown> = () => this.firstRow()): Promise<void> {
    for (const [theme, width] of looks) {
      await this.#workbench.setTheme(theme);
      await this.#workbench.page.setViewportSize({ width, height: 900 });
      await shown();
      await this.#workbench.screenshot(`${name}-${width}-${theme.split(' ')[0]!.toLowerCase()}`);
    }
  }

  async #frame(): Promise<Frame> {
    const frame = await (await this.page.locator('main').elementHandle())?.ownerFrame();
    if (!frame) throw new Error('The page of the plan is not there.');
    return frame;
  }

  /**
   * The texts of the rows whose contrast is below 4.5:1 in a theme, with the focus in a row and outside of the table.
   * axe-core does not know it, because the rows have two backgrounds.
   */
  async faintTexts(number: number): Promise<string[]> {
    const faint: string[] = [];
    for (const theme of Object.keys(themes) as Theme[]) {
      await this.#workbench.setTheme(theme);
      await this.row(number).locator('.cell.number').click();
      const frame = await this.#frame();
      const inRow = await frame.evaluate<string[]>(findFaintTexts);
      await this.page.locator('.search').focus();
      const outside = await frame.evaluate<string[]>(findFaintTexts);
      faint.push(...[...inRow, ...outside].map((text) => `${theme}: ${text}`));
    }
    return faint;
  }

  /** The accessibility violations that axe-core finds in the page. */
  async violations(): Promise<string[]> {
    const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    const frame = await this.#frame();
    await frame.evaluate(`${axe}; 0`);
    const found = await frame.evaluate<{ id: string; nodes: { html: string }[] }[]>(
      "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
    );
    return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  }
}

/** A script for the page. A canvas paints the backgrounds of a row and the text over each other. */
const findFaintTexts = `(() => {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const paint = (colors) => {
    for (const color of colors) {
      context.fillStyle = color;
      context.fillRect(0, 0, 1, 1);
    }
    const light = [...context.getImageData(0, 0, 1, 1).data]
      .slice(0, 3)
      .map((value) => (value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2] + 0.05;
  };
  return [...document.querySelectorAll('.body .row:not(.loading) .cell > span')].flatMap((text) => {
    if (!text.textContent) return [];
    const probe = text.appendChild(document.createElement('i'));
    const colorOf = (value) => ((probe.style.color = value), getComputedStyle(probe).color);
    const backgrounds = [colorOf('var(--card)'), colorOf('var(--shade, transparent)')];
    probe.remove();
    const [behind, own] = [paint(backgrounds), paint([...backgrounds, getComputedStyle(text).color])];
    const contrast = Math.max(behind, own) / Math.min(behind, own);
    return contrast < 4.5 ? [text.textContent + ' ' + contrast.toFixed(2)] : [];
  });
})()`;
