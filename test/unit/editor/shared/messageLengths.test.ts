import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import ts from 'typescript';

/** Calls whose text is shown as a notification. */
const shows = ['showError', 'showInformation', 'showWarning', 'UserError', 'NotSent'];
/** Their texts are shown by these calls, from another file. */
const textFiles = ['src/kapture/http/noResponse.ts', 'src/editor/shared/texts/explain.ts'];
const maxLength = 90;

describe('the messages of the editor', () => {
  it('none is longer than a notification shows', () => {
    const texts = globSync('src/editor/**/*.ts').flatMap((file) => messagesIn(file, false));
    const explained = textFiles.flatMap((file) => messagesIn(file, true));
    assert.ok(texts.length > 80 && explained.length > 40, 'the messages were found');
    assert.deepEqual(
      [...texts, ...explained].filter((text) => text.replaceAll(/\{\d\}/g, 'x'.repeat(8)).length > maxLength),
      [],
    );
  });
});

/** The texts in the arguments of such calls, or in a whole file. */
function messagesIn(path: string, isAll: boolean): string[] {
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node, isShown: boolean): void => {
    // The texts of its actions are shown on their buttons or later.
    if (!isAll && ts.isFunctionLike(node)) isShown = false;
    const called = ts.isCallExpression(node) || ts.isNewExpression(node) ? node.expression.getText(file) : '';
    const [text] = (ts.isCallExpression(node) && node.arguments) || [];
    if (isShown && /^((vscode\.)?l10n\.t|problem)$/.test(called) && text && ts.isStringLiteral(text))
      found.push(text.text);
    const isNext = isShown || shows.includes(called);
    ts.forEachChild(node, (child) => visit(child, isNext));
  };
  visit(file, isAll);
  return found;
}
