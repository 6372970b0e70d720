// Walks the sensor data record repository: whole records, read in pieces that the BMC can carry. A reservation that is lost starts the walk again.
// Must never go round for ever: records, restarts and bytes are bounded, and a record that leads back ends the walk.

import { SDR_LAST, sdrGet } from '../commands/sdr-get.js';
import { sdrReserve } from '../commands/sdr-reserve.js';
import { type Ask, type PieceSize, pieceSize, readPieces } from '../pieces.js';
import type { IpmiResult } from '../result.js';
import { done, unknown } from '../result.js';

const RECORDS_MAX = 2_048;
const WALKS_MAX = 4;
const HEADER_BYTES = 5;
const OFFSET_MAX = 0xff;
const RESERVATION_LOST = 0xc5;
export async function walkSdr(ask: Ask): Promise<IpmiResult<readonly Buffer[]>> {
  let last: IpmiResult<readonly Buffer[]> = unknown('the SDR repository was not walked');
  for (let walk = 0; walk < WALKS_MAX; walk += 1) {
    last = await walkOnce(ask);
    if (last.kind !== 'refused' || last.code !== RESERVATION_LOST) return last;
  }
  return last;
}

async function walkOnce(ask: Ask): Promise<IpmiResult<readonly Buffer[]>> {
  const reservation = await ask(sdrReserve, undefined);
  // A BMC without reservations lets records be read without one (§33.11).
  if (reservation.kind !== 'done' && reservation.kind !== 'refused') return reservation;
  const number = reservation.kind === 'done' ? reservation.value : 0;
  const records: Buffer[] = [];
  const seen = new Set<number>();
  const pieces = pieceSize();
  for (let recordId = 0; recordId !== SDR_LAST && records.length < RECORDS_MAX && !seen.has(recordId); ) {
    seen.add(recordId);
    const read = await readRecord(ask, number, recordId, pieces);
    if (read.kind !== 'done') return read;
    records.push(read.value.bytes);
    recordId = read.value.nextRecordId;
  }
  return done(records);
}

interface WholeRecord {
  readonly nextRecordId: number;
  readonly bytes: Buffer;
}

async function readRecord(
  ask: Ask,
  reservation: number,
  recordId: number,
  pieces: PieceSize,
): Promise<IpmiResult<WholeRecord>> {
  const head = await ask(sdrGet, { reservation, recordId, offset: 0, count: HEADER_BYTES });
  if (head.kind !== 'done') return head;
  if (head.value.bytes.length < HEADER_BYTES)
    return unknown(`SDR record ${recordId}: ${head.value.bytes.length} bytes of its header where 5 were asked for`);
  const total = HEADER_BYTES + head.value.bytes.readUInt8(4);
  const parts = [head.value.bytes.subarray(0, HEADER_BYTES)];
  // The offset has one byte: what a record says beyond FFh cannot be asked for.
  const range = { from: HEADER_BYTES, to: Math.min(total, OFFSET_MAX), what: `SDR record ${recordId}` };
  const rest = await readPieces(
    range,
    pieces,
    async (offset, count) => {
      const piece = await ask(sdrGet, { reservation, recordId, offset, count });
      return piece.kind === 'done' ? done(piece.value.bytes) : piece;
    },
    (bytes) => void parts.push(bytes),
  );
  if (rest.kind !== 'done') return rest;
  return done({ nextRecordId: head.value.nextRecordId, bytes: Buffer.concat(parts) });
}
