// Every command this BMC answers: network function, code, who may send it (IPMI v2.0 appendix G), length of its data.
// Must never hold behaviour: a row names the function that has it. What is not here is answered C1h.
import type { Command, Run } from '../command.js';
import { addSelEntry } from './add-sel-entry.js';
import { chassisControl } from './chassis-control.js';
import { chassisIdentify } from './chassis-identify.js';
import { clearSel } from './clear-sel.js';
import { closeSession } from './close-session.js';
import { activatePowerLimit, getDcmiCapabilities, getPowerLimit, getPowerReading, setPowerLimit } from './dcmi.js';
import { getChannelAuthenticationCapabilities } from './get-channel-authentication-capabilities.js';
import { getChannelCipherSuites } from './get-channel-cipher-suites.js';
import { getChannelAccess, getChannelInfo, setChannelAccess } from './get-channel-info.js';
import { getChassisCapabilities, getChassisStatus } from './get-chassis-status.js';
import { getDeviceId } from './get-device-id.js';
import { getFruAreaInfo, readFru } from './fru.js';
import { getGuid } from './get-guid.js';
import { getSelEntry } from './get-sel-entry.js';
import { getSelInfo, reserveSel } from './get-sel-info.js';
import { getSelfTestResults } from './get-self-test-results.js';
import { getSessionInfo } from './get-session-info.js';
import { getSystemBootOptions } from './get-system-boot-options.js';
import { getSystemRestartCause } from './get-system-restart-cause.js';
import { getUserAccess, getUserName } from './get-user.js';
import { getWatchdog } from './get-watchdog.js';
import { coldReset, warmReset } from './reset-bmc.js';
import { resetWatchdog } from './reset-watchdog.js';
import { getSdr, getSdrRepositoryInfo, reserveSdrRepository } from './sdr-repository.js';
import { getSelTime, setSelTime } from './sel-time.js';
import { getSensorReading, getSensorThresholds } from './sensors.js';
import { setPowerRestorePolicy } from './set-power-restore-policy.js';
import { setSessionPrivilege } from './set-session-privilege.js';
import { setSystemBootOptions } from './set-system-boot-options.js';
import { setWatchdog } from './set-watchdog.js';

const CHASSIS = 0x00;
const SENSOR = 0x04;
const APP = 0x06;
const STORAGE = 0x0a;
const GROUP_EXTENSION = 0x2c;

type Row = readonly [
  netFn: number,
  command: number,
  name: string,
  needs: Command['needs'],
  minLength: number,
  maxLength: number,
  run: Run,
];

