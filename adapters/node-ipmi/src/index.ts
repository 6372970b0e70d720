// node-ipmi: the public surface of the package. Nothing else is exported, nothing here does work.

export { Bmc } from './bmc.js';
export type { BootDevice, BootFlags, BootOverride } from './commands/boot-options.js';
export type { PowerLimit, ToldPowerLimit } from './commands/dcmi-power-limit.js';
export type { PowerReading } from './commands/dcmi-power-reading.js';
export type { AccessMode, ChannelAccess } from './commands/get-channel-access.js';
export type { OfferedSuite } from './commands/get-channel-cipher-suites.js';
export type { UserAccess } from './commands/get-user-access.js';
export type { PrivilegeLevel } from './commands/privilege-level.js';
export type { RawCommand } from './commands/raw.js';
export type { ChannelAccessSetting } from './commands/set-channel-access.js';
export type { RestorePolicySupport, SettableRestorePolicy } from './commands/set-power-restore-policy.js';
export type { Fru, FruBoard, FruChassis, FruProduct } from './fru/decode.js';
export type { ThresholdName } from './sensors/record.js';
export type { SensorReading } from './sensors/readings.js';
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
