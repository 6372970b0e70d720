// Runs a GRUB script as the boot loader would, far enough to tell which slot it starts and what it has saved to grubenv by
// then. Only environment variables are modelled; what a command does to the screen or the disk is not. A command that
// could change the choice and is not modelled ends the run with NotUnderstood, never with a guess.
import { evaluateTest } from './test-command.js';
import type { Statement } from './tree.js';
import { NotUnderstood, type Word } from './words.js';

export type GrubEnv = Readonly<Record<string, string>>;

/** Where one boot ends. `saved`: grubenv as it is on disk when the kernel is loaded; a hang from there on cannot change it. */
export type BootEnd =
  | { readonly kind: 'kernel'; readonly args: readonly string[]; readonly saved: GrubEnv }
  /** GRUB would wait for a person, or reset. */
  | { readonly kind: 'stuck'; readonly text: string };

/** A bound on a script's run: nested `for` loops could otherwise keep us busy. */
const STEPS_MAX = 5_000;
/** A bound on a value: `set a="$a$a"` doubles it at every step. */
const VALUE_MAX_CHARS = 4_096;

/** Commands that neither choose a slot nor touch the variables. */
const HARMLESS = new Set(
  'echo sleep serial terminal_input terminal_output terminal insmod export initrd initrd16 initrdefi clear true loadfont background_color gfxmode'.split(
    ' ',
  ),
);
const LINUX = new Set(['linux', 'linux16', 'linuxefi']);
const MENU_OPTIONS_WITH_VALUE = new Set(['--class', '--users', '--hotkey', '--id']);

class Boot extends Error {}
class Break extends Error {}

interface Entry {
  readonly title: string;
  readonly id: string | undefined;
  readonly body: readonly Statement[];
}

export class GrubMachine {
  private readonly variables = new Map<string, string>();
  private readonly disk: Map<string, string>;
  private readonly envFileName: string;
  private readonly entries: Entry[] = [];
  private kernel: { args: readonly string[]; saved: GrubEnv } | undefined;
  private envFile: string | undefined;
  private steps = 0;
  private status = true;

  constructor(env: GrubEnv, envFileName: string) {
    this.disk = new Map(Object.entries(env));
    this.envFileName = envFileName;
  }

  boot(script: readonly Statement[]): BootEnd {
    try {
      this.block(script);
      const entry = this.defaultEntry();
      if (typeof entry === 'string') return { kind: 'stuck', text: entry };
      this.block(entry.body);
    } catch (error) {
      if (!(error instanceof Boot)) throw error;
    }
    // At the end of a menu entry GRUB boots by itself.
    if (this.kernel === undefined) return { kind: 'stuck', text: 'no kernel is loaded' };
    return { kind: 'kernel', ...this.kernel };
  }

  private defaultEntry(): Entry | string {
    if (this.entries.length === 0) return 'the script ends without "boot" and without a menu';
    const timeout = this.variables.get('timeout');
    if (timeout === undefined || !/^\d+$/.test(timeout)) return 'the menu waits for a person: timeout is not set';
    const wanted = this.variables.get('default') ?? '0';
    if (wanted.includes('>')) throw new NotUnderstood(0, `default="${wanted}" names a submenu`);
    const byName = this.entries.find((entry) => entry.id === wanted || entry.title === wanted);
    // GRUB starts the first entry when it does not find the one that is wanted.
    return byName ?? (/^\d+$/.test(wanted) ? this.entries[Number(wanted)] : undefined) ?? (this.entries[0] as Entry);
  }

  private block(statements: readonly Statement[]): void {
    for (const statement of statements) this.statement(statement);
  }

  private statement(statement: Statement): void {
    if (++this.steps > STEPS_MAX) throw new NotUnderstood(0, `the script runs for more than ${STEPS_MAX} steps`);
    switch (statement.kind) {
      case 'command': {
        const done = this.command(statement.words, statement.line);
        this.status = statement.negated ? !done : done;
        return;
      }
      case 'if': {
        for (const arm of statement.arms) {
          this.block(arm.condition);
          if (this.status) return this.block(arm.body);
        }
        return this.block(statement.otherwise);
      }
      case 'for': {
        try {
          for (const value of statement.over.flatMap((word) => this.expand(word))) {
            this.variables.set(statement.name, value);
            this.block(statement.body);
          }
        } catch (error) {
          if (!(error instanceof Break)) throw error;
        }
        return;
      }
      case 'menuentry':
        return this.menuentry(statement.words, statement.body, statement.line);
    }
  }

  private menuentry(words: readonly Word[], body: readonly Statement[], line: number): void {
    const args = words.flatMap((word) => this.expand(word));
    let title: string | undefined;
    let id: string | undefined;
    for (let at = 0; at < args.length; at++) {
      const arg = args[at] as string;
      const [name = '', value] = arg.split('=', 2);
      if (MENU_OPTIONS_WITH_VALUE.has(name)) {
        const given = value ?? args[++at];
        if (name === '--id') id = given;
      } else if (arg === '--unrestricted') continue;
      else if (arg.startsWith('--')) throw new NotUnderstood(line, `the menu entry's option ${arg}`);
      else title ??= arg;
    }
    if (title === undefined) throw new NotUnderstood(line, 'a menu entry without a title');
    this.entries.push({ title, id, body });
  }

