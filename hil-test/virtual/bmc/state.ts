// Everything one BMC knows, put together: what commands and the handshake work on.
// Must never reach for a socket: it lives as well behind the host's system interface, and in a test without any network.
import { createHash } from 'node:crypto';
import type { Clock } from '../clock.js';
import { type BmcFaults, noFaults } from './faults.js';
import { Ledger } from './ledger.js';
import type { Machine } from './machine.js';
import { BootOptions } from './parts/boot-options.js';
import { ChannelAccess } from './parts/channel-access.js';
import { Chassis } from './parts/chassis.js';
import { fruOf } from './parts/fru.js';
import { PowerLimit } from './parts/power-limit.js';
import { SystemEventLog } from './parts/sel.js';
import { Watchdog } from './parts/watchdog.js';
import { watchdogEffects } from './parts/watchdog-expiry.js';
import { type BmcUser, checkedUsers } from './session/privilege.js';
import { SessionTable } from './session/session-table.js';
import { type Suite, suitesOf } from './session/suites.js';

export interface BmcStateOptions {
  readonly name: string;
  readonly users: readonly BmcUser[];
  readonly suites?: readonly (17 | 3)[];
  readonly machine: Machine;
  readonly clock: Clock;
  readonly guid?: Buffer;
  readonly sessionsMax?: number;
  readonly idleMs?: number;
}

export interface BmcState {
  readonly name: string;
  readonly clock: Clock;
  readonly faults: BmcFaults;
  readonly ledger: Ledger;
  readonly guid: Buffer;
  readonly users: readonly BmcUser[];
  readonly suites: readonly Suite[];
  readonly sessions: SessionTable;
  readonly sel: SystemEventLog;
  readonly bootOptions: BootOptions;
  readonly chassis: Chassis;
  readonly watchdog: Watchdog;
  /** The inventory of the machine, byte by byte. */
  readonly fru: Buffer;
  readonly powerLimit: PowerLimit;
  readonly channelAccess: ChannelAccess;
  readonly machine: Machine;
  /** Model time until which a restarting BMC hears nothing. */
  deafUntilMs: number;
}

const SESSIONS_MAX = 4;
const IDLE_MS = 60_000; // §6.12.15
const RESTART_MS = 2_000;

/** A stable GUID from the name, so that a bench looks the same at every start. */
function guidOf(name: string): Buffer {
  return createHash('sha256').update(`virtual-bmc:${name}`).digest().subarray(0, 16);
}

export function createState(options: BmcStateOptions): BmcState {
  const { clock, machine } = options;
  const guid = options.guid ?? guidOf(options.name);
  if (guid.length !== 16)
    throw new RangeError(`the GUID of BMC ${options.name} has ${guid.length} bytes instead of 16`);
  const ledger = new Ledger(clock);
  const faults = noFaults();
  const sel = new SystemEventLog(clock);
  const bootOptions = new BootOptions(clock, (why) => ledger.add('bmc', { what: 'boot-flags-invalidated', why }));
  const chassis = new Chassis(clock, machine, ledger, bootOptions);
  return {
    name: options.name,
    clock,
    faults,
    ledger,
    guid: Buffer.from(guid),
    users: checkedUsers(options.users),
    suites: suitesOf(options.suites ?? [17, 3]),
    sessions: new SessionTable(clock, options.sessionsMax ?? SESSIONS_MAX, options.idleMs ?? IDLE_MS),
    sel,
    bootOptions,
    chassis,
    watchdog: new Watchdog(clock, watchdogEffects({ faults, ledger, sel, chassis })),
    fru: fruOf(options.name),
    powerLimit: new PowerLimit(),
    channelAccess: new ChannelAccess(),
    machine,
    deafUntilMs: 0,
  };
}

/** Cold: the watchdog is forgotten too. SEL, boot options and restore policy are kept in non-volatile memory by either. */
export function restartBmc(bmc: BmcState, kind: 'cold' | 'warm', by: string): void {
  bmc.ledger.add(by, { what: 'bmc-restarted', kind });
  bmc.sessions.clear();
  bmc.sel.cancelReservation();
  if (kind === 'cold') bmc.watchdog.forget();
  bmc.deafUntilMs = bmc.clock.nowMs() + RESTART_MS;
}
