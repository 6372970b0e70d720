// DCMI (v1.5 §6.1, §6.6): capabilities, power reading and power limit, behind the group's number in every request and answer.
// Must never answer for another group.
import { type Answer, CODE, type Run, refuse } from '../command.js';
import { wattsOf } from '../parts/sensors.js';

const GROUP = 0xdc;
const NO_ACTIVE_LIMIT = 0x80;
const LIMIT_OUT_OF_RANGE = 0x84;
const WATTS_MAX = 1_000;
const MEASURING = 0x40;
const PERIOD_MS = 1_000;
const SYSTEM_POWER = 0x01;

const grouped =
  (run: Run): Run =>
  (bmc, data, caller) =>
    data[0] === GROUP ? run(bmc, data.subarray(1), caller) : refuse(CODE.unknownCommand);
const answer = (bytes: Buffer | readonly number[], code: number = CODE.ok): Answer => ({
  code,
  data: Buffer.concat([Buffer.from([GROUP]), Buffer.from(bytes)]),
});

/** Parameter 1: what is supported (§6.1.1); power management is. Others are not kept here. */
export const getDcmiCapabilities: Run = grouped((_bmc, data) =>
  data[0] === 1 ? answer([0x01, 0x05, 0x02, 0x00, 0x01, 0x07]) : refuse(CODE.outOfRange),
);

export const getPowerReading: Run = grouped((bmc, data) => {
  if (data[0] !== SYSTEM_POWER) return refuse(CODE.outOfRange);
  const watts = wattsOf(bmc.machine);
  const bytes = Buffer.alloc(17);
  for (const at of [0, 2, 4, 6]) bytes.writeUInt16LE(watts, at);
  bytes.writeUInt32LE(bmc.sel.timeS(), 8);
  bytes.writeUInt32LE(PERIOD_MS, 12);
  bytes.writeUInt8(MEASURING, 16);
  return answer(bytes);
});

export const getPowerLimit: Run = grouped((bmc) => {
  const { setting, active } = bmc.powerLimit;
  const bytes = Buffer.alloc(13);
  bytes.writeUInt8(setting.exception, 2);
  bytes.writeUInt16LE(setting.watts, 3);
  bytes.writeUInt32LE(setting.correctionMs, 5);
  bytes.writeUInt16LE(setting.samplingS, 11);
  return answer(bytes, active ? CODE.ok : NO_ACTIVE_LIMIT);
});

export const setPowerLimit: Run = grouped((bmc, data) => {
  const watts = data.readUInt16LE(4);
  if (watts === 0 || watts > WATTS_MAX) return answer([], LIMIT_OUT_OF_RANGE);
  bmc.powerLimit.set({
    exception: data.readUInt8(3),
    watts,
    correctionMs: data.readUInt32LE(6),
    samplingS: data.readUInt16LE(12),
  });
  return answer([]);
});

export const activatePowerLimit: Run = grouped((bmc, data) =>
  bmc.powerLimit.activate(data[0] === 1) ? answer([]) : refuse(CODE.notInThisState),
);
