// Cuts a command line into words and operators, after the rules of POSIX sh for quoting.
// Must never guess: an open quote or substitution is a syntax problem.
import { type Script, SyntaxProblem, type Word, type WordPart } from './syntax.js';

export type Token =
  | {
      readonly kind: 'word';
      readonly word: Word /** The text, when nothing in it was quoted or expanded: only such words can be reserved. */;
      readonly plain: string | undefined;
    }
  | { readonly kind: 'operator'; readonly text: string };

const OPERATORS = ['2>&1', '1>&2', '>&2', '2>>', '1>', '2>', '&&', '||', '>>', '|', ';', '(', ')', '<', '>', '\n', '&'];
const LINE_BYTES_MAX = 64 * 1024;

/** `parse` turns the inside of `$(…)` into a script; handed in to keep lexer and parser apart. */
export function lex(line: string, parse: (line: string) => Script): Token[] {
  if (line.length > LINE_BYTES_MAX) throw new SyntaxProblem('command line too long');
  const tokens: Token[] = [];
  for (let at = 0; at < line.length; ) {
    const char = line[at] as string;
    if (char === ' ' || char === '\t' || char === '\r' || line.startsWith('\\\n', at)) {
      at += char === '\\' ? 2 : 1;
      continue;
    }
    if (char === '#') {
      while (at < line.length && line[at] !== '\n') at++;
      continue;
    }
    const operator = OPERATORS.find((text) => line.startsWith(text, at));
    if (operator !== undefined) {
      if (operator === '&') throw new SyntaxProblem('"&" is not supported here: nothing runs in the background');
      tokens.push({ kind: 'operator', text: operator });
      at += operator.length;
      continue;
    }
    const reader = new WordReader(line, at, parse);
    tokens.push(reader.read());
    at = reader.at;
  }
  return tokens;
}

class WordReader {
  at: number;
  readonly #line: string;
  readonly #parse: (line: string) => Script;
  readonly #parts: WordPart[] = [];
  #text = '';
  #plain = true;

  constructor(line: string, at: number, parse: (line: string) => Script) {
    this.#line = line;
    this.at = at;
    this.#parse = parse;
  }

  read(): Token {
    for (
      let char = this.#line[this.at];
      char !== undefined && !' \t\r\n|;()<>&'.includes(char);
      char = this.#line[this.at]
    ) {
      if (char === "'") this.#single();
      else if (char === '"') this.#double();
      else if (char === '\\') this.#escaped();
      else if (char === '$') this.#expansion(false);
      else {
        this.#text += char;
        this.at++;
      }
    }
    this.#flush(false);
    const [only] = this.#parts;
    const plain = this.#plain && this.#parts.length === 1 && only?.kind === 'text' ? only.text : undefined;
    return { kind: 'word', word: this.#parts, plain };
  }

  #flush(quoted: boolean): void {
    if (this.#text !== '' || quoted) this.#parts.push({ kind: 'text', text: this.#text, quoted });
    this.#text = '';
  }
  #single(): void {
    this.#flush(false);
    this.#plain = false;
    const end = this.#line.indexOf("'", this.at + 1);
    if (end < 0) throw new SyntaxProblem('Unterminated quoted string');
    this.#text = this.#line.slice(this.at + 1, end);
    this.#flush(true);
    this.at = end + 1;
  }
  #double(): void {
    this.#flush(false);
    this.#plain = false;
    this.at++;
    for (let char = this.#line[this.at]; char !== '"'; char = this.#line[this.at]) {
      if (char === undefined) throw new SyntaxProblem('Unterminated quoted string');
      const next = this.#line[this.at + 1];
      if (char === '\\' && next !== undefined && '$`"\\\n'.includes(next)) {
        if (next !== '\n') this.#text += next;
        this.at += 2;
      } else if (char === '$') {
        this.#expansion(true);
      } else {
        this.#text += char;
        this.at++;
      }
    }
    this.at++;
    this.#flush(true);
  }
  #escaped(): void {
    const next = this.#line[this.at + 1];
    if (next === undefined) throw new SyntaxProblem('line ends in a backslash');
    this.#flush(false);
    this.#plain = false;
    this.#text = next;
    this.#flush(true);
    this.at += 2;
  }
  #expansion(quoted: boolean): void {
    const rest = this.#line.slice(this.at + 1);
    if (rest.startsWith('(')) {
      this.#flush(quoted);
      this.#plain = false;
      const end = closing(this.#line, this.at + 2);
      this.#parts.push({ kind: 'command', script: this.#parse(this.#line.slice(this.at + 2, end)), quoted });
      this.at = end + 1;
      return;
    }
    const match = /^(?:([A-Za-z_]\w*|[0-9?$#@])|\{([A-Za-z_]\w*|[0-9?#@])(?::-([^}]*))?\})/.exec(rest);
    if (match === null) {
      this.#text += '$';
      this.at++;
      return;
    }
    this.#flush(quoted);
    this.#plain = false;
    this.#parts.push({ kind: 'variable', name: match[1] ?? match[2] ?? '', fallback: match[3], quoted });
    this.at += 1 + match[0].length;
  }
}

/** Where the parenthesis opened before `from` closes, quotes and nesting heeded. */
function closing(line: string, from: number): number {
  let depth = 1;
  let quote = '';
  for (let at = from; at < line.length; at++) {
    const char = line[at] as string;
    if (char === '\\' && quote !== "'") at++;
    else if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === "'" || char === '"') quote = char;
    else if (char === '(') depth++;
    else if (char === ')' && --depth === 0) return at;
  }
  throw new SyntaxProblem('Unterminated command substitution');
}
