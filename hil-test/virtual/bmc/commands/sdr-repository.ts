// Get SDR Repository Info, Reserve SDR Repository, Get SDR (IPMI v2.0 §33.9 to §33.12): an empty repository.
// Must never invent a sensor: this BMC has none that could be read.
import { CODE, ok, type Run, refuse } from '../command.js';

const VERSION_1_5 = 0x51;
const CAN_RESERVE = 0x02;

export const getSdrRepositoryInfo: Run = () => ok(VERSION_1_5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, CAN_RESERVE);
export const reserveSdrRepository: Run = () => ok(0x01, 0x00);
export const getSdr: Run = () => refuse(CODE.notPresent);
