// Reads the inventory of one FRU device: the header first, then as far as its areas reach, in pieces that the BMC can carry.
// Must never read without an end: at most 64 KiB, and a piece that does not come ends it.

import { fruAreaInfo } from '../commands/fru-area-info.js';
import { fruRead } from '../commands/fru-read.js';
import type { IpmiResult } from '../result.js';
import { done, unknown } from '../result.js';
import type { Ask } from '../sensors/walk.js';
import { WireError } from '../wire/wire-error.js';
import { decodeFru, type Fru, fruBytesNeeded } from './decode.js';

const HEADER_BYTES = 8;
const BLOCK_BYTES = 8;
const PIECE_BYTES = 32;
const PIECE_BYTES_MIN = 8;
const TOO_LONG: ReadonlySet<number> = new Set([0xc7, 0xc8, 0xca, 0xff]);

export async function readFru(ask: Ask, fru: number): Promise<IpmiResult<Fru>> {
  const info = await ask(fruAreaInfo, { fru });
  if (info.kind !== 'done') return info;
  const source = { fru, size: info.value.bytes, byWords: info.value.byWords, piece: PIECE_BYTES };
  const bytes = Buffer.alloc(source.size);
  const fill = async (from: number, to: number): Promise<IpmiResult<undefined>> =>
    fillFrom(ask, source, bytes, from, to);
  try {
    const header = await fill(0, HEADER_BYTES);
    if (header.kind !== 'done') return header;
    for (const offset of fruBytesNeeded(bytes)) {
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

interface Source {
  readonly fru: number;
  readonly size: number;
  readonly byWords: boolean;
  piece: number;
}

/** What lies beyond the area that the BMC has is left as it is: the decoder finds that it is not there. */
async function fillFrom(
  ask: Ask,
  source: Source,
  into: Buffer,
  from: number,
  to: number,
): Promise<IpmiResult<undefined>> {
  const unit = source.byWords ? 2 : 1;
  const end = Math.min(to, source.size);
  for (let at = from; at < end; ) {
    const count = Math.min(source.piece, end - at);
    const piece = await ask(fruRead, {
      fru: source.fru,
      offset: Math.floor(at / unit),
      count: Math.ceil(count / unit),
    });
    if (piece.kind === 'refused' && TOO_LONG.has(piece.code) && source.piece > PIECE_BYTES_MIN) {
      source.piece = Math.max(PIECE_BYTES_MIN, source.piece >> 1);
      continue;
    }
    if (piece.kind !== 'done') return piece;
    const bytes = piece.value.subarray(0, count);
    if (bytes.length === 0) return unknown(`FRU ${source.fru}: nothing came where ${count} bytes were asked for`);
    bytes.copy(into, at);
    at += bytes.length;
  }
  return done(undefined);
}
