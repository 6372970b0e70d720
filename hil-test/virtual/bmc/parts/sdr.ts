// The sensor data records of this BMC (IPMI v2.0 §43.3, §43.9), built once: itself, and the watchdog as an event-only sensor.
// Must never describe a sensor that could be read: there is none. It is not empty, for ipmitool and ipmi-sel give up on an empty one.
import { WATCHDOG_SENSOR } from './watchdog-sensor.js';

const SDR_VERSION = 0x51;
const EVENT_ONLY = 0x03;
const MC_LOCATOR = 0x12;
const BMC_ADDRESS = 0x20;
const SYSTEM_BOARD = 0x07;
const CHASSIS_SEL_SDR = 0x80 | 0x04 | 0x02;
const LATIN_1 = 0xc0;

function record(id: number, type: number, fields: readonly number[], name: string): Buffer {
  const body = Buffer.concat([Buffer.from([...fields, LATIN_1 | name.length]), Buffer.from(name, 'latin1')]);
  return Buffer.concat([Buffer.from([id & 0xff, id >> 8, SDR_VERSION, type, body.length]), body]);
}

export const SDR_RECORDS: readonly Buffer[] = [
  record(1, MC_LOCATOR, [BMC_ADDRESS, 0, 0, CHASSIS_SEL_SDR, 0, 0, 0, SYSTEM_BOARD, 1, 0], 'BMC'),
  record(
    2,
    EVENT_ONLY,
    [
      BMC_ADDRESS,
      0,
      WATCHDOG_SENSOR.number,
      SYSTEM_BOARD,
      1,
      WATCHDOG_SENSOR.type,
      WATCHDOG_SENSOR.eventType,
      1,
      0,
      0,
      0,
    ],
    'Watchdog',
  ),
];
