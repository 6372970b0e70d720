// Any command at all, for engineers: bytes out, bytes in. The caller says whether it may be repeated when its answer is lost.
// Must never decide that by itself: only who knows the command knows whether twice is the same as once.

import { hexByte } from '../completion-codes.js';
import { needInteger, WireError } from '../wire/wire-error.js';
import type { Command } from './command.js';

const NET_FN_MAX = 0x3e;
const DATA_BYTES_MAX = 200;

export interface RawCommand {
  /** Even: a request. */
  readonly netFn: number;
  readonly command: number;
  readonly data: Buffer;
  readonly repeatable: boolean;
}

/** Throws a WireError, when it is encoded, for what is no request. */
export const rawCommand = ({ netFn, command, data, repeatable }: RawCommand): Command<void, Buffer> => ({
  name: `raw command ${hexByte(netFn)} ${hexByte(command)}`,
  netFn,
  command,
  repeatable,
  encode: () => {
    needInteger(netFn, 0, NET_FN_MAX, 'network function');
    if (netFn % 2 !== 0) throw new WireError(`network function ${netFn}: an odd one is a response`);
    needInteger(command, 0, 0xff, 'command');
    if (data.length > DATA_BYTES_MAX) throw new WireError(`${data.length} bytes where at most ${DATA_BYTES_MAX} fit`);
    return Buffer.from(data);
  },
  decode: (answer) => Buffer.from(answer),
});
