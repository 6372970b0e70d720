// Get Device ID (IPMI v2.0 §20.1): what this BMC is and which devices it plays.
// Must never claim a manufacturer: tools switch on vendor quirks by that number.
import { ok, type Run } from '../command.js';

const CHASSIS_FRU_SEL_SDR_SENSORS = 0x80 | 0x08 | 0x04 | 0x02 | 0x01;
const IPMI_2_0 = 0x02;

export const getDeviceId: Run = () =>
  ok(0x20, 0x01, 0x01, 0x00, IPMI_2_0, CHASSIS_FRU_SEL_SDR_SENSORS, 0, 0, 0, 0, 0, 0, 0, 0, 0);