  private command(words: readonly Word[], line: number): boolean {
    const args = words.flatMap((word) => this.expand(word));
    const name = args.shift();
    if (name === undefined) return true;
    if (name === 'break') throw new Break();
    if (name === 'boot') {
      if (this.kernel === undefined) return false;
      throw new Boot();
    }
    if (name === 'set') return this.assign(args[0], args.length, line);
    if (/^[A-Za-z_][A-Za-z0-9_]*=/.test(name)) return this.assign(name, args.length + 1, line);
    if (name === 'unset') {
      for (const variable of args) this.variables.delete(variable);
      return true;
    }
    if (name === '[' || name === 'test') return this.test(name, args, line);
    if (name === 'load_env' || name === 'save_env') return this.environment(name, args, line);
    if (LINUX.has(name)) {
      // The first moment from which the boot can hang: what is not saved by now is lost.
      this.kernel = { args, saved: Object.fromEntries(this.disk) };
      return true;
    }
    if (name === 'search') return this.search(args, line);
    if (name === 'false') return false;
    if (HARMLESS.has(name)) return true;
    throw new NotUnderstood(line, `the command "${name}" is not something this check understands`);
  }

  private assign(text: string | undefined, count: number, line: number): boolean {
    const match = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(text ?? '');
    if (match === null || count !== 1) throw new NotUnderstood(line, 'a "set" that is not one name=value');
    const [, name, value] = match as unknown as [string, string, string];
    if (name === 'fallback') throw new NotUnderstood(line, '"fallback" starts an entry that RAUC did not choose');
    if (value.length > VALUE_MAX_CHARS)
      throw new NotUnderstood(line, `${name} grows beyond ${VALUE_MAX_CHARS} characters`);
    this.variables.set(name, value);
    return true;
  }

  private test(name: string, args: readonly string[], line: number): boolean {
    if (name === '[' && args.at(-1) !== ']') throw new NotUnderstood(line, 'a "[" without "]"');
    try {
      return evaluateTest(name === '[' ? args.slice(0, -1) : args);
    } catch (error) {
      throw new NotUnderstood(line, (error as Error).message);
    }
  }

  private environment(name: 'load_env' | 'save_env', args: readonly string[], line: number): boolean {
    const variables = [...args];
    let file = `$prefix/${this.envFileName}`;
    if (variables[0] === '--file' || variables[0] === '-f') {
      variables.shift();
      file = variables.shift() ?? '';
    } else if (variables[0]?.startsWith('-')) throw new NotUnderstood(line, `${name} ${variables[0]}`);
    this.envFile ??= file;
    // Loading from one file and saving to another, TRY would never be seen again.
    if (file !== this.envFile) throw new NotUnderstood(line, `${name} uses ${file}, elsewhere it is ${this.envFile}`);
    if (!file.endsWith(`/${this.envFileName}`)) {
      throw new NotUnderstood(line, `${name} uses ${file}, while RAUC writes a file named ${this.envFileName}`);
    }
    if (name === 'load_env') {
      for (const [variable, value] of this.disk) {
        if (variables.length === 0 || variables.includes(variable)) this.variables.set(variable, value);
      }
      return true;
    }
    for (const variable of variables) {
      const value = this.variables.get(variable);
      if (value === undefined) this.disk.delete(variable);
      else this.disk.set(variable, value);
    }
    return true;
  }

  /** `search` finds a disk and puts its name into a variable; the name is unknowable here and chooses nothing we model. */
  private search(args: readonly string[], line: number): boolean {
    const at = args.findIndex((arg) => arg === '--set' || arg.startsWith('--set='));
    const variable = at < 0 ? undefined : (/^--set=(.+)$/.exec(args[at] as string)?.[1] ?? 'root');
    if (variable === undefined) throw new NotUnderstood(line, 'a "search" that sets nothing');
    this.variables.set(variable, '(found by search)');
    return true;
  }

  /** Puts variables in. As in GRUB, an unquoted variable is cut at blanks, and one that is empty leaves no word. */
  private expand(word: Word): string[] {
    const out: string[] = [];
    let current: string | undefined;
    for (const piece of word.pieces) {
      if (piece.kind === 'text') current = (current ?? '') + piece.text;
      else {
        const value = piece.name === '?' ? (this.status ? '0' : '1') : (this.variables.get(piece.name) ?? '');
        if (piece.quoted) current = (current ?? '') + value;
        else {
          const [first = '', ...rest] = value.split(/[ \t\n]+/);
          if (value !== '') current = (current ?? '') + first;
          for (const part of rest) {
            out.push(current ?? '');
            current = part;
          }
        }
      }
    }
    if (current !== undefined) out.push(current);
    return out;
  }
}
