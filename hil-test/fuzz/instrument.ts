// Puts counters into a source file, so that the fuzzer sees which blocks an input reached: the TypeScript compiler's own tree, no library more.
// Must never change what the code does: it only counts, and looks at indexes, at what is compared and at what `new` made.
import ts from 'typescript';

export interface Instrumented {
  readonly code: string;
  /** Block numbers given out in this file: [firstBlock, firstBlock + blocks). */
  readonly blocks: number;
  /** Every whole number that the file names: what a packet's magic bytes may be. */
  readonly literals: readonly number[];
}

/** Names that no source of ours has. */
const HIT = '__fuzzHit';
const AT = '__fuzzAt';
const MADE = '__fuzzMade';
const EQUAL = '__fuzzEqual';

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
};

/** Types away, code as it is. */
export function plainJavaScript(source: string, fileName: string): string {
  return ts.transpileModule(source, { fileName, compilerOptions: OPTIONS }).outputText;
}

/** `probe` is the module specifier by which this file reaches probe.js. */
export function instrumented(source: string, fileName: string, firstBlock: number, probe: string): Instrumented {
  const tree = ts.createSourceFile(
    fileName,
    plainJavaScript(source, fileName),
    ts.ScriptTarget.ES2023,
    true,
    ts.ScriptKind.JS,
  );
  const literals = new Set<number>();
  let block = firstBlock;
  const transformed = ts.transform(tree, [
    (context) => (root) => walk(root, context, { next: () => block++, literals }),
  ]);
  const [file] = transformed.transformed;
  if (file === undefined) throw new Error(`${fileName}: nothing came out of the transformation`);
  const code = ts.createPrinter().printFile(file);
  transformed.dispose();
  return {
    code: `import { hit as ${HIT}, at as ${AT}, made as ${MADE}, equal as ${EQUAL} } from '${probe}';\n${code}`,
    blocks: block - firstBlock,
    literals: [...literals],
  };
}

interface Notes {
  next(): number;
  readonly literals: Set<number>;
}

const { factory } = ts;

function walk(root: ts.SourceFile, context: ts.TransformationContext, notes: Notes): ts.SourceFile {
  const hit = (): ts.Expression =>
    factory.createCallExpression(factory.createIdentifier(HIT), undefined, [
      factory.createNumericLiteral(notes.next()),
    ]);
  const hitFirst = (statements: readonly ts.Statement[]): ts.Statement[] => [
    factory.createExpressionStatement(hit()),
    ...statements,
  ];
  const counted = (expression: ts.Expression): ts.Expression =>
    factory.createParenthesizedExpression(factory.createComma(hit(), expression));
  const body = (statement: ts.Statement): ts.Statement =>
    factory.createBlock(hitFirst(ts.isBlock(statement) ? statement.statements : [statement]), true);

  const deep = <T extends ts.Node>(node: T): T => ts.visitEachChild(node, visit, context);

  function visit(original: ts.Node): ts.Node {
    if (ts.isNumericLiteral(original)) noteLiteral(notes.literals, original.text);
    const node = deep(original);
    if (isFunctionWithBody(node)) return withBody(node, hitFirst, counted);
    if (ts.isIfStatement(node)) {
      const other = node.elseStatement === undefined ? undefined : body(node.elseStatement);
      return factory.updateIfStatement(node, node.expression, body(node.thenStatement), other);
    }
    if (ts.isForStatement(node))
      return factory.updateForStatement(node, node.initializer, node.condition, node.incrementor, body(node.statement));
    if (ts.isForOfStatement(node))
      return factory.updateForOfStatement(
        node,
        node.awaitModifier,
        node.initializer,
        node.expression,
        body(node.statement),
      );
    if (ts.isForInStatement(node))
      return factory.updateForInStatement(node, node.initializer, node.expression, body(node.statement));
    if (ts.isWhileStatement(node)) return factory.updateWhileStatement(node, node.expression, body(node.statement));
    if (ts.isDoStatement(node)) return factory.updateDoStatement(node, body(node.statement), node.expression);
    if (ts.isCaseClause(node)) return factory.updateCaseClause(node, node.expression, hitFirst(node.statements));
    if (ts.isDefaultClause(node)) return factory.updateDefaultClause(node, hitFirst(node.statements));
    if (ts.isCatchClause(node)) {
      const block = factory.updateBlock(node.block, hitFirst(node.block.statements));
      return factory.updateCatchClause(node, node.variableDeclaration, block);
    }
    if (ts.isConditionalExpression(node))
      return factory.updateConditionalExpression(
        node,
        node.condition,
        node.questionToken,
        counted(node.whenTrue),
        node.colonToken,
        counted(node.whenFalse),
      );
    if (ts.isBinaryExpression(node) && isShortCircuit(node.operatorToken.kind))
      return factory.updateBinaryExpression(node, node.left, node.operatorToken, counted(node.right));
    if (ts.isBinaryExpression(node) && isEquality(node.operatorToken.kind)) {
      const call = factory.createCallExpression(factory.createIdentifier(EQUAL), undefined, [node.left, node.right]);
      return node.operatorToken.kind === ts.SyntaxKind.EqualsEqualsEqualsToken ? call : factory.createLogicalNot(call);
    }
    if (ts.isNewExpression(node))
      return factory.createCallExpression(factory.createIdentifier(MADE), undefined, [node]);
    // The parent is only known of the original; the children of `node` are walked already.
    if (ts.isElementAccessExpression(original) && ts.isElementAccessExpression(node) && isPlainRead(original))
      return factory.createCallExpression(factory.createIdentifier(AT), undefined, [
        node.expression,
        node.argumentExpression,
      ]);
    return node;
  }
  return deep(root);
}

