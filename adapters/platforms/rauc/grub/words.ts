// Cuts a GRUB script into words and separators (GRUB manual, "Shell-like scripting"). It knows only the subset that boot
// selection needs. It must never guess: a character with a meaning that it does not know ends the reading with an error,
// which the preflight reports as a problem (fail closed).

/** Said of a script that this reader does not understand in full. Never a pass. */
export class NotUnderstood extends Error {
  constructor(line: number, text: string) {
    super(`line ${line}: ${text}`);
  }
}

/** A piece of a word: text as it stands, or a variable to put in. Quoted variables are not cut at blanks. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string; readonly quoted: boolean };

export type Token =
  | { readonly kind: 'word'; readonly pieces: readonly Piece[]; readonly line: number; readonly bare: boolean }
  | { readonly kind: 'end' | 'open' | 'close'; readonly line: number };

export type Word = Extract<Token, { kind: 'word' }>;

const NAME = /^(?:[A-Za-z_][A-Za-z0-9_]*|\?|[0-9])/;

class Reader {
  readonly tokens: Token[] = [];
  private at = 0;
  private line = 1;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  run(): Token[] {
    while (this.at < this.text.length) {
      const char = this.text[this.at] as string;
      if (char === '\n') {
        this.tokens.push({ kind: 'end', line: this.line++ });
        this.at++;
      } else if (char === ';') {
        this.tokens.push({ kind: 'end', line: this.line });
        this.at++;
      } else if (char === ' ' || char === '\t' || char === '\r') {
        this.at++;
      } else if (char === '#') {
        while (this.at < this.text.length && this.text[this.at] !== '\n') this.at++;
      } else if (char === '\\' && this.text[this.at + 1] === '\n') {
        this.at += 2;
        this.line++;
      } else if ((char === '{' || char === '}') && this.standsAlone()) {
        this.tokens.push({ kind: char === '{' ? 'open' : 'close', line: this.line });
        this.at++;
      } else {
        this.word();
      }
    }
    this.tokens.push({ kind: 'end', line: this.line });
    return this.tokens;
  }

  private standsAlone(): boolean {
    const next = this.text[this.at + 1];
    return next === undefined || /[\s;{}]/.test(next);
  }

  private word(): void {
    const pieces: Piece[] = [];
    const line = this.line;
    let bare = true;
    while (this.at < this.text.length) {
      const char = this.text[this.at] as string;
      if (/[\s;]/.test(char)) break;
      if (char === "'") {
        bare = false;
        const close = this.text.indexOf("'", this.at + 1);
        if (close < 0) throw new NotUnderstood(line, "a ' is never closed");
        const inside = this.text.slice(this.at + 1, close);
        this.line += inside.split('\n').length - 1;
        pieces.push({ kind: 'text', text: inside });
        this.at = close + 1;
      } else if (char === '"') {
        bare = false;
        this.quoted(pieces, line);
      } else if (char === '\\') {
        bare = false;
        pieces.push({ kind: 'text', text: this.text[this.at + 1] ?? '' });
        this.at += 2;
      } else if (char === '$') {
        bare = false;
        pieces.push(this.variable(false));
      } else if (/[|&<>`*]/.test(char)) {
        throw new NotUnderstood(line, `"${char}" is not something this check understands`);
      } else {
        pieces.push({ kind: 'text', text: char });
        this.at++;
      }
    }
    this.tokens.push({ kind: 'word', pieces, line, bare });
  }

  private quoted(pieces: Piece[], line: number): void {
    pieces.push({ kind: 'text', text: '' });
    this.at++;
    while (this.text[this.at] !== '"') {
      const char = this.text[this.at];
      if (char === undefined) throw new NotUnderstood(line, 'a " is never closed');
      if (char === '$') {
        pieces.push(this.variable(true));
        continue;
      }
      if (char === '\n') this.line++;
      // Inside double quotes a backslash escapes only $, " and itself.
      const escapes = char === '\\' && /["$\\]/.test(this.text[this.at + 1] ?? '');
      pieces.push({ kind: 'text', text: escapes ? (this.text[this.at + 1] as string) : char });
      this.at += escapes ? 2 : 1;
    }
    this.at++;
  }

  private variable(quoted: boolean): Piece {
    const braced = this.text[this.at + 1] === '{';
    const name = NAME.exec(this.text.slice(this.at + (braced ? 2 : 1), this.at + 80))?.[0];
    const end = this.at + (braced ? 2 : 1) + (name?.length ?? 0);
    if (name === undefined || (braced && this.text[end] !== '}')) {
      throw new NotUnderstood(this.line, 'a "$" that no variable name follows');
    }
    this.at = end + (braced ? 1 : 0);
    return { kind: 'variable', name, quoted };
  }
}

export const readWords = (text: string): Token[] => new Reader(text).run();

/** The text of a word without variables or quotes, such as a keyword; `undefined` for any other. */
export function keyword(token: Token | undefined): string | undefined {
  if (token?.kind !== 'word' || !token.bare) return undefined;
  return token.pieces.map((piece) => (piece.kind === 'text' ? piece.text : '')).join('');
}
