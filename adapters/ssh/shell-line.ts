// The one place where words become a line for a remote shell. SSH carries a line, not an argument vector, so every word is quoted here
// and nowhere else. Free text never becomes a script: scripts are built from argument vectors only.

/** Longer lines do not fit the argument list of `sh -c` on Linux (MAX_ARG_STRLEN). */
const LINE_MAX_BYTES = 120_000;
const PLAIN_WORD = /^[A-Za-z0-9_/:.,@+-]+$/;
/** Words that a shell reads as grammar when they come first. */
const RESERVED =
  /^(?:case|coproc|do|done|elif|else|esac|fi|for|function|if|in|select|then|time|until|while|namespace|end|repeat|foreach)$/;
const LONE_SURROGATE = /\p{Surrogate}/u;

function quoteWord(word: string, first: boolean): string {
  if (word.includes('\0')) throw new Error('A command word holds a NUL byte: no shell can carry it.');
  if (LONE_SURROGATE.test(word)) throw new Error('A command word is not valid Unicode: it would arrive changed.');
  if (PLAIN_WORD.test(word) && !(first && RESERVED.test(word))) return word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Throws for what no shell can carry: an empty vector, an empty program name, a NUL byte, broken Unicode, a line too long. */
export function quote(argv: readonly string[]): string {
  if (argv.length === 0 || argv[0] === '')
    throw new Error('A command needs a program to run: the argument vector is empty.');
  const line = argv.map((word, index) => quoteWord(word, index === 0)).join(' ');
  if (Buffer.byteLength(line) > LINE_MAX_BYTES) {
    throw new Error(
      `A command of ${Buffer.byteLength(line)} bytes is too long for a shell (at most ${LINE_MAX_BYTES}).`,
    );
  }
  return line;
}

const scriptKey = Symbol('script');

/** A line built from argument vectors by `pipeline` and `sequence`; nothing else can make one. */
export class ShellScript {
  readonly #line: string;
  constructor(key: symbol, line: string) {
    if (key !== scriptKey)
      throw new Error('Scripts are built by pipeline() and sequence() only, from argument vectors.');
    this.#line = line;
  }
  get line(): string {
    return this.#line;
  }
}

/**
 * `a | b | c`. The exit code is that of the last command only, as in every POSIX shell: a caller that must know whether an earlier
 * one failed has to see it in the output (a hash over too few bytes differs from the wanted one).
 */
export function pipeline(commands: readonly (readonly string[])[]): ShellScript {
  if (commands.length === 0) throw new Error('A pipeline needs at least one command.');
  return new ShellScript(scriptKey, commands.map(quote).join(' | '));
}

/** `a && b && c`: each runs only if the one before it exited with 0. */
export function sequence(...steps: readonly (readonly string[] | ShellScript)[]): ShellScript {
  if (steps.length === 0) throw new Error('A sequence needs at least one step.');
  const lines = steps.map((step) => (step instanceof ShellScript ? step.line : quote(step)));
  return new ShellScript(scriptKey, lines.join(' && '));
}
