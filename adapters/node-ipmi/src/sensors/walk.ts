// Walks the sensor data record repository: whole records, read in pieces that the BMC can carry. A reservation that is lost starts the walk again.
// Must never go round for ever: records, restarts and bytes are bounded, and a record that leads back ends the walk.

import type { Command } from '../commands/command.js';
import { SDR_LAST, sdrGet } from '../commands/sdr-get.js';
import { sdrReserve } from '../commands/sdr-reserve.js';
import type { IpmiResult } from '../result.js';
import { done, unknown } from '../result.js';

export type Ask = <Request, Response>(
  command: Command<Request, Response>,
  request: Request,
) => Promise<IpmiResult<Response>>;

const RECORDS_MAX = 2_048;
const WALKS_MAX = 4;
const HEADER_BYTES = 5;
/** What most BMCs can send at once over a LAN; halved down to the least where one cannot. */
const PIECE_BYTES = 32;
const PIECE_BYTES_MIN = 8;
const RESERVATION_LOST = 0xc5;
/** "Too long" in the words of various BMCs: C7h, C8h, CAh and FFh. */
const TOO_LONG: ReadonlySet<number> = new Set([0xc7, 0xc8, 0xca, 0xff]);

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
  const pieces = { bytes: PIECE_BYTES };
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
  pieces: { bytes: number },
): Promise<IpmiResult<WholeRecord>> {
  const head = await ask(sdrGet, { reservation, recordId, offset: 0, count: HEADER_BYTES });
  if (head.kind !== 'done') return head;
  if (head.value.bytes.length < HEADER_BYTES)
    return unknown(`SDR record ${recordId}: ${head.value.bytes.length} bytes of its header where 5 were asked for`);
  const total = HEADER_BYTES + head.value.bytes.readUInt8(4);
  const parts = [head.value.bytes.subarray(0, HEADER_BYTES)];
  for (let offset = HEADER_BYTES; offset < total; ) {
    const count = Math.min(pieces.bytes, total - offset, 0xff - offset);
    if (count <= 0) break;
    const piece = await ask(sdrGet, { reservation, recordId, offset, count });
    if (piece.kind === 'refused' && TOO_LONG.has(piece.code) && pieces.bytes > PIECE_BYTES_MIN) {
      pieces.bytes = Math.max(PIECE_BYTES_MIN, pieces.bytes >> 1);
      continue;
    }
    if (piece.kind !== 'done') return piece;
    const bytes = piece.value.bytes.subarray(0, count);
    if (bytes.length === 0) return unknown(`SDR record ${recordId}: nothing came where ${count} bytes were asked for`);
    parts.push(bytes);
    offset += bytes.length;
  }
  return done({ nextRecordId: head.value.nextRecordId, bytes: Buffer.concat(parts) });
}
