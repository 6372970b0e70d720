// A real rackd in a process of its own, as it would run at a rack: started, killed without mercy, started again. Its log lines are kept in a
// file, its address is read from them. Must never outlive the bench.
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The built daemon, seen from hil-test/bench/ or from dist/hil-test/bench/. */
const rackdMain = (): string => {
  const here = dirname(fileURLToPath(import.meta.url));
  for (const up of ['../../dist/daemon/main.js', '../../daemon/main.js']) {
    const path = join(here, up);
    if (existsSync(path)) return path;
  }
  throw new Error('rackd is not built: run `npm run build` first.');
};

const START_MAX_MS = 30_000;

export interface RackdStarted {
  readonly pid: number;
  readonly address: string;
}

export class RackdProcess {
  readonly #config: string;
  readonly #logFile: string;
  #child: ChildProcess | undefined;

  constructor(config: string, logFile: string) {
    this.#config = config;
    this.#logFile = logFile;
  }

  get running(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async start(env: Readonly<Record<string, string>> = {}): Promise<RackdStarted> {
    if (this.running) throw new Error('rackd runs already');
    const child = spawn(process.execPath, [rackdMain(), '--config', this.#config], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: process.env['PATH'] ?? '', ...env },
    });
    this.#child = child;
    const endWithUs = () => child.kill('SIGKILL');
    process.once('exit', endWithUs);
    child.once('exit', () => process.removeListener('exit', endWithUs));
    const file = createWriteStream(this.#logFile, { flags: 'a' });
    const tail: string[] = [];
    return new Promise((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`rackd did not say that it is ready within ${START_MAX_MS} ms; see ${this.#logFile}`)),
        START_MAX_MS,
      );
      const lines = createInterface({ input: child.stderr as NodeJS.ReadableStream });
      lines.on('line', (line) => {
        file.write(`${line}\n`);
        tail.push(line);
        if (tail.length > 20) tail.shift();
        const address = addressIn(line);
        if (address === undefined || child.pid === undefined) return;
        clearTimeout(late);
        resolve({ pid: child.pid, address });
      });
      child.once('exit', (code, signal) => {
        clearTimeout(late);
        file.end();
        reject(new Error(`rackd ended at its start (${signal ?? code}):\n${tail.join('\n')}`));
      });
    });
  }

  /** SIGKILL: no handler runs, nothing is flushed. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined || !this.running) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill(signal);
    await gone;
  }
}

function addressIn(line: string): string | undefined {
  try {
    const { address } = JSON.parse(line) as { address?: unknown };
    return typeof address === 'string' ? address : undefined;
  } catch {
    return undefined;
  }
}
