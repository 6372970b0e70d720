// From tokens to a script: lists, and-or chains, pipelines, groups, if, for, redirections.
// Must never accept what it does not run: everything else is a syntax problem, with the word that was not expected.
import { lex, type Token } from './lexer.js';
import {
  type AndOr,
  type Command,
  type Pipeline,
  type Redirect,
  type Script,
  SyntaxProblem,
  type Word,
} from './syntax.js';

const ASSIGNMENT = /^([A-Za-z_]\w*)=/;
const DEPTH_MAX = 32;

export function parse(line: string, depth = 0): Script {
  if (depth > DEPTH_MAX) throw new SyntaxProblem('nested too deeply');
  const parser = new Parser(lex(line, (inner) => parse(inner, depth + 1)));
  const script = parser.script([]);
  parser.expectEnd();
  return script;
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** Commands up to one of the reserved words or operators in `until`, which is left in place. */
  script(until: readonly string[]): AndOr[] {
    const list: AndOr[] = [];
    for (;;) {
      while (this.#isOperator(';') || this.#isOperator('\n')) this.#at++;
      const ahead = this.#ahead();
      if (ahead === undefined || until.includes(ahead)) return list;
      list.push(this.#andOr());
      const after = this.#ahead();
      if (after !== undefined && after !== ';' && after !== '\n' && !until.includes(after)) this.#unexpected();
    }
  }
  expectEnd(): void {
    if (this.#at < this.#tokens.length) this.#unexpected();
  }

  #andOr(): AndOr {
    const first = this.#pipeline();
    const rest: { when: '&&' | '||'; pipeline: Pipeline }[] = [];
    for (let when = this.#ahead(); when === '&&' || when === '||'; when = this.#ahead()) {
      this.#at++;
      this.#skipNewlines();
      rest.push({ when, pipeline: this.#pipeline() });
    }
    return { first, rest };
  }
  #pipeline(): Pipeline {
    const negated = this.#isReserved('!');
    if (negated) this.#at++;
    const commands = [this.#command()];
    while (this.#isOperator('|')) {
      this.#at++;
      this.#skipNewlines();
      commands.push(this.#command());
    }
    return { negated, commands };
  }

  #command(): Command {
    if (this.#isOperator('(')) return this.#group(')', true);
    if (this.#isReserved('{')) return this.#group('}', false);
    if (this.#isReserved('if')) return this.#if();
    if (this.#isReserved('for')) return this.#for();
    return this.#simple();
  }
  #group(end: string, subshell: boolean): Command {
    this.#at++;
    const body = this.script([end]);
    this.#expect(end);
    return { kind: 'group', body, subshell, redirects: this.#redirects() };
  }
  #if(): Command {
    const branches: { test: Script; body: Script }[] = [];
    let otherwise: Script | undefined;
    do {
      this.#at++;
      const test = this.script(['then']);
      this.#expect('then');
      branches.push({ test, body: this.script(['elif', 'else', 'fi']) });
    } while (this.#isReserved('elif'));
    if (this.#isReserved('else')) {
      this.#at++;
      otherwise = this.script(['fi']);
    }
    this.#expect('fi');
    return { kind: 'if', branches, otherwise, redirects: this.#redirects() };
  }
  #for(): Command {
    this.#at++;
    const name = this.#tokens[this.#at++];
    if (name?.kind !== 'word' || name.plain === undefined) throw new SyntaxProblem('for: expected a name');
    this.#expect('in');
    const words: Word[] = [];
    for (let token = this.#tokens[this.#at]; token?.kind === 'word'; token = this.#tokens[this.#at]) {
      words.push(token.word);
      this.#at++;
    }
    while (this.#isOperator(';') || this.#isOperator('\n')) this.#at++;
    this.#expect('do');
    const body = this.script(['done']);
    this.#expect('done');
    return { kind: 'for', name: name.plain, words, body, redirects: this.#redirects() };
  }
  #simple(): Command {
    const assigns: [string, Word][] = [];
    const words: Word[] = [];
    const redirects: Redirect[] = [];
    for (;;) {
      const redirect = this.#redirect();
      if (redirect !== undefined) {
        redirects.push(redirect);
        continue;
      }
      const token = this.#tokens[this.#at];
      if (token?.kind !== 'word') break;
      this.#at++;
      const assign = words.length === 0 ? assignment(token.word) : undefined;
      if (assign === undefined) words.push(token.word);
      else assigns.push(assign);
    }
    if (assigns.length + words.length + redirects.length === 0) this.#unexpected();
    return { kind: 'simple', assigns, words, redirects };
  }

  #redirects(): Redirect[] {
    const list: Redirect[] = [];
    for (let found = this.#redirect(); found !== undefined; found = this.#redirect()) list.push(found);
    return list;
  }
  #redirect(): Redirect | undefined {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'operator' || !/[<>]/.test(token.text)) return undefined;
    this.#at++;
    if (token.text === '2>&1') return { kind: 'copy', fd: 2, from: 1 };
    if (token.text === '>&2' || token.text === '1>&2') return { kind: 'copy', fd: 1, from: 2 };
    const target = this.#tokens[this.#at++];
    if (target?.kind !== 'word') throw new SyntaxProblem(`"${token.text}" without a file`);
    const fd = token.text === '<' ? 0 : token.text.startsWith('2') ? 2 : 1;
    const mode = token.text === '<' ? 'read' : token.text.endsWith('>>') ? 'append' : 'truncate';
    return { kind: 'file', fd, mode, target: target.word };
  }

  #ahead(): string | undefined {
    const token = this.#tokens[this.#at];
    return token?.kind === 'operator' ? token.text : (token?.plain ?? (token === undefined ? undefined : ''));
  }
  #isOperator(text: string): boolean {
    const token = this.#tokens[this.#at];
    return token?.kind === 'operator' && token.text === text;
  }
  #isReserved(word: string): boolean {
    const token = this.#tokens[this.#at];
    return token?.kind === 'word' && token.plain === word;
  }
  #skipNewlines(): void {
    while (this.#isOperator('\n')) this.#at++;
  }
  #expect(word: string): void {
    if (this.#ahead() !== word) this.#unexpected();
    this.#at++;
  }
  #unexpected(): never {
    const ahead = this.#ahead();
    throw new SyntaxProblem(ahead === undefined ? 'end of file unexpected' : `"${ahead}" unexpected`);
  }
}

function assignment(word: Word): [string, Word] | undefined {
  const [first, ...rest] = word;
  if (first?.kind !== 'text' || first.quoted) return undefined;
  const match = ASSIGNMENT.exec(first.text);
  if (match === null) return undefined;
  return [match[1] as string, [{ kind: 'text', text: first.text.slice(match[0].length), quoted: true }, ...rest]];
}
