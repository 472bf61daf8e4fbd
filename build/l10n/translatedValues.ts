import type { Rule } from 'eslint';
import ts from 'typescript';

/**
 * A word of each set of names that are the same in every language: operations, dialects, JSON types, conditions of
 * filters, fields, settings and variables.
 */
const name = /^(get|flat|string|missing)$|_|^[a-z]+[A-Z]|\{\{/;
/** Properties of the library that are English sentences or titles. */
const libraryTexts = /^(title|description|sentence|missing)$/;
const library = /\/src\/(kapture|sandbox)\//;

/** What VS Code shows. The tests of texts find literals there. */
const shownProperties =
  /^(ariaLabel|description|detail|label|message|placeHolder|placeholder|prompt|statusBarMessage|title|tooltip)$/;
const shownBy =
  /^(show\w+Message|setStatusBarMessage|showError|showWarning|showInformation|appendText|appendMarkdown|appendOutput)$/;

/** What the parser of typescript-eslint tells of types. */
interface TypeServices {
  readonly program: ts.Program;
  readonly esTreeNodeToTSNodeMap: { get(node: unknown): ts.Node };
  getTypeAtLocation(node: unknown): ts.Type;
}

/**
 * Reports values that users of other languages would see in English: words of a fixed set, such as the role of a
 * connection, and titles and sentences of the library, which `catalogueText` and `problemText` translate.
 */
export const translatedValues: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: { description: 'translated values in texts that users see' },
    schema: [],
    messages: {
      english: 'This is English in every language. Translate it with l10n.t, catalogueText or problemText.',
    },
  },
  create(context) {
    const services = context.sourceCode.parserServices as TypeServices;
    const checker = services.program.getTypeChecker();
    // The catalogue and exported files are in English. Only problems of the library are translated.
    const isShownHere = !library.test(context.filename);

    const check = (node: Rule.Node): void => {
      for (const part of partsOf(node)) if (isEnglish(part)) context.report({ node: part, messageId: 'english' });
    };
    const isEnglish = (node: Rule.Node): boolean =>
      isWord(services.getTypeAtLocation(node)) || (isShownHere && isLibraryText(node));
    const isLibraryText = (node: Rule.Node): boolean => {
      const found = services.esTreeNodeToTSNodeMap.get(node);
      const symbol = ts.isPropertyAccessExpression(found)
        ? checker.getSymbolAtLocation(found.name)
        : boundProperty(checker.getSymbolAtLocation(found), checker);
      return (
        symbol !== undefined &&
        libraryTexts.test(symbol.name) &&
        (symbol.declarations ?? []).some((declaration) => library.test(declaration.getSourceFile().fileName))
      );
    };

    return {
      CallExpression(node) {
        const callee = context.sourceCode.getText(node.callee);
        if (/(^|\.)l10n\.t$|^problem$/.test(callee))
          node.arguments.slice(1).forEach((value) => check(value as Rule.Node));
        else if (isShownHere && shownBy.test(callee.split('.').at(-1)!))
          node.arguments.forEach((value) => check(value as Rule.Node));
      },
      Property(node) {
        if (
          isShownHere &&
          node.parent.type === 'ObjectExpression' &&
          shownProperties.test(context.sourceCode.getText(node.key))
        )
          check(node.value as Rule.Node);
      },
    };
  },
};

/** The expressions that a value can be, without literals. */
function* partsOf(node: Rule.Node): Generator<Rule.Node> {
  switch (node.type) {
    case 'ConditionalExpression':
      yield* partsOf(node.consequent as Rule.Node);
      yield* partsOf(node.alternate as Rule.Node);
      return;
    case 'LogicalExpression':
      if (node.operator !== '&&') yield* partsOf(node.left as Rule.Node);
      yield* partsOf(node.right as Rule.Node);
      return;
    case 'TemplateLiteral':
      for (const part of node.expressions) yield* partsOf(part as Rule.Node);
      return;
    case 'Identifier':
    case 'MemberExpression':
    case 'CallExpression':
      yield node;
      return;
    default:
  }
}

/** Whether a type has only certain strings, without names. A single one is a constant, such as a file name. */
function isWord(type: ts.Type): boolean {
  const parts = (type.isUnion() ? type.types : []).filter(
    ({ flags }) => !(flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null)),
  );
  return (
    parts.length > 1 &&
    parts.every((part) => part.isStringLiteral() && /\p{L}/u.test(part.value) && !name.test(part.value))
  );
}

/** The property that a variable was destructured from. */
function boundProperty(symbol: ts.Symbol | undefined, checker: ts.TypeChecker): ts.Symbol | undefined {
  const declaration = symbol?.declarations?.[0];
  if (!declaration || !ts.isBindingElement(declaration) || !ts.isObjectBindingPattern(declaration.parent))
    return symbol;
  const name = (declaration.propertyName ?? declaration.name).getText();
  return checker.getPropertyOfType(checker.getTypeAtLocation(declaration.parent), name);
}
