import { AsimovError, didYouMean } from "../../system/index.ts";
import { hasMarks } from "./output.ts";

/** Names of the helpers that a rewritten template calls: one for every look-up, one for every emission. */
export const lookupHelper = "asimov:lookup";
export const emitHelper = "asimov:emit";

/** What a template may name. */
export interface Names {
  readonly roots: readonly string[];
  readonly helpers: readonly string[];
  readonly blocks: readonly string[];
}

interface Scope extends Names {
  readonly source: readonly string[];
  readonly file: string;
  readonly blockParams: readonly string[];
}

/**
 * Rewrites a parsed template so that each path from a root (`settings.data.x`) and each `{{...}}` goes through a helper of ours, which can check and
 * record it. Throws `TEMPLATE_INVALID` for a name that nothing can be behind, and for partials and decorators.
 */
export function rewrite(program: hbs.AST.Program, source: string, file: string, names: Names): hbs.AST.Program {
  return rewriteProgram(program, { ...names, source: source.split("\n"), file, blockParams: [] });
}

function rewriteProgram(program: hbs.AST.Program, outer: Scope): hbs.AST.Program {
  const scope = { ...outer, blockParams: [...outer.blockParams, ...(program.blockParams ?? [])] };
  return { ...program, body: program.body.map((statement) => rewriteStatement(statement, scope)) };
}

function rewriteStatement(statement: hbs.AST.Statement, scope: Scope): hbs.AST.Statement {
  if (isA<hbs.AST.MustacheStatement>(statement, "MustacheStatement")) return rewriteMustache(statement, scope);
  if (isA<hbs.AST.BlockStatement>(statement, "BlockStatement")) return rewriteBlock(statement, scope);
  if (isA<hbs.AST.ContentStatement>(statement, "ContentStatement")) {
    if (hasMarks(statement.value)) throw invalid(statement, scope, "the characters U+E000 and U+E001 can't be used");
    return statement;
  }
  if (isA<hbs.AST.CommentStatement>(statement, "CommentStatement")) return statement;
  throw invalid(statement, scope, "partials and decorators can't be used");
}

function rewriteMustache(statement: hbs.AST.MustacheStatement, scope: Scope): hbs.AST.MustacheStatement {
  const { path, loc } = statement;
  if (!isA<hbs.AST.PathExpression>(path, "PathExpression")) throw invalid(statement, scope, "a literal needs no braces");
  const inner: hbs.AST.SubExpression = { type: "SubExpression", path, params: statement.params, hash: statement.hash, loc };
  const isCall = statement.params.length > 0 || isHelper(path, scope);
  const expression = rewriteExpression(isCall ? inner : path, scope);
  const label = text(sourceOf(statement, scope), loc);
  return { ...statement, path: name(emitHelper, loc), params: [expression, label], hash: undefined as unknown as hbs.AST.Hash };
}

function rewriteBlock(statement: hbs.AST.BlockStatement, scope: Scope): hbs.AST.BlockStatement {
  const helper = statement.path.original;
  if (!scope.blocks.includes(helper)) throw invalid(statement, scope, `there is no block "${helper}".${didYouMean(helper, scope.blocks)}`);
  return {
    ...statement,
    params: statement.params.map((param) => rewriteExpression(param, scope)),
    hash: rewriteHash(statement.hash, scope),
    program: rewriteProgram(statement.program, scope),
    inverse: (statement.inverse as hbs.AST.Program | undefined) ? rewriteProgram(statement.inverse, scope) : statement.inverse,
  };
}

function rewriteExpression(expression: hbs.AST.Expression, scope: Scope): hbs.AST.Expression {
  if (isA<hbs.AST.PathExpression>(expression, "PathExpression")) return rewritePath(expression, scope);
  if (!isA<hbs.AST.SubExpression>(expression, "SubExpression")) return expression;
  const params = expression.params.map((param) => rewriteExpression(param, scope));
  const { path } = expression;
  if (isHelper(path, scope)) return { ...expression, params, hash: rewriteHash(expression.hash, scope) } as hbs.AST.SubExpression;
  if (!startsAtRoot(path, scope)) throw invalid(path, scope, `there is no helper "${path.original}".${didYouMean(path.original, scope.helpers)}`);
  return { ...lookup(path), params: [...lookup(path).params, ...params] } as hbs.AST.SubExpression;
}

function rewritePath(path: hbs.AST.PathExpression, scope: Scope): hbs.AST.Expression {
  if (startsAtRoot(path, scope)) return lookup(path);
  const first = path.parts[0] ?? "";
  if (path.data || path.depth > 0 || /^(\.|this\b)/.test(path.original) || scope.blockParams.includes(first)) return path;
  const known = [...scope.roots, ...scope.blockParams, ...scope.helpers];
  throw invalid(path, scope, `"${first}" is neither ${scope.roots.join(", ")} nor a helper.${didYouMean(first, known)}`);
}

function rewriteHash(hash: hbs.AST.Hash, scope: Scope): hbs.AST.Hash {
  if (!(hash as hbs.AST.Hash | undefined)) return hash;
  return { ...hash, pairs: hash.pairs.map((pair) => ({ ...pair, value: rewriteExpression(pair.value, scope) })) };
}

function lookup(path: hbs.AST.PathExpression): hbs.AST.SubExpression {
  const params = [text(JSON.stringify(path.parts), path.loc)];
  return { type: "SubExpression", path: name(lookupHelper, path.loc), params, hash: undefined as unknown as hbs.AST.Hash, loc: path.loc };
}

function isHelper(path: hbs.AST.PathExpression, scope: Scope): boolean {
  return path.parts.length === 1 && !path.data && path.depth === 0 && scope.helpers.includes(path.original);
}

function startsAtRoot(path: hbs.AST.PathExpression, scope: Scope): boolean {
  const first = path.parts[0] ?? "";
  return !path.data && path.depth === 0 && path.original.startsWith(first) && scope.roots.includes(first) && !scope.blockParams.includes(first);
}

function name(original: string, loc: hbs.AST.SourceLocation): hbs.AST.PathExpression {
  return { type: "PathExpression", data: false, depth: 0, parts: [original], original, loc };
}

function text(value: string, loc: hbs.AST.SourceLocation): hbs.AST.StringLiteral {
  return { type: "StringLiteral", value, original: value, loc };
}

function sourceOf({ loc }: hbs.AST.Node, scope: Scope): string {
  return (scope.source[loc.start.line - 1] ?? "").slice(loc.start.column, loc.end.line === loc.start.line ? loc.end.column : undefined);
}

function invalid(node: hbs.AST.Node, scope: Scope, message: string): AsimovError {
  return new AsimovError("TEMPLATE_INVALID", { message, at: { file: scope.file, line: node.loc.start.line, column: node.loc.start.column + 1 } });
}

function isA<N extends hbs.AST.Node>(node: hbs.AST.Node, type: N["type"]): node is N {
  return node.type === type;
}
