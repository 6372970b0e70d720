// The SSH port over a FakeNode, with the failures that matter: no connection, a stranger, an answer that is lost after the command has
// run, and one that is lost before. It runs only lines that pipeline() and sequence() can make.
import { readFile } from 'node:fs/promises';
import { type ExecResult, quote, type Ssh } from '../../ssh/index.js';
import { type Answer, type FakeNode, ok } from './fake-node.js';

/** What happens to a command, chosen by its line. `lost`: it ran. `dropped`: it did not. Both look the same from here. */
export type Fate = 'answered' | 'lost' | 'dropped' | 'silent' | 'strange';

export class FakeSsh implements Ssh {
  readonly lines: string[] = [];
  fate: (line: string) => Fate = () => 'answered';
  private readonly node: FakeNode;

  constructor(node: FakeNode) {
    this.node = node;
  }

  exec = (argv: readonly string[]): Promise<ExecResult> => this.line(quote(argv), Buffer.alloc(0));
  pipe = async (file: string, argv: readonly string[]): Promise<ExecResult> =>
    this.line(quote(argv), await readFile(file));
  shell = (script: { readonly line: string }): Promise<ExecResult> => this.line(script.line, Buffer.alloc(0));
  close = (): Promise<void> => Promise.resolve();

  private line(line: string, input: Buffer): Promise<ExecResult> {
    this.lines.push(line);
    const fate = this.fate(line);
    if (fate === 'silent' || fate === 'strange') {
      return Promise.resolve({ kind: fate, text: 'no connection; nothing was sent.' });
    }
    if (fate === 'dropped') return Promise.resolve({ kind: 'unknown', text: 'the connection was lost' });
    const { code, stdout, stderr } = this.sequence(line, input);
    if (fate === 'lost') return Promise.resolve({ kind: 'unknown', text: 'the connection was lost' });
    return Promise.resolve({ kind: 'exited', code, stdout: Buffer.from(stdout), stderr: Buffer.from(stderr) });
  }

  private sequence(line: string, input: Buffer): Answer {
    const outputs: Buffer[] = [];
    let errors = '';
    for (const step of split(words(line), '&&')) {
      let answer: Answer = ok();
      let piped = input;
      for (const argv of split(step, '|')) {
        answer = this.node.run(
          argv.map((word) => word.slice(1)),
          piped,
        );
        piped = Buffer.from(answer.stdout);
        errors += answer.stderr;
      }
      outputs.push(Buffer.from(answer.stdout));
      if (answer.code !== 0) return { code: answer.code, stdout: Buffer.concat(outputs), stderr: errors };
    }
    return { code: 0, stdout: Buffer.concat(outputs), stderr: errors };
  }
}

/** Words of a quoted line, marked by a leading "w", so that a quoted "&&" is not taken for an operator. */
function words(line: string): readonly string[] {
  const found = line.match(/(?:'[^']*'|\\'|[^\s'\\])+/g) ?? [];
  return found.map((word) =>
    word === '&&' || word === '|'
      ? word
      : `w${word.replace(/'([^']*)'|\\(')/g, (_all, inside?: string, quoted?: string) => inside ?? quoted ?? '')}`,
  );
}

function split(line: readonly string[], operator: string): readonly (readonly string[])[] {
  const parts: string[][] = [[]];
  for (const word of line) {
    if (word === operator) parts.push([]);
    else parts.at(-1)?.push(word);
  }
  return parts;
}
