// Values as lines for people. `--json` never comes through here.
// Must never leave out what is wrong: a reading that is missing says why.
import type { ChassisStatus } from '../commands/chassis-status.js';
import type { DeviceId } from '../commands/get-device-id.js';
import type { WatchdogState } from '../commands/get-watchdog.js';
import type { SelEntry } from '../commands/sel-get-entry.js';
import { hexByte } from '../completion-codes.js';
import type { Fru } from '../fru/decode.js';
import { sensorTypeName } from '../sensors/names.js';
import type { SensorReading } from '../sensors/readings.js';

/** Columns as wide as their widest cell. */
function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows.reduce<number[]>((most, row) => row.map((cell, at) => Math.max(most[at] ?? 0, cell.length)), []);
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

const date = (epochS: number): string => new Date(epochS * 1000).toISOString().replace('.000Z', 'Z');

export const infoLines = (info: DeviceId & { readonly cipherSuites: readonly number[] }): readonly string[] => [
  `device ${info.deviceId}, firmware ${info.firmware}${info.updating ? ' (UPDATING)' : ''}, IPMI ${info.ipmiVersion}, maker ${info.manufacturerId}, product ${info.productId}`,
  `offers cipher suites ${info.cipherSuites.join(', ') || 'none'}`,
];

export const chassisLines = (status: ChassisStatus): readonly string[] => {
  const troubles = (
    [
      ['overload', status.overload],
      ['interlock', status.interlock],
      ['power fault', status.powerFault],
      ['power control fault', status.powerControlFault],
    ] as const
  ).flatMap(([name, is]) => (is ? [name.toUpperCase()] : []));
  return [
    [`power ${status.powerOn ? 'on' : 'off'}`, ...troubles, `after a power cut: ${status.restorePolicy}`].join(', '),
  ];
};

export const watchdogLines = ({ running, action, timeoutMs, remainingMs, use }: WatchdogState): readonly string[] => [
  running
    ? `running: ${action} in ${remainingMs === undefined ? 'an unknown time' : `${remainingMs / 1000} s`} of ${timeoutMs / 1000} s (${use})`
    : `stopped (${action}, ${timeoutMs / 1000} s, ${use})`,
];

export const selLines = (entries: readonly SelEntry[]): readonly string[] =>
  entries.length === 0
    ? ['the log is empty']
    : columns(
        entries.map(({ recordId, recordType, event }) =>
          event === undefined
            ? [String(recordId), '', `record of type ${hexByte(recordType)}`, '']
            : [
                String(recordId),
                date(event.timestampS),
                `${sensorTypeName(event.sensorType)} ${hexByte(event.sensorNumber)}`,
                `${event.asserted ? 'asserted' : 'deasserted'} ${event.eventData.map(hexByte).join(' ')}`,
              ],
        ),
      );

export const sensorLines = (readings: readonly SensorReading[]): readonly string[] =>
  columns(
    readings.map(({ name, type, value, unit, states, problem }) => [
      name,
      value === undefined ? '' : `${value} ${unit}`.trim(),
      problem === undefined ? states.join(', ') || (value === undefined ? '' : 'ok') : `not read: ${problem}`,
      type,
    ]),
  );

export const fruLines = ({ chassis, board, product, problems }: Fru): readonly string[] => {
  const line = (what: string, fields: Readonly<Record<string, string | undefined>>): string =>
    `${what}: ${Object.entries(fields)
      .filter(([, text]) => text !== undefined && text !== '')
      .map(([name, text]) => `${name} ${text}`)
      .join(', ')}`;
  return [
    ...(chassis === undefined ? [] : [line('chassis', { part: chassis.partNumber, serial: chassis.serialNumber })]),
    ...(board === undefined
      ? []
      : [
          line('board', {
            maker: board.manufacturer,
            product: board.product,
            part: board.partNumber,
            serial: board.serialNumber,
            made: board.madeS === undefined ? undefined : date(board.madeS),
          }),
        ]),
    ...(product === undefined
      ? []
      : [
          line('product', {
            maker: product.manufacturer,
            product: product.product,
            part: product.partNumber,
            version: product.version,
            serial: product.serialNumber,
            asset: product.assetTag,
          }),
        ]),
    ...problems.map((problem) => `PROBLEM: ${problem}`),
  ];
};
