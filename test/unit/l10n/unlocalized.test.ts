import assert from 'node:assert/strict';
import { messagesOf, unlocalized } from './unlocalized.ts';
import { shownSources, sourceOf } from './textsToTranslate.ts';

/** Texts that are not translated, by file and beginning. */
const exceptions: readonly { readonly file: string; readonly start: string; readonly why: string }[] = [
  {
    file: 'src/editor/shared/log.ts',
    start: '`${operation} ${connection} ${url} → HTTP',
    why: 'a line of the log, which is used in bug reports',
  },
  { file: 'src/editor/customers/export/exportFileName.ts', start: '`customers ${connection}', why: 'a file name' },
  {
    file: 'src/editor/payloadTests/testDrafts.ts',
    start: '`// Payload tests:',
    why: 'the content of a file, which is shared with colleagues',
  },
  { file: 'src/editor/shared/webviewPage.ts', start: '`<!DOCTYPE html>', why: 'HTML without text' },
];

describe('texts in the sources of the editor', () => {
  const found = shownSources.flatMap((file) => unlocalized(sourceOf(file), file).map((one) => ({ file, ...one })));

  it('all use l10n.t, except the listed ones', () => {
    const isExcepted = (one: (typeof found)[number]): boolean =>
      exceptions.some(({ file, start }) => file === one.file && one.text.startsWith(start));
    assert.deepEqual(
      found.filter((one) => !isExcepted(one)).map(({ file, line, text }) => `${file}:${line} ${text}`),
      [],
    );
  });
  for (const { file, start, why } of exceptions) {
    it(`the exception for ${file} is still needed: ${why}`, () =>
      assert.ok(found.some((one) => one.file === file && one.text.startsWith(start))));
  }
  it('are found in more than 100 sources', () => assert.ok(shownSources.length > 100));
});

describe('unlocalized', () => {
  const caught = [
    `window.showInformationMessage('Hello world')`,
    `window.showErrorMessage('Hello')`,
    `item.description = 'not there'`,
    `item.description = 'none'`,
    `item.tooltip = count ? l10n.t('{0} customers', count) : 'none'`,
    'item.label = `${count} customers`',
    'report(`${count} customers`)',
    'item.text = `$(plug) ${name ?? "nobody"}`',
    `const items = [{ label: '$(add) Add' }]`,
    `const sentence = 'The disk is full.'`,
    `const sentence = 'Canceled.'`,
    `l10n.t('{0}: {1}', 'The disk', error)`,
    `catalogueText('Add Customer')`,
    `tooltip.appendMarkdown('Created by ')`,
  ];
  for (const source of caught) it(`${source} → found`, () => assert.equal(unlocalized(source).length, 1));

  const passed = [
    `window.showInformationMessage(l10n.t('Hello world'))`,
    `item.description = vscode.l10n.t('not there')`,
    `import { something } from 'a module with blanks'`,
    `type Choice = 'one of these' | 'or of those'`,
    `throw new Error('There is always a next name.')`,
    `this.#log.error('payload tests failed', error)`,
    `if (code === 'not found') stop()`,
    `item.contextValue = isWrite ? 'exchange write' : 'exchange read'`,
    `make('div', { className: 'card wide' })`,
    'item.text = `$(${isBroken ? "error" : "plug"}) ${name}`',
    'item.description = `HTTP ${status}`',
    `item.id = 'more'`,
    `const path = '/search-customer-by-customer-id.html'`,
    `return problem('A connection must have a name.')`,
  ];
  for (const source of passed) it(`${source} → fine`, () => assert.deepEqual(unlocalized(source), []));

  it('a string without l10n.t → its line', () =>
    assert.deepEqual(unlocalized(`stop();\nitem.label = 'Add it';`), [{ text: `'Add it'`, line: 2 }]));
});

describe('messagesOf', () => {
  it('calls of l10n.t and problem → their messages', () => {
    assert.deepEqual(messagesOf(`vscode.l10n.t('One {0}', l10n.t("two")); problem('three')`), [
      'One {0}',
      'two',
      'three',
    ]);
  });
  for (const source of ['l10n.t(text)', `l10n.t('a' + b)`, 'l10n.t(`a ${b}`)', `l10n.t(isOne ? 'one' : 'many')`]) {
    it(`${source} → an error, because its translation cannot be looked up`, () =>
      assert.throws(() => messagesOf(source), /not a plain string/));
  }
});