type WithBody =
  | ts.FunctionDeclaration
  | ts.FunctionExpression
  | ts.ArrowFunction
  | ts.MethodDeclaration
  | ts.ConstructorDeclaration
  | ts.AccessorDeclaration;

function isFunctionWithBody(node: ts.Node): node is WithBody {
  return ts.isFunctionLike(node) && 'body' in node && node.body !== undefined;
}

function withBody(
  node: WithBody,
  hitFirst: (statements: readonly ts.Statement[]) => ts.Statement[],
  counted: (expression: ts.Expression) => ts.Expression,
): ts.Node {
  const f = factory;
  const { body } = node;
  if (body === undefined) return node;
  if (ts.isArrowFunction(node)) {
    const inner = ts.isBlock(body) ? f.updateBlock(body, hitFirst(body.statements)) : counted(body);
    const { modifiers, typeParameters, parameters, type, equalsGreaterThanToken } = node;
    return f.updateArrowFunction(node, modifiers, typeParameters, parameters, type, equalsGreaterThanToken, inner);
  }
  if (!ts.isBlock(body)) return node;
  const block = f.updateBlock(body, hitFirst(body.statements));
  if (ts.isFunctionDeclaration(node)) {
    const { modifiers, asteriskToken, name, typeParameters, parameters, type } = node;
    return f.updateFunctionDeclaration(node, modifiers, asteriskToken, name, typeParameters, parameters, type, block);
  }
  if (ts.isFunctionExpression(node)) {
    const { modifiers, asteriskToken, name, typeParameters, parameters, type } = node;
    return f.updateFunctionExpression(node, modifiers, asteriskToken, name, typeParameters, parameters, type, block);
  }
  if (ts.isMethodDeclaration(node)) {
    const { modifiers, asteriskToken, name, questionToken, typeParameters, parameters, type } = node;
    return f.updateMethodDeclaration(
      node,
      modifiers,
      asteriskToken,
      name,
      questionToken,
      typeParameters,
      parameters,
      type,
      block,
    );
  }
  if (ts.isConstructorDeclaration(node))
    return f.updateConstructorDeclaration(node, node.modifiers, node.parameters, block);
  if (ts.isGetAccessorDeclaration(node))
    return f.updateGetAccessorDeclaration(node, node.modifiers, node.name, node.parameters, node.type, block);
  return f.updateSetAccessorDeclaration(node, node.modifiers, node.name, node.parameters, block);
}

function isShortCircuit(kind: ts.SyntaxKind): boolean {
  return (
    kind === ts.SyntaxKind.AmpersandAmpersandToken ||
    kind === ts.SyntaxKind.BarBarToken ||
    kind === ts.SyntaxKind.QuestionQuestionToken
  );
}

function isEquality(kind: ts.SyntaxKind): boolean {
  return kind === ts.SyntaxKind.EqualsEqualsEqualsToken || kind === ts.SyntaxKind.ExclamationEqualsEqualsToken;
}

/**
 * `bytes[i]` whose value is used as it comes. Not: assigned to, called (it would lose its `this`), optional, or followed by `??`, for
 * there the code says itself what is to happen behind the end.
 */
function isPlainRead(node: ts.ElementAccessExpression): boolean {
  const { parent } = node;
  if (ts.isOptionalChain(node) || node.expression.kind === ts.SyntaxKind.SuperKeyword) return false;
  if (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) return !ts.isOptionalChain(parent);
  if (ts.isCallExpression(parent) && parent.expression === node) return false;
  if (ts.isDeleteExpression(parent) || ts.isPostfixUnaryExpression(parent)) return false;
  if (ts.isPrefixUnaryExpression(parent))
    return parent.operator !== ts.SyntaxKind.PlusPlusToken && parent.operator !== ts.SyntaxKind.MinusMinusToken;
  if (ts.isForOfStatement(parent) || ts.isForInStatement(parent)) return parent.expression === node;
  if (ts.isArrayLiteralExpression(parent) || ts.isPropertyAssignment(parent) || ts.isSpreadElement(parent))
    return false;
  if (!ts.isBinaryExpression(parent)) return true;
  const { kind } = parent.operatorToken;
  if (parent.left !== node) return true;
  return (
    kind !== ts.SyntaxKind.QuestionQuestionToken &&
    (kind < ts.SyntaxKind.FirstAssignment || kind > ts.SyntaxKind.LastAssignment)
  );
}

function noteLiteral(literals: Set<number>, text: string): void {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff) literals.add(value);
}
