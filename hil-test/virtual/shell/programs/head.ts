// head: the first -c bytes or -n lines of a file or of its input.
// Must never read on when it has enough: the writer before it gets a broken pipe, as with the real one.
import { inside, type Process, type Program } from '../process.js';
import { complain } from '../process.js';

export const head: Program = async (process) => {
  const args = process.argv.slice(1);
  let by: 'bytes' | 'lines' = 'lines';
  let limit = 10;
  while (args[0]?.startsWith('-') === true && args[0].length > 1) {
    const option = args.shift() as string;
    const value = option.length > 2 ? option.slice(2) : args.shift();
    if (!/^-[cn]/.test(option) || value === undefined || !/^\d+$/.test(value))
      return complain(process, `invalid option -- '${option}'`);
    by = option.startsWith('-c') ? 'bytes' : 'lines';
    limit = Number(value);
  }
  const [file] = args;
  const out = new Head(process, by, limit);
  if (file !== undefined) {
    await out.take(process.node.fs.read(inside(process, file)));
    return 0;
  }
  while (out.wantsMore()) {
    const chunk = await process.stdin.read();
    if (chunk === undefined) break;
    await out.take(chunk);
  }
  process.stdin.stop();
  return 0;
};

class Head {
  readonly #process: Process;
  readonly #by: 'bytes' | 'lines';
  #left: number;
  constructor(process: Process, by: 'bytes' | 'lines', limit: number) {
    this.#process = process;
    this.#by = by;
    this.#left = limit;
  }
  wantsMore(): boolean {
    return this.#left > 0;
  }
  async take(chunk: Buffer): Promise<void> {
    let end = 0;
    if (this.#by === 'bytes') {
      end = Math.min(this.#left, chunk.length);
      this.#left -= end;
    } else {
      for (; this.#left > 0 && end < chunk.length; this.#left--) {
        const newline = chunk.indexOf(0x0a, end);
        end = newline < 0 ? chunk.length : newline + 1;
        if (newline < 0) break;
      }
    }
    await this.#process.stdout.write(chunk.subarray(0, end));
  }
}