// biome-ignore format: a table reads best a row a line
const ROWS: readonly Row[] = [
  [CHASSIS, 0x00, 'Get Chassis Capabilities',  'user',          0,  0, getChassisCapabilities],
  [CHASSIS, 0x01, 'Get Chassis Status',        'user',          0,  0, getChassisStatus],
  [CHASSIS, 0x02, 'Chassis Control',           'operator',      1,  1, chassisControl],
  [CHASSIS, 0x04, 'Chassis Identify',          'operator',      0,  2, chassisIdentify],
  [CHASSIS, 0x06, 'Set Power Restore Policy',  'operator',      1,  1, setPowerRestorePolicy],
  [CHASSIS, 0x07, 'Get System Restart Cause',  'user',          0,  0, getSystemRestartCause],
  [CHASSIS, 0x08, 'Set System Boot Options',   'operator',      1, 17, setSystemBootOptions],
  [CHASSIS, 0x09, 'Get System Boot Options',   'operator',      3,  3, getSystemBootOptions],
  [SENSOR,  0x27, 'Get Sensor Thresholds',     'user',          1,  1, getSensorThresholds],
  [SENSOR,  0x2d, 'Get Sensor Reading',        'user',          1,  1, getSensorReading],
  [APP,     0x01, 'Get Device ID',             'user',          0,  0, getDeviceId],
  [APP,     0x02, 'Cold Reset',                'administrator', 0,  0, coldReset],
  [APP,     0x03, 'Warm Reset',                'administrator', 0,  0, warmReset],
  [APP,     0x04, 'Get Self Test Results',     'user',          0,  0, getSelfTestResults],
  [APP,     0x08, 'Get Device GUID',           'user',          0,  0, getGuid],
  [APP,     0x22, 'Reset Watchdog Timer',      'operator',      0,  0, resetWatchdog],
  [APP,     0x24, 'Set Watchdog Timer',        'operator',      6,  6, setWatchdog],
  [APP,     0x25, 'Get Watchdog Timer',        'user',          0,  0, getWatchdog],
  [APP,     0x37, 'Get System GUID',           'anyone',        0,  0, getGuid],
  [APP,     0x38, 'Get Channel Auth Caps',     'anyone',        2,  2, getChannelAuthenticationCapabilities],
  [APP,     0x3b, 'Set Session Privilege',     'session',       1,  1, setSessionPrivilege],
  [APP,     0x3c, 'Close Session',             'session',       4,  5, closeSession],
  [APP,     0x3d, 'Get Session Info',          'user',          1,  5, getSessionInfo],
  [APP,     0x40, 'Set Channel Access',        'administrator', 3,  3, setChannelAccess],
  [APP,     0x41, 'Get Channel Access',        'user',          2,  2, getChannelAccess],
  [APP,     0x42, 'Get Channel Info',          'user',          1,  1, getChannelInfo],
  [APP,     0x44, 'Get User Access',           'operator',      2,  2, getUserAccess],
  [APP,     0x46, 'Get User Name',             'operator',      1,  1, getUserName],
  [APP,     0x54, 'Get Channel Cipher Suites', 'anyone',        3,  3, getChannelCipherSuites],
  [STORAGE, 0x10, 'Get FRU Area Info',         'user',          1,  1, getFruAreaInfo],
  [STORAGE, 0x11, 'Read FRU Data',             'user',          4,  4, readFru],
  [STORAGE, 0x20, 'Get SDR Repository Info',   'user',          0,  0, getSdrRepositoryInfo],
  [STORAGE, 0x22, 'Reserve SDR Repository',    'user',          0,  0, reserveSdrRepository],
  [STORAGE, 0x23, 'Get SDR',                   'user',          6,  6, getSdr],
  [STORAGE, 0x40, 'Get SEL Info',              'user',          0,  0, getSelInfo],
  [STORAGE, 0x42, 'Reserve SEL',               'user',          0,  0, reserveSel],
  [STORAGE, 0x43, 'Get SEL Entry',             'user',          6,  6, getSelEntry],
  [STORAGE, 0x44, 'Add SEL Entry',             'operator',     16, 16, addSelEntry],
  [STORAGE, 0x47, 'Clear SEL',                 'operator',      6,  6, clearSel],
  [STORAGE, 0x48, 'Get SEL Time',              'user',          0,  0, getSelTime],
  [STORAGE, 0x49, 'Set SEL Time',              'operator',      4,  4, setSelTime],
  [GROUP_EXTENSION, 0x01, 'DCMI Capabilities', 'user',          2,  2, getDcmiCapabilities],
  [GROUP_EXTENSION, 0x02, 'DCMI Power Reading', 'user',         4,  4, getPowerReading],
  [GROUP_EXTENSION, 0x03, 'DCMI Get Power Limit', 'user',       3,  3, getPowerLimit],
  [GROUP_EXTENSION, 0x04, 'DCMI Set Power Limit', 'operator',  15, 15, setPowerLimit],
  [GROUP_EXTENSION, 0x05, 'DCMI Activate Limit', 'operator',    4,  4, activatePowerLimit],
];

export const COMMANDS: readonly Command[] = ROWS.map(([netFn, command, name, needs, minLength, maxLength, run]) => ({
  netFn,
  command,
  name,
  needs,
  minLength,
  maxLength,
  run,
}));
