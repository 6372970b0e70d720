// The watchdog's settings as bytes (IPMI v2.0 §27.6, §27.7), both ways.
// Must never accept a reserved use, action or interrupt: undefined means "invalid data field".
import {
  PRE_TIMEOUT_INTERRUPTS,
  WATCHDOG_ACTIONS,
  type WatchdogSettings,
  type WatchdogSnapshot,
} from '../parts/watchdog.js';

const USE_LAST = 5;

export interface SetWatchdogRequest {
  readonly settings: WatchdogSettings;
  readonly dontStop: boolean;
  readonly clearFlags: number;
}

export function parseSetWatchdog(data: Buffer): SetWatchdogRequest | undefined {
  const [useByte = 0, actionByte = 0, preTimeoutS = 0, clearFlags = 0] = data;
  const use = useByte & 0x07;
  const action = WATCHDOG_ACTIONS[actionByte & 0x07];
  const interrupt = PRE_TIMEOUT_INTERRUPTS[(actionByte >> 4) & 0x07];
  if (use === 0 || use > USE_LAST || action === undefined || interrupt === undefined) return undefined;
  const dontLog = (useByte & 0x80) !== 0;
  const initialCount = data.readUInt16LE(4);
  return {
    settings: { dontLog, use, action, interrupt, preTimeoutS, initialCount },
    dontStop: (useByte & 0x40) !== 0,
    clearFlags,
  };
}

export function watchdogBytes(now: WatchdogSnapshot): Buffer {
  const bytes = Buffer.alloc(8);
  bytes[0] = (now.dontLog ? 0x80 : 0) | (now.running ? 0x40 : 0) | now.use;
  bytes[1] = (PRE_TIMEOUT_INTERRUPTS.indexOf(now.interrupt) << 4) | WATCHDOG_ACTIONS.indexOf(now.action);
  bytes[2] = now.preTimeoutS;
  bytes[3] = now.expirationFlags;
  bytes.writeUInt16LE(now.initialCount, 4);
  bytes.writeUInt16LE(now.presentCount, 6);
  return bytes;
}
