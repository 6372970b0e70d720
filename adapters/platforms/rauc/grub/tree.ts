// Reads the words of a GRUB script into a tree of statements: commands, if, for, menuentry. Loops and functions that boot
// selection does not need are not read: such a script ends in NotUnderstood, never in a pass.
import { keyword, NotUnderstood, readWords, type Token, type Word } from './words.js';

export type Statement =
  | { readonly kind: 'command'; readonly negated: boolean; readonly words: readonly Word[]; readonly line: number }
  | { readonly kind: 'if'; readonly arms: readonly Arm[]; readonly otherwise: readonly Statement[] }
  | { readonly kind: 'for'; readonly name: string; readonly over: readonly Word[]; readonly body: readonly Statement[] }
  | {
      readonly kind: 'menuentry';
      readonly words: readonly Word[];
      readonly body: readonly Statement[];
      readonly line: number;
    };

export interface Arm {
  readonly condition: readonly Statement[];
  readonly body: readonly Statement[];
}

/** Far above any boot script; a bound on what a node can make us recurse into. */
const DEPTH_MAX = 32;
const NOT_READ = ['while', 'until', 'function', 'submenu', 'case', 'select', 'time', '[['];

class TreeReader {
  private at = 0;
  private depth = 0;
  private readonly tokens: readonly Token[];

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  whole(): Statement[] {
    const body = this.block([]);
    const left = this.tokens[this.at];
    if (left !== undefined) throw new NotUnderstood(left.line, 'something here closes what was never opened');
    return body;
  }

  /** Statements up to (not including) one of the closing keywords, or "}" for 'close'. */
  private block(closers: readonly string[]): Statement[] {
    if (++this.depth > DEPTH_MAX) throw new NotUnderstood(this.tokens[this.at]?.line ?? 0, 'nested too deeply');
    const statements: Statement[] = [];
    for (;;) {
      while (this.tokens[this.at]?.kind === 'end') this.at++;
      const token = this.tokens[this.at];
      const closes = token?.kind === 'close' ? '}' : keyword(token);
      if (token === undefined || (closes !== undefined && closers.includes(closes))) break;
      statements.push(this.statement(token));
    }
    this.depth--;
    return statements;
  }

  private statement(token: Token): Statement {
    if (token.kind !== 'word') throw new NotUnderstood(token.line, 'a brace where a command should be');
    const name = keyword(token);
    if (name === 'if') return this.branch();
    if (name === 'for') return this.loop(token);
    if (name !== undefined && NOT_READ.includes(name)) {
      throw new NotUnderstood(token.line, `"${name}" is not something this check understands`);
    }
    if (name === 'menuentry') return this.entry(token);
    const negated = name === '!';
    if (negated) this.at++;
    return { kind: 'command', negated, words: this.wordsToEnd(), line: token.line };
  }

  private branch(): Statement {
    const arms: Arm[] = [];
    let otherwise: Statement[] = [];
    let closer: string;
    do {
      this.at++;
      const condition = this.block(['then']);
      this.take('then');
      const body = this.block(['elif', 'else', 'fi']);
      arms.push({ condition, body });
      closer = this.peekKeyword('elif', 'else', 'fi');
    } while (closer === 'elif');
    if (closer === 'else') {
      this.at++;
      otherwise = this.block(['fi']);
    }
    this.take('fi');
    return { kind: 'if', arms, otherwise };
  }

  private loop(token: Token): Statement {
    this.at++;
    const name = keyword(this.tokens[this.at++]);
    if (name === undefined) throw new NotUnderstood(token.line, 'a "for" without a variable');
    this.take('in');
    const over = this.wordsToEnd();
    while (this.tokens[this.at]?.kind === 'end') this.at++;
    this.take('do');
    const body = this.block(['done']);
    this.take('done');
    return { kind: 'for', name, over, body };
  }

  private entry(token: Token): Statement {
    this.at++;
    const words = this.wordsToEnd();
    if (this.tokens[this.at]?.kind !== 'open') throw new NotUnderstood(token.line, 'a menu entry without "{"');
    this.at++;
    const body = this.block(['}']);
    if (this.tokens[this.at]?.kind !== 'close') throw new NotUnderstood(token.line, 'a menu entry without "}"');
    this.at++;
    return { kind: 'menuentry', words, body, line: token.line };
  }

  private wordsToEnd(): Word[] {
    const words: Word[] = [];
    for (let token = this.tokens[this.at]; token?.kind === 'word'; token = this.tokens[++this.at]) words.push(token);
    return words;
  }

  private peekKeyword(...expected: string[]): string {
    const found = keyword(this.tokens[this.at]);
    if (found === undefined || !expected.includes(found)) {
      const line = this.tokens[Math.min(this.at, this.tokens.length - 1)]?.line ?? 0;
      throw new NotUnderstood(line, `expected ${expected.join(' or ')}`);
    }
    return found;
  }

  private take(expected: string): void {
    this.peekKeyword(expected);
    this.at++;
  }
}

export const readScript = (text: string): Statement[] => new TreeReader(readWords(text)).whole();
