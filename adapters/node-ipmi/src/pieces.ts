// Long things in pieces: many BMCs can send only a few bytes at once, each with its own way of saying so. What was found out holds for the rest.
// Must never ask without an end: a piece only becomes smaller, and one that does not come ends the reading.

import type { Command } from './commands/command.js';
import type { IpmiResult } from './result.js';
import { done, unknown } from './result.js';

/** One command on the session, in its turn. */
export type Ask = <Request, Response>(
  command: Command<Request, Response>,
  request: Request,
) => Promise<IpmiResult<Response>>;

/** What most BMCs can send at once over a LAN; halved down to the least where one cannot. */
const PIECE_BYTES = 32;
const PIECE_BYTES_MIN = 8;
/** "Too long" in the words of various BMCs. */
const TOO_LONG: ReadonlySet<number> = new Set([0xc7, 0xc8, 0xca, 0xff]);

export interface PieceSize {
  bytes: number;
}
export const pieceSize = (): PieceSize => ({ bytes: PIECE_BYTES });

/** Calls `read` from `from` on until `to`, and `take` with what came; `what` names the whole in texts. */
export async function readPieces(
  range: { readonly from: number; readonly to: number; readonly what: string },
  size: PieceSize,
  read: (offset: number, count: number) => Promise<IpmiResult<Buffer>>,
  take: (bytes: Buffer, offset: number) => void,
): Promise<IpmiResult<undefined>> {
  for (let offset = range.from; offset < range.to; ) {
    const count = Math.min(size.bytes, range.to - offset);
    const piece = await read(offset, count);
    if (piece.kind === 'refused' && TOO_LONG.has(piece.code) && size.bytes > PIECE_BYTES_MIN) {
      size.bytes = Math.max(PIECE_BYTES_MIN, size.bytes >> 1);
      continue;
    }
    if (piece.kind !== 'done') return piece;
    const bytes = piece.value.subarray(0, count);
    if (bytes.length === 0) return unknown(`${range.what}: nothing came where ${count} bytes were asked for`);
    take(bytes, offset);
    offset += bytes.length;
  }
  return done(undefined);
}
