// node-ipmi: the public surface of the package. Nothing else is exported, nothing here does work.

export { Bmc } from './bmc.js';
export type { BootDevice, BootFlags, BootOverride } from './commands/boot-options.js';
export type { ChassisAction } from './commands/chassis-control.js';
export type { RestartCause, RestartCauseName } from './commands/chassis-restart-cause.js';
export type { ChassisStatus, RestorePolicy } from './commands/chassis-status.js';
export type { DeviceId } from './commands/get-device-id.js';
export type { WatchdogState } from './commands/get-watchdog.js';
export type { SelEntry } from './commands/sel-get-entry.js';
export type { SelInfo } from './commands/sel-info.js';
export type { Privilege } from './commands/set-session-privilege.js';
export type { ExpirationFlags, WatchdogAction, WatchdogSetting, WatchdogUse } from './commands/watchdog.js';
export type { BmcOptions } from './options.js';
export type { IpmiResult } from './result.js';
export type { BootDeviceSet } from './session/boot-order.js';
export type { CipherSuiteId } from './wire/ciphers.js';
