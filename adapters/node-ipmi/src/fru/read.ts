// Reads the inventory of one FRU device: the header first, then as far as its areas reach, in pieces that the BMC can carry.
// Must never read without an end: at most 64 KiB, and a piece that does not come ends it.

import { fruAreaInfo } from '../commands/fru-area-info.js';
import { fruRead } from '../commands/fru-read.js';
import { type Ask, pieceSize, readPieces } from '../pieces.js';
import type { IpmiResult } from '../result.js';
import { done, unknown } from '../result.js';
import { WireError } from '../wire/wire-error.js';
import { decodeFru, type Fru, areaOffsets } from './decode.js';

const HEADER_BYTES = 8;
const BLOCK_BYTES = 8;
export async function readFru(ask: Ask, fru: number): Promise<IpmiResult<Fru>> {
  const info = await ask(fruAreaInfo, { fru });
  if (info.kind !== 'done') return info;
  const { byWords } = info.value;
  const bytes = Buffer.alloc(info.value.bytes);
  const pieces = pieceSize();
  const unit = byWords ? 2 : 1;
  // What lies beyond the area that the BMC has is left as it is: the decoder finds that it is not there.
  const fill = (from: number, to: number): Promise<IpmiResult<undefined>> =>
    readPieces(
      { from, to: Math.min(to, bytes.length), what: `FRU ${fru}` },
      pieces,
      (offset, count) => ask(fruRead, { fru, offset: Math.floor(offset / unit), count: Math.ceil(count / unit) }),
      (piece, offset) => void piece.copy(bytes, offset),
    );
  try {
    const header = await fill(0, HEADER_BYTES);
    if (header.kind !== 'done') return header;
    for (const offset of areaOffsets(bytes)) {
      const head = await fill(offset, offset + BLOCK_BYTES);
      if (head.kind !== 'done') return head;
      const length = offset + 1 < bytes.length ? bytes.readUInt8(offset + 1) * BLOCK_BYTES : 0;
      const rest = await fill(offset + BLOCK_BYTES, offset + length);
      if (rest.kind !== 'done') return rest;
    }
    return done(decodeFru(bytes));
  } catch (error) {
    if (error instanceof WireError) return unknown(`FRU ${fru}: ${error.message}`);
    throw error;
  }
}
