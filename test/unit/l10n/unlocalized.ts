import ts from 'typescript';

/** A text in a source that users may see and that is not translated. */
export interface Unlocalized {
  readonly text: string;
  readonly line: number;
}

/** Properties that users never see. */
const codeProperties = new Set(['className', 'contextValue', 'id']);
/** Properties that users see: those that VS Code shows, and our own that are passed on to it. */
const shownProperties = new Set([
  'ariaLabel',
  'cancelLabel',
  'description',
  'detail',
  'label',
  'message',
  'openLabel',
  'placeHolder',
  'placeholder',
  'prompt',
  'saveLabel',
  'sentence',
  'statusBarMessage',
  'text',
  'title',
  'tooltip',
  'validationMessage',
  'value',
  'words',
]);
const shownBy =
  /^(show\w+Message|setStatusBarMessage|showError|showWarning|showInformation|appendText|appendMarkdown|createTreeView|withProgress|setText)$/;

/**
 * Finds texts that are not translated, because they are not the message of a call of `l10n.t` or `problem`: any text
 * with two words in a row or in the form of a sentence, and any single word that is passed to something that shows it.
 * Ignores texts that users do not see: imports, types, compared values, keys, programming errors (`throw new Error`)
 * and the log.
 */
export function unlocalized(source: string, name = 'source.ts'): Unlocalized[] {
  const file = ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true);
  const found: Unlocalized[] = [];
  visit(file);
  return found;

  function visit(node: ts.Node): void {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node) || isForProgrammers(node))
      return;
    const text = textOf(node);
    if (
      text !== undefined &&
      !isMessage(node) &&
      !isCode(node) &&
      (hasWords(text) || (isShown(node) && /\p{L}/u.test(text)))
    ) {
      found.push({ text: node.getText(file), line: file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1 });
    }
    ts.forEachChild(node, visit);
  }
}

/**
 * The literal text of a node, without icons, URLs, code in backticks, and names that are the same in every language.
 */
function textOf(node: ts.Node): string | undefined {
  let text: string | undefined;
  if (ts.isStringLiteralLike(node)) text = node.text;
  else if (ts.isTemplateExpression(node))
    text = [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('\u0001');
  return text?.replace(
    /\$\([\w~-]+\)|\w+:\/\/\S*|command:[\w.]+|`[^`]*`|\b(HTTP|Kapture CRM|Kapture|JSON Lines|YYYY-MM-DD)\b/g,
    '',
  );
}

function hasWords(text: string): boolean {
  return (
    /\p{L}{2,}[,;:.…]? \p{L}/u.test(text) ||
    /^\p{Lu}\p{Ll}+(?: \u0001)?[.…?!:]$/u.test(text.trim()) ||
    /\p{L}{2,}[,;:.]? \u0001|\u0001[,;:.]? \p{L}{2,}/u.test(text)
  );
}

function isMessage(node: ts.Node): boolean {
  return ts.isCallExpression(node.parent) && isTranslated(node.parent) && node.parent.arguments[0] === node;
}

/** Calls whose first argument is a message: `l10n.t`, and `problem`, whose message the editor translates later. */
function isTranslated({ expression }: ts.CallExpression): boolean {
  return /(^|\.)l10n\.t$|^problem$/.test(expression.getText());
}

/**
 * The English messages of a source. Throws for a call whose message is not a plain string, because no tool would find
 * it.
 */
export function messagesOf(source: string, name = 'source.ts'): string[] {
  const file = ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  visit(file);
  return found;

  function visit(node: ts.Node): void {
    if (ts.isCallExpression(node) && isTranslated(node)) {
      const [message] = node.arguments;
      if (!message || !ts.isStringLiteral(message)) throw new Error(`${name}: not a plain string: ${node.getText()}`);
      found.push(message.text);
    }
    ts.forEachChild(node, visit);
  }
}

function isForProgrammers(node: ts.Node): boolean {
  return (
    (ts.isNewExpression(node) && /Error$/.test(node.expression.getText())) ||
    (ts.isCallExpression(node) && /(^|[.#])(log|console)\.\w+$/.test(node.expression.getText()))
  );
}

/** Keys, compared values, and values that users never see. */
function isCode(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isConditionalExpression(parent) && parent.condition !== node) return isCode(parent);
  return (
    ts.isLiteralTypeNode(parent) ||
    ts.isCaseClause(parent) ||
    ts.isElementAccessExpression(parent) ||
    (ts.isPropertyAssignment(parent) && (parent.name === node || codeProperties.has(parent.name.getText()))) ||
    (ts.isBinaryExpression(parent) &&
      parent.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
      ts.isPropertyAccessExpression(parent.left) &&
      codeProperties.has(parent.left.name.text)) ||
    (ts.isBinaryExpression(parent) &&
      [
        ts.SyntaxKind.EqualsEqualsEqualsToken,
        ts.SyntaxKind.ExclamationEqualsEqualsToken,
        ts.SyntaxKind.InKeyword,
      ].includes(parent.operatorToken.kind))
  );
}

/** Whether a text is assigned to a property that users see, or passed to a call that shows it. */
function isShown(node: ts.Node): boolean {
  let child = node;
  for (let { parent } = node; ; child = parent, { parent } = parent) {
    if (
      ts.isParenthesizedExpression(parent) ||
      ts.isAsExpression(parent) ||
      ts.isArrayLiteralExpression(parent) ||
      ts.isTemplateExpression(parent)
    )
      continue;
    if (ts.isTemplateSpan(parent)) {
      if (textBefore(parent).endsWith('$(')) return false;
      continue;
    }
    if (ts.isConditionalExpression(parent) && parent.condition !== child) continue;
    if (
      ts.isBinaryExpression(parent) &&
      [ts.SyntaxKind.PlusToken, ts.SyntaxKind.QuestionQuestionToken, ts.SyntaxKind.BarBarToken].includes(
        parent.operatorToken.kind,
      )
    )
      continue;
    if (
      ts.isBinaryExpression(parent) &&
      parent.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
      parent.right === child
    )
      return ts.isPropertyAccessExpression(parent.left) && shownProperties.has(parent.left.name.text);
    if (ts.isPropertyAssignment(parent) && parent.initializer === child)
      return shownProperties.has(parent.name.getText().replaceAll("'", ''));
    if (ts.isCallExpression(parent))
      return (
        isTranslated(parent) ||
        shownBy.test(
          ts.isPropertyAccessExpression(parent.expression) ? parent.expression.name.text : parent.expression.getText(),
        )
      );
    return false;
  }
}

/** The literal text of a template before a placeholder. */
function textBefore(span: ts.TemplateSpan): string {
  const { head, templateSpans } = span.parent;
  const index = templateSpans.indexOf(span);
  return index ? templateSpans[index - 1]!.literal.text : head.text;
}
