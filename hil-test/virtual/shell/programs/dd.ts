// dd: if, of, bs, count, skip, seek, conv=notrunc; to a slot's device it writes where the blocks lie.
// Must never write more than it was given, nor report blocks that did not reach the device.
import { FsError } from '../../node/files.js';
import { complain, inside, type Process, type Program } from '../process.js';
import { sourceOf } from '../streams.js';

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1024, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };
const OPERANDS = ['if', 'of', 'bs', 'ibs', 'obs', 'count', 'skip', 'seek', 'conv', 'iflag', 'oflag', 'status'];

function sizeOf(text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  const match = /^(\d+)([kKMG]?)$/.exec(text);
  return match === null ? Number.NaN : Number(match[1]) * (UNITS[match[2] ?? ''] ?? 1);
}

export const dd: Program = async (process) => {
  const operands = new Map<string, string>();
  for (const arg of process.argv.slice(1)) {
    const equals = arg.indexOf('=');
    const name = arg.slice(0, Math.max(0, equals));
    if (!OPERANDS.includes(name)) return complain(process, `unrecognized operand '${arg}'`);
    operands.set(name, arg.slice(equals + 1));
  }
  const blockBytes = sizeOf(operands.get('bs'), 512);
  const limit = sizeOf(operands.get('count'), Number.POSITIVE_INFINITY) * blockBytes;
  const skip = sizeOf(operands.get('skip'), 0) * blockBytes;
  const seek = sizeOf(operands.get('seek'), 0) * blockBytes;
  if (!(blockBytes > 0) || [limit, skip, seek].some(Number.isNaN)) return complain(process, 'invalid number');
  const keeps = (operands.get('conv') ?? '').split(',').includes('notrunc');
  const from = operands.get('if');
  const source = from === undefined ? process.stdin : sourceOf(process.node.fs.read(inside(process, from)));
  const to = operands.get('of');
  const writer =
    to === undefined ? undefined : process.node.fs.open(inside(process, to), keeps ? 'keep' : 'truncate', seek);
  let bytes = 0;
  let skipped = 0;
  try {
    while (bytes < limit) {
      const chunk = await source.read();
      if (chunk === undefined) break;
      const passed = Math.min(chunk.length, skip - skipped);
      skipped += passed;
      const piece = chunk.subarray(passed, passed + Math.min(chunk.length, limit - bytes));
      await (writer ?? process.stdout).write(piece);
      bytes += piece.length;
    }
  } catch (error) {
    if (!(error instanceof FsError)) throw error;
    await complain(process, `error writing '${to ?? 'standard output'}': ${error.message}`);
    await report(process, bytes, blockBytes, operands.get('status'));
    return 1;
  } finally {
    writer?.close();
  }
  source.stop();
  await report(process, bytes, blockBytes, operands.get('status'));
  return 0;
};

async function report(process: Process, bytes: number, blockBytes: number, status: string | undefined): Promise<void> {
  if (status === 'none') return;
  const records = `${Math.floor(bytes / blockBytes)}+${bytes % blockBytes === 0 ? 0 : 1}`;
  await process.stderr.write(`${records} records in\n${records} records out\n`);
  if (status !== 'noxfer') await process.stderr.write(`${bytes} bytes copied\n`);
}
