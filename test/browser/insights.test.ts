import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import type { Frame, FrameLocator, Locator } from 'playwright-core';
import { addDays, todayIn, defaultTimeZone } from '../../src/kapture/dates/calendar.ts';
import { themes, useWorkbench, type Theme, type Workbench } from './harness.ts';
import { looks, takesAllLooks } from './looks.ts';

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

describe('the insights', () => {
  const vscode = useWorkbench();
  let workbench: Workbench;
  let insights: FrameLocator;
  let axe: string;

  before(async () => {
    workbench = vscode.workbench;
    insights = workbench.webview();
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  });

  /** The city of the first bar, which depends on the date. */
  let city = '';
  const bar = (name: RegExp): Locator => insights.locator('.bar').and(insights.getByRole('button', { name }));
  const customers = (): Promise<number> =>
    insights
      .locator('.heading .count')
      .first()
      .innerText()
      .then((text) => Number(text.replace(/\D/g, '')));
  const row = (index: number): Locator => insights.locator(`.body .row[aria-rowindex="${index + 2}"]`);
  /** The frame of the page. Scripts cannot be injected from outside. */
  const frame = async (): Promise<Frame> => {
    for (const candidate of workbench.page.frames())
      if ((await candidate.locator('main > header').count()) > 0) return candidate;
    throw new Error('The page of the insights is not there.');
  };
  const look = async <T>(script: string): Promise<T> => (await frame()).evaluate<T>(script);
  const focused = (): Promise<string> =>
    look<string>("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent");
  const violations = async (): Promise<string[]> => {
    await look(`${axe}; 0`);
    const found = await look<Violation[]>(
      "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
    );
    return found.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
    );
  };

  const allThemes = Object.keys(themes) as Theme[];
  /** Other themes only change colors, which are the same in all states. */
  const oneTheme = takesAllLooks ? allThemes : ([looks[0][0]] as const);
  /** The violations that axe-core finds in these themes, in a wide and a narrow window. Takes a picture of each. */
  const violationsIn = async (state: string, shown: readonly Theme[]): Promise<string[]> => {
    const found: string[] = [];
    try {
      for (const theme of shown) {
        await workbench.setTheme(theme);
        for (const [name, width, height] of [
          ['wide', 1500, 1500],
          ['narrow', 720, 1500],
        ] as const) {
          await workbench.page.setViewportSize({ width, height });
          await insights.locator('main').waitFor();
          await workbench.screenshot(`insights-${state}-${name}-${themes[theme]}`);
          found.push(...(await violations()).map((violation) => `${theme}, ${name}: ${violation}`));
        }
      }
    } finally {
      await workbench.page.setViewportSize({ width: 1280, height: 800 });
    }
    return found;
  };

  it('nothing pulled → a message and a button, without accessibility violations', async function () {
    this.timeout(120_000);
    await workbench.clickActivityBar('Kapture');
    await workbench.page.getByRole('button', { name: 'Use Sandbox' }).click();
    await workbench.statusBarItem('Sandbox').waitFor();
    await workbench.runCommand('Kapture: Show Insights');
    await insights.getByText('Nothing has been pulled from Sandbox yet.').waitFor();
    assert.deepEqual(await violationsIn('empty', oneTheme), []);
  });

  it('a pull from there → charts of the 40 days', async () => {
    const today = todayIn(defaultTimeZone);
    await insights.getByRole('button', { name: 'Pull Customers by Date Range' }).click();
    await workbench.quickInput.shown();
    await workbench.quickInput.pick('Other dates…');
    await workbench.quickInput.type(addDays(today, -39));
    await workbench.quickInput.accept();
    await workbench.waitFor('the second box', async () => /Last day/.test(await workbench.quickInput.message()));
    await workbench.quickInput.type(today);
    await workbench.quickInput.accept();
    await workbench.listFocused();
    await workbench.waitFor(
      'the end of the pull',
      async () => (await insights.locator('.pulling').textContent()) === '' && (await customers()) > 100,
    );
    assert.equal(await insights.locator('.column').count(), 40);
    const label = await bar(/^[A-Z][a-z]+: [\d.]+%, \d+ customers?$/)
      .first()
      .getAttribute('aria-label');
    city = label!.split(':')[0]!;
  });

  it('reduced motion → nothing is animated', async () => {
    const moving = (): Promise<number> =>
      look<number>(`[...document.querySelectorAll('*')].filter((one) => {
      const { animationName, transitionDuration } = getComputedStyle(one);
      return animationName !== 'none' || transitionDuration.split(', ').some((time) => parseFloat(time) > 0);
    }).length`);
    assert((await moving()) > 0);
    await workbench.page.emulateMedia({ reducedMotion: 'reduce' });
    try {
      assert.equal(await moving(), 0);
    } finally {
      await workbench.page.emulateMedia({ reducedMotion: null });
    }
  });

  it('charts and table → no accessibility violations in any theme, wide or narrow', async function () {
    this.timeout(120_000);
    await insights.locator('.body .row:not(.loading)').first().waitFor();
    assert.deepEqual(await violationsIn('all', allThemes), []);
  });

  it('a bar is selected → the view, the numbers and the table show its customers only', async () => {
    const all = await customers();
    const chosen = bar(new RegExp(`^${city}: `));
    const label = await chosen.getAttribute('aria-label');
    const count = Number(/(\d+) customer/.exec(label ?? '')?.[1]);
    await chosen.click();
    await workbench.page.getByText(`City: ${city} · ${count} of ${all} customers`).waitFor();
    await insights.getByText(`${count} of ${all} customers`).waitFor();
    assert.equal(await chosen.getAttribute('aria-pressed'), 'true');
    await workbench.waitFor('the rows', async () => {
      const cities = await insights.locator('.body .row:not(.loading) .city').allInnerTexts();
      return cities.length > 0 && cities.every((each) => each === city);
    });
    assert.ok((await insights.locator('.bar').count()) > 1, 'another city can be selected');
    const days = await look<string[]>("[...document.querySelectorAll('.column')].map((column) => column.ariaLabel)");
    const [newest] = days
      .filter((label) => !label.endsWith(': 0 customers'))
      .at(-1)!
      .split(': ');
    // The text of a row has no year.
    const first = workbench.page.locator('.pane-body .monaco-list-row[aria-label*=" customer"]').first();
    await workbench.waitFor(`${newest} on top of the view`, async () =>
      (await first.getAttribute('aria-label'))?.includes(newest!),
    );
  });

  it('a selection and a filter → no accessibility violations, and the filter can be edited and cleared', async function () {
    this.timeout(120_000);
    await workbench.runCommand('Kapture: Filter Records…');
    await workbench.quickInput.type('a');
    await workbench.quickInput.accept();
    const chip = insights.getByRole('button', { name: 'Filter “a”' });
    await chip.waitFor();
    assert.deepEqual(await violationsIn('chosen', oneTheme), []);
    await chip.click();
    await workbench.waitFor('the present filter', async () => (await workbench.quickInput.value()) === 'a');
    await workbench.quickInput.type('ag');
    await workbench.quickInput.accept();
    await insights.getByRole('button', { name: 'Filter “ag”' }).waitFor();
    await workbench.screenshot('insights-filter');
    await insights.getByRole('button', { name: 'Clear Filter' }).click();
    await insights.getByRole('button', { name: 'Filter “ag”' }).waitFor({ state: 'hidden' });
  });

  it('a window reload → the selection is restored', async () => {
    // The command makes VS Code save the state of its editors first. The browser's own reload does so only sometimes.
    await workbench.reloadWindow();
    await insights.getByRole('button', { name: `City: ${city}` }).waitFor();
    await workbench.page.getByText(new RegExp(`City: ${city} · \\d+ of \\d+ customers`)).waitFor();
  });

  it('click on the chip → all customers again', async () => {
    await insights.getByRole('button', { name: `City: ${city}` }).click();
    await insights.locator('.chip').first().waitFor({ state: 'hidden' });
    await workbench.page.getByText(new RegExp(`City: ${city} · `)).waitFor({ state: 'detached' });
  });

  it('click on a column header → sorts by it, and again → reversed', async () => {
    const names = async (): Promise<string[]> => insights.locator('.body .row:not(.loading) .id').allInnerTexts();
    const header = insights.getByRole('columnheader', { name: 'ID' });
    for (const [order, sign] of [
      ['ascending', 1],
      ['descending', -1],
    ] as const) {
      await header.getByRole('button').click();
      await workbench.waitFor(`ids ${order}`, async () => {
        const ids = (await names()).map(Number);
        return ids.length > 5 && ids.every((id, index) => index === 0 || (id - ids[index - 1]!) * sign > 0);
      });
      assert.equal(await header.getAttribute('aria-sort'), order);
    }
  });

  it('the table → shows every column, truncated text on hover, and keeps the names visible when it is scrolled sideways', async () => {
    await insights.locator('.body .row:not(.loading)').first().waitFor();
    const room = (): Promise<[number, number]> =>
      look("(({ clientWidth, scrollWidth }) => [clientWidth, scrollWidth])(document.querySelector('.grid'))");
    const [usual, needed] = await room();
    assert.equal(needed, usual);
    const email = insights.locator('.body .email').filter({ hasText: '@' }).first();
    await email.hover();
    assert.equal(await email.getAttribute('title'), await email.innerText());
    const header = insights.getByRole('columnheader', { name: 'Name' });
    const before = await header.getAttribute('aria-sort');
    await header.getByRole('button').click();
    await workbench.waitFor('another order', async () => (await header.getAttribute('aria-sort')) !== before);
    await insights.locator('.body .row.loading').first().waitFor({ state: 'detached' });
    assert.equal(
      await look(
        "[...document.querySelectorAll('.body .cell[title]')].filter(({ title, textContent }) => title && title !== textContent).length",
      ),
      0,
    );
    await workbench.page.setViewportSize({ width: 800, height: 800 });
    try {
      await workbench.waitFor('a table with more in it than is seen', async () => {
        const [seen, all] = await room();
        return seen < 500 && all > seen;
      });
      const left = (): Promise<number> =>
        look(
          "document.querySelector('.body .row .name').getBoundingClientRect().left - document.querySelector('.grid').getBoundingClientRect().left",
        );
      await look("document.querySelector('.grid').scrollLeft = 1e4");
      assert.equal(await left(), 1);
      assert.equal(
        await look(
          "(([first, second]) => first.top - second.top)([...document.querySelectorAll('.body .row .cell:nth-child(-n + 2) > span')].map((one) => one.getBoundingClientRect()))",
        ),
        0,
        'the names are at the height of their rows',
      );
      await look("document.querySelector('.grid').scrollIntoView({ block: 'end' })");
      await insights.locator('.body .row').nth(2).hover();
      await workbench.screenshot('insights-table-scrolled');
    } finally {
      await workbench.page.setViewportSize({ width: 1280, height: 800 });
    }
  });

  it('column headers → are not truncated at 1280 and 1440 pixels, with any sort order', async () => {
    const cut = (): Promise<string[]> =>
      look(
        "[...document.querySelectorAll('.head button')].filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent)",
      );
    const headers = insights.getByRole('columnheader');
    try {
      for (const width of [1280, 1440]) {
        await workbench.page.setViewportSize({ width, height: 800 });
        for (const theme of ['Light Modern', 'Dark Modern'] as const) {
          await look("document.querySelector('.grid').scrollIntoView({ block: 'end' })");
          await workbench.screenshot(`insights-columns-${width}`, theme);
        }
        for (let index = 0; index < (await headers.count()); index++) {
          await headers.nth(index).getByRole('button').click();
          assert.deepEqual(await cut(), []);
        }
      }
    } finally {
      await workbench.page.setViewportSize({ width: 1280, height: 800 });
    }
  });

  it('scrolled to the end → only the visible rows are in the page', async () => {
    const total = await customers();
    await look("document.querySelector('.grid').scrollTop = 1e7");
    await row(total - 1)
      .and(insights.locator(':not(.loading)'))
      .waitFor();
    assert.ok((await insights.locator('.body .row').count()) < 50);
  });

  it('keyboard → selects a day, sorts and opens a row', async () => {
    await workbench.runCommand('Kapture: Show Insights');
    await workbench.quickInput.gone();
    await workbench.waitFor('the focus in the page', () => look<boolean>('document.hasFocus()'));
    await look("document.querySelector('h1').focus()");
    await workbench.press('Tab');
    assert.equal(await focused(), 'Pull Another Range');
    // The bars of the days are one tab stop, with arrow keys between them.
    await workbench.press('Tab');
    await workbench.press('End');
    await workbench.press('ArrowLeft');
    const day = await focused();
    const count = Number(/: (\d+) customer/.exec(day)?.[1]);
    assert.ok(day.includes(`: ${count} customer`), day);
    await workbench.screenshot('insights-keyboard');
    await workbench.press('Enter');
    await workbench.waitFor('the customers of the day', async () => (await customers()) === count);
    await workbench.waitFor(
      'the rows of the day',
      async () => Number(await look<string>("document.querySelector('.grid').ariaRowCount")) === count + 1,
    );
    assert.equal(await focused(), day, 'the focus is unchanged');
    await workbench.press('Space');
    await workbench.waitFor('all customers', async () => (await customers()) > count);
    const isInTable = (): Promise<boolean> => look<boolean>("document.activeElement.matches('.body .row')");
    for (let presses = 0; presses < 20 && !(await isInTable()); presses++) await workbench.press('Tab');
    assert.ok(await isInTable());
    await workbench.press('End');
    assert.equal(await look<string>('document.activeElement.ariaRowIndex'), String((await customers()) + 1));
    await workbench.press('Home');
    await workbench.press('ArrowDown');
    await row(1).and(insights.locator(':not(.loading)')).waitFor();
    const id = await row(1).locator('.id').innerText();
    await workbench.press('Enter');
    await workbench.waitForEditorText(`"id": ${id}`);
  });

  it('a record or an edited customer is closed → the row that opened it has the focus again', async () => {
    const focusOn = (selector: string): Promise<void> => insights.locator(`${selector}:focus`).waitFor();
    await workbench.runCommand('View: Close Editor');
    await focusOn('.body .row[aria-rowindex="3"]');
    await workbench.screenshot('insights-focus-again', 'Light Modern');
    await workbench.press('ArrowDown');
    await focusOn('.body .row[aria-rowindex="4"]');
    await workbench.press('F2');
    await workbench.waitForEditorText('"customer_name"');
    await workbench.runCommand('View: Close Editor');
    await focusOn('.body .row[aria-rowindex="4"]');
  });

  it('Edit in a row of the table → the customer document', async () => {
    await workbench.runCommand('Kapture: Show Insights');
    await row(0).and(insights.locator(':not(.loading)')).hover();
    const name = await row(0).locator('.name').innerText();
    await row(0)
      .getByRole('button', { name: `Edit ${name}` })
      .click();
    await workbench.waitForEditorText('"customer_name"');
  });

  it('a filter that one customer has → a table that is only as high as its row', async () => {
    await workbench.runCommand('Kapture: Show Insights');
    await workbench.quickInput.gone();
    const text = await insights.locator('.body .row:not(.loading) .id').first().innerText();
    await workbench.runCommand('Kapture: Filter Records…');
    await workbench.quickInput.type(text);
    await workbench.quickInput.accept();
    await insights.getByRole('button', { name: `Filter “${text}”` }).waitFor();
    const height = async (selector: string): Promise<number> =>
      (await insights.locator(selector).boundingBox())!.height;
    await workbench.waitFor('that height', async () => (await height('.grid')) === 2 * (await height('.head')));
  });
});
