// Numbers of the specification as words: sensor types (IPMI v2.0 table 42-3) and units (table 43-15).
// Must never guess: a number that is not in the tables is shown as a number.

import { hexByte } from '../completion-codes.js';

const TYPES: Readonly<Record<number, string>> = {
  0x01: 'temperature',
  0x02: 'voltage',
  0x03: 'current',
  0x04: 'fan',
  0x05: 'physical-security',
  0x06: 'platform-security',
  0x07: 'processor',
  0x08: 'power-supply',
  0x09: 'power-unit',
  0x0a: 'cooling-device',
  0x0b: 'other-units',
  0x0c: 'memory',
  0x0d: 'drive-slot',
  0x0f: 'system-firmware',
  0x10: 'event-logging',
  0x12: 'system-event',
  0x13: 'critical-interrupt',
  0x14: 'button',
  0x15: 'module',
  0x1d: 'system-boot',
  0x1e: 'boot-error',
  0x1f: 'os-boot',
  0x20: 'os-stop',
  0x21: 'slot',
  0x22: 'acpi-power-state',
  0x23: 'watchdog',
  0x24: 'platform-alert',
  0x25: 'entity-presence',
  0x28: 'management-health',
  0x29: 'battery',
  0x2b: 'version-change',
  0x2c: 'fru-state',
};

/** By the specification's number; an empty string for "unspecified". */
const UNITS: readonly string[] = (
  ' |°C|°F|K|V|A|W|J|C|VA|nit|lm|lx|cd|kPa|psi|N|cfm|rpm|Hz|µs|ms|s|min|h|d|week|mil|in|ft|in³|ft³|mm|cm|m|cm³|m³|l|fl oz|' +
  'rad|sr|rev|cycles|g|oz|lb|ft·lb|oz·in|gauss|gilbert|H|mH|F|µF|Ω|S|mol|Bq|ppm||dB|dBA|dBC|Gy|Sv|K (colour)|' +
  'bit|kbit|Mbit|Gbit|B|kB|MB|GB|word|dword|qword|line|hit|miss|retry|reset|overrun|underrun|collision|packet|message|' +
  'character|error|correctable error|uncorrectable error'
).split('|');
const RATES: readonly string[] = ['', '/µs', '/ms', '/s', '/min', '/h', '/d', ''];
const OVER = 1;
const TIMES = 2;

export const sensorTypeName = (type: number): string => TYPES[type] ?? `type ${hexByte(type)}`;

const baseName = (unit: number): string => (UNITS[unit] ?? `unit ${hexByte(unit)}`).trim();

/** The three units bytes of a sensor record (§43.1, bytes 21 to 23) as one word, such as `W`, `rpm` or `%`. */
export function unitName(flags: number, base: number, modifier: number): string {
  const percent = (flags & 0x01) !== 0 ? '%' : '';
  const how = (flags >> 1) & 0x03;
  const joined =
    how === OVER
      ? `${baseName(base)}/${baseName(modifier)}`
      : how === TIMES
        ? `${baseName(base)}·${baseName(modifier)}`
        : baseName(base);
  return `${percent}${percent !== '' && joined !== '' ? ' ' : ''}${joined}${RATES[(flags >> 3) & 0x07] ?? ''}`;
}
