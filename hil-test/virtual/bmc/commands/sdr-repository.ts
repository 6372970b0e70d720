// Get SDR Repository Info, Reserve SDR Repository, Get SDR (IPMI v2.0 §33.9 to §33.12): a small fixed repository.
// Must never read past a record, whatever offset and length are asked.
import { CODE, ok, type Run, refuse } from '../command.js';
import { SDR_RECORDS } from '../parts/sdr.js';

const VERSION_1_5 = 0x51;
const CAN_RESERVE = 0x02;
/** Nothing ever changes here, so no reservation is ever cancelled and one number does for all. */
const RESERVATION = 1;
const WHOLE = 0xff;
const LAST = 0xffff;

export const getSdrRepositoryInfo: Run = () =>
  ok(VERSION_1_5, SDR_RECORDS.length, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, CAN_RESERVE);
export const reserveSdrRepository: Run = () => ok(RESERVATION, 0x00);

export const getSdr: Run = (_bmc, data) => {
  const id = data.readUInt16LE(2);
  const offset = data[4] ?? 0;
  const asked = data[5] ?? 0;
  if (offset !== 0 && data.readUInt16LE(0) !== RESERVATION) return refuse(CODE.reservationCancelled);
  const number = id === 0 ? 1 : id === LAST ? SDR_RECORDS.length : id; // records are numbered from 1
  const record = SDR_RECORDS[number - 1];
  if (record === undefined) return refuse(CODE.notPresent);
  const end = asked === WHOLE ? record.length : offset + asked;
  if (offset >= record.length || end > record.length) return refuse(CODE.outOfRange);
  const nextId = number < SDR_RECORDS.length ? number + 1 : LAST;
  return {
    code: CODE.ok,
    data: Buffer.concat([Buffer.from([nextId & 0xff, nextId >> 8]), record.subarray(offset, end)]),
  };
};
