// Runs scripts on a node: expansion, pipes that really run side by side, redirection, exit codes, a few built-in commands.
// Must never outlive the login or the boot it runs on: every wait ends with the signal.
import { FsError, type Writer } from '../node/files.js';
import { NodeDied, type NodeModel } from '../node/node.js';
import { parse } from './parser.js';
import { complain, inside, type Process } from './process.js';
import { PROGRAMS } from './programs/index.js';
import { BrokenPipe, type ByteSink, type ByteSource, Collector, NO_INPUT, Pipe, sourceOf } from './streams.js';
import {
  type AndOr,
  type Command,
  type Pipeline,
  type Redirect,
  type Script,
  SyntaxProblem,
  type Word,
} from './syntax.js';

interface Streams {
  readonly stdin: ByteSource;
  readonly stdout: ByteSink;
  readonly stderr: ByteSink;
}
interface State {
  cwd: string;
  vars: Map<string, string>;
  status: number;
  /** `set -e` */
  strict: boolean;
}
class Exit extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`exit ${status}`);
    this.status = status;
  }
}

const NOT_FOUND = 127;
const SIGPIPE_STATUS = 141;

export class Shell {
  readonly #node: NodeModel;
  readonly #signal: AbortSignal;
  readonly #state: State = {
    cwd: '/root',
    vars: new Map([
      ['HOME', '/root'],
      ['PATH', '/bin'],
    ]),
    status: 0,
    strict: false,
  };

  constructor(node: NodeModel, signal: AbortSignal, parameters: readonly string[] = []) {
    this.#node = node;
    this.#signal = signal;
    parameters.forEach((value, index) => this.#state.vars.set(String(index), value));
  }

  /** Runs a command line to its end. Rejects only when node or login went away on the way. */
  async run(line: string, streams: Streams): Promise<number> {
    try {
      const script = parse(line);
      return await this.#script(script, streams, this.#state);
    } catch (error) {
      if (error instanceof Exit) return error.status;
      if (!(error instanceof SyntaxProblem)) throw error;
      await streams.stderr.write(`sh: 1: Syntax error: ${error.message}\n`);
      return 2;
    }
  }

  async #script(script: Script, streams: Streams, state: State): Promise<number> {
    for (const andOr of script) {
      await this.#andOr(andOr, streams, state);
    }
    return state.status;
  }
  async #andOr({ first, rest }: AndOr, streams: Streams, state: State): Promise<void> {
    let exempt = first.negated || rest.length > 0;
    state.status = await this.#pipeline(first, streams, state);
    for (const [index, { when, pipeline }] of rest.entries()) {
      if ((when === '&&') !== (state.status === 0)) continue;
      exempt = pipeline.negated || index < rest.length - 1;
      state.status = await this.#pipeline(pipeline, streams, state);
    }
    if (state.strict && state.status !== 0 && !exempt) throw new Exit(state.status);
  }
  async #pipeline({ negated, commands }: Pipeline, streams: Streams, state: State): Promise<number> {
    const [only] = commands;
    let status: number;
    if (commands.length === 1 && only !== undefined) {
      status = await this.#command(only, streams, state);
    } else {
      const statuses = await Promise.all(this.#connect(commands, streams, state));
      status = statuses.at(-1) ?? 0;
    }
    return negated ? Number(status === 0) : status;
  }
  #connect(commands: readonly Command[], streams: Streams, state: State): Promise<number>[] {
    let stdin = streams.stdin;
    return commands.map(async (command, index) => {
      const from = stdin;
      const pipe = index < commands.length - 1 ? new Pipe() : undefined;
      if (pipe !== undefined) stdin = pipe;
      const copy = { ...state, vars: new Map(state.vars) };
      try {
        return await this.#command(
          command,
          { stdin: from, stdout: pipe ?? streams.stdout, stderr: streams.stderr },
          copy,
        );
      } catch (error) {
        if (error instanceof Exit) return error.status;
        throw error;
      } finally {
        pipe?.end();
        if (index > 0) from.stop();
      }
    });
  }

  async #command(command: Command, outer: Streams, state: State): Promise<number> {
    if (this.#signal.aborted) throw new NodeDied(this.#node.id);
    const opened: Writer[] = [];
    try {
      const streams = await this.#redirect(command.redirects, outer, state, opened);
      return await this.#inner(command, streams, state);
    } catch (error) {
      if (error instanceof BrokenPipe) return SIGPIPE_STATUS;
      if (!(error instanceof RedirectFailed)) throw error;
      await outer.stderr.write(`sh: 1: ${error.message}\n`);
      return 2;
    } finally {
      for (const writer of opened) writer.close();
    }
  }
  async #inner(command: Command, streams: Streams, state: State): Promise<number> {
    switch (command.kind) {
      case 'group': {
        if (!command.subshell) return this.#script(command.body, streams, state);
        try {
          return await this.#script(command.body, streams, { ...state, vars: new Map(state.vars) });
        } catch (error) {
          if (error instanceof Exit) return error.status;
          throw error;
        }
      }
      case 'if': {
        for (const { test, body } of command.branches) {
          const strict = state.strict;
          state.strict = false;
          const passed = (await this.#script(test, streams, state)) === 0;
          state.strict = strict;
          state.status = 0;
          if (passed) return this.#script(body, streams, state);
        }
        return command.otherwise === undefined ? 0 : this.#script(command.otherwise, streams, state);
      }
      case 'for': {
        state.status = 0;
        for (const value of await this.#expandAll(command.words, streams, state)) {
          state.vars.set(command.name, value);
          await this.#script(command.body, streams, state);
        }
        return state.status;
      }
      case 'simple': {
        const before = state.status;
        const argv = await this.#expandAll(command.words, streams, state);
        for (const [name, word] of command.assigns)
          state.vars.set(name, (await this.#expand(word, streams, state)).join(' '));
        if (argv.length === 0)
          return command.assigns.some(([, word]) => word.some((part) => part.kind === 'command')) ? state.status : 0;
        state.status = before;
        return this.#execute(argv, streams, state);
      }
    }
  }

  async #execute(argv: readonly string[], streams: Streams, state: State): Promise<number> {
    const process: Process = { argv, node: this.#node, cwd: state.cwd, ...streams, signal: this.#signal };
    const name = argv[0] as string;
    const builtIn = await this.#builtIn(name, argv.slice(1), process, state);
    if (builtIn !== undefined) return builtIn;
    const program = PROGRAMS.get(name.replace(/^\/(usr\/)?s?bin\//, ''));
    if (program === undefined || (program.only !== undefined && program.only !== this.#node.platform)) {
      await streams.stderr.write(`sh: 1: ${name}: not found\n`);
      return NOT_FOUND;
    }
    try {
      return await program.run(process);
    } catch (error) {
      if (error instanceof FsError) return complain(process, error.message);
      throw error;
    }
  }
  async #builtIn(name: string, args: readonly string[], process: Process, state: State): Promise<number | undefined> {
    switch (name) {
      case ':':
      case 'umask':
      case 'trap':
        return 0;
      case 'exit':
        throw new Exit(args[0] === undefined ? state.status : Number(args[0]) & 0xff);
      case 'cd': {
        const to = inside(process, args[0] ?? '/root');
        if (this.#node.fs.entry(to)?.kind !== 'dir') return complain(process, `can't cd to ${args[0]}`, 2);
        state.cwd = to;
        return 0;
      }
      case 'set':
        if (args.some((arg) => /^-[a-z]*e/.test(arg))) state.strict = true;
        return 0;
      case 'export':
        for (const arg of args) {
          const equals = arg.indexOf('=');
          if (equals > 0) state.vars.set(arg.slice(0, equals), arg.slice(equals + 1));
        }
        return 0;
      case 'exec':
        if (args.length === 0) return 0;
        throw new Exit(await this.#execute(args, process, state));
      case 'sh': {
        const script = args[0] === '-c' ? args[1] : undefined;
        if (script === undefined) return complain(process, 'only sh -c is offered', 2);
        const inner = new Shell(this.#node, this.#signal, args.slice(2));
        return inner.run(script, process);
      }
      default:
        return undefined;
    }
  }

  async #redirect(redirects: readonly Redirect[], outer: Streams, state: State, opened: Writer[]): Promise<Streams> {
    let { stdin, stdout, stderr } = outer;
    for (const redirect of redirects) {
      if (redirect.kind === 'copy') {
        if (redirect.fd === 2) stderr = stdout;
        else stdout = stderr;
        continue;
      }
      const name = (await this.#expand(redirect.target, outer, state)).join(' ');
      const path = inside({ cwd: state.cwd } as Process, name);
      try {
        if (redirect.mode === 'read') {
          stdin = sourceOf(this.#node.fs.read(path));
          continue;
        }
        const writer = this.#node.fs.open(path, redirect.mode);
        opened.push(writer);
        const sink: ByteSink = { write: (data) => writer.write(Buffer.from(data as Buffer)), end: () => {} };
        if (redirect.fd === 2) stderr = sink;
        else stdout = sink;
      } catch (error) {
        if (!(error instanceof FsError)) throw error;
        throw new RedirectFailed(`cannot ${redirect.mode === 'read' ? 'open' : 'create'} ${name}: ${error.message}`);
      }
    }
    return { stdin, stdout, stderr };
  }

  async #expandAll(words: readonly Word[], streams: Streams, state: State): Promise<string[]> {
    const values: string[] = [];
    for (const word of words) values.push(...(await this.#expand(word, streams, state)));
    return values;
  }
  /** One word becomes none, one or several: unquoted expansions are split at blanks. */
  async #expand(word: Word, streams: Streams, state: State): Promise<string[]> {
    const fields: string[] = [];
    let field: string | undefined;
    for (const part of word) {
      if (part.kind === 'text') {
        field = (field ?? '') + part.text;
        continue;
      }
      const value =
        part.kind === 'variable'
          ? this.#variable(part.name, part.fallback, state)
          : await this.#output(part.script, streams, state);
      if (part.quoted) {
        field = (field ?? '') + value;
        continue;
      }
      const pieces = value.split(/[ \t\n]+/);
      for (const [index, piece] of pieces.entries()) {
        if (index > 0 && field !== undefined) {
          fields.push(field);
          field = undefined;
        }
        if (piece !== '') field = (field ?? '') + piece;
      }
    }
    if (field !== undefined) fields.push(field);
    return fields;
  }
  #variable(name: string, fallback: string | undefined, state: State): string {
    if (name === '?') return String(state.status);
    if (name === '$') return '4242';
    const value = state.vars.get(name) ?? '';
    return value === '' ? (fallback ?? '') : value;
  }
  async #output(script: Script, streams: Streams, state: State): Promise<string> {
    const collector = new Collector();
    try {
      state.status = await this.#script(
        script,
        { stdin: NO_INPUT, stdout: collector, stderr: streams.stderr },
        { ...state, vars: new Map(state.vars) },
      );
    } catch (error) {
      if (!(error instanceof Exit)) throw error;
      state.status = error.status;
    }
    return collector.bytes().toString('utf8').replace(/\n+$/, '');
  }
}

class RedirectFailed extends Error {}
