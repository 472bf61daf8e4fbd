import assert from 'node:assert/strict';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { addDays, todayIn } from '../../src/kapture/dates/calendar.ts';
import { defaultTimeZone } from '../../src/kapture/dates/timeZone.ts';
import { readJson, readManifestTexts, type ManifestTexts } from '../../build/manifestTexts.ts';
import { repositoryRoot } from '../vscode/cacheFolder.ts';
import { useWorkbench, type Workbench } from './harness.ts';

const english = readManifestTexts();

for (const [language, insightsTitle] of [['de', 'Kundenstatistik']] as const) {
  describe(`display language ${language}`, () => {
    const vscode = useWorkbench({ language, workspace: path.join(repositoryRoot, 'test', 'demo') });
    const manifest = readManifestTexts(language);
    const bundle = readJson(`l10n/bundle.l10n.${language}.json`) as ManifestTexts;
    /** The translation of a text in the code. A text without a translation fails the test. */
    const translated = (text: string, ...values: readonly string[]): string =>
      bundle[text]!.replace(/\{(\d)\}/g, (_place, index: string) => values[Number(index)]!);
    let workbench: Workbench;
    let insights: FrameLocator;
    before(() => {
      ({ workbench } = vscode);
      insights = workbench.webview();
    });

    it('the empty view → is translated, and starts the sandbox', async () => {
      await workbench.clickActivityBar('Kapture');
      const [sentence, sandbox] = manifest['welcome.customers.unconnected']!.split('\n');
      assert.notEqual(sentence, english['welcome.customers.unconnected']!.split('\n')[0]);
      await workbench.page.locator('.sidebar').getByText(sentence!, { exact: true }).waitFor();
      await workbench.page.getByRole('button', { name: /\[(.*)\]/.exec(sandbox!)![1]!, exact: true }).click();
      await workbench.statusBarItem('Sandbox').waitFor();
      for (const view of ['customers', 'requests', 'history'])
        await workbench.page
          .locator('.sidebar .pane-header')
          .filter({ hasText: manifest[`view.${view}`]! })
          .waitFor();
      await workbench.screenshot(`language-${language}-welcome`, 'Light Modern');
    });

    it('commands → have translated titles, and pull', async () => {
      await workbench.setTheme('Dark Modern');
      await workbench.runCommand(`Kapture: ${manifest['command.pullRange']!}`);
      await workbench.waitFor(
        'its title',
        async () => (await workbench.quickInput.title()) === translated('Pull Customers by Date Range'),
      );
      await workbench.screenshot(`language-${language}-range`);
      await workbench.quickInput.pick(translated('Last 7 days'));
      await workbench.listFocused();
      // Days of an earlier year begin in the same way, and end with the year.
      const format = new Intl.DateTimeFormat(language, {
        weekday: 'short',
        day: 'numeric',
        month: 'short',
        timeZone: 'UTC',
      });
      const days = Array.from({ length: 7 }, (_, back) =>
        format.format(Date.parse(addDays(todayIn(defaultTimeZone), -back))),
      );
      await workbench.treeItem(new RegExp(days.join('|').replaceAll('.', '\\.'))).waitFor();
      await workbench.screenshot(`language-${language}-customers`);
    });

    it('the lenses of a request and a response → are translated', async () => {
      await workbench.openFile('3 add.kapture-add.json');
      await workbench.codeLens(translated('Send {0} to {1}', translated('Add Customer'), 'Sandbox')).click();
      await workbench.anyCodeLens(translated('success')).waitFor();
      await workbench.screenshot(`language-${language}-response`, 'Light Modern');
      await workbench.anyCodeLens('HTTP 200').click();
      await workbench.waitForEditorText('HTTP/1.1 200');
    });

    it('the insights → are translated, with numbers and dates in the format of the language', async () => {
      await workbench.runCommand(`Kapture: ${manifest['command.showInsights']!}`);
      await insights.getByRole('heading', { name: insightsTitle }).waitFor();
      assert.equal(await insights.locator('html').getAttribute('lang'), language);
      await insights.getByText(translated('Customers per day')).waitFor();
      const share = await insights.locator('.bar .share').first().innerText();
      assert.match(share, /^\d+(,\d)?\u00a0%$/);
      await workbench.screenshot(`language-${language}-insights`, 'Dark Modern');
    });

    it('the walkthrough → is translated', async () => {
      await workbench.runCommand('Welcome: Open Walkthrough...');
      await workbench.quickInput.type(manifest['walkthrough.title']!);
      await workbench.quickInput.pick(manifest['walkthrough.title']!);
      await workbench.page.getByText(manifest['walkthrough.pull.title']!, { exact: true }).first().waitFor();
      await workbench.screenshot(`language-${language}-walkthrough`);
    });
  });
}
