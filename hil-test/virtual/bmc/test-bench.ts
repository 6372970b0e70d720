// A BMC on a hand-turned clock with a machine that only remembers: what the tests in this folder share.
// Must never be used outside tests: its passwords are in the source.
import { type ManualClock, manualClock } from '../clock.js';
import type { Machine, PowerAction, RestartCause } from './machine.js';
import { type BmcState, type BmcStateOptions, createState } from './state.js';

export const TEST_USERS = [
  { name: 'admin', password: 'admin-password', privilege: 'administrator' },
  { name: 'oper', password: 'oper-password-of-20b', privilege: 'operator' },
  { name: 'view', password: 'view-password', privilege: 'user' },
] as const;

export class RecordingMachine implements Machine {
  on = true;
  readonly calls: (readonly [PowerAction, RestartCause])[] = [];
  isOn(): boolean {
    return this.on;
  }
  power(action: PowerAction, cause: RestartCause): void {
    this.calls.push([action, cause]);
    if (action === 'on' || action === 'cycle') this.on = true;
    if (action === 'off' || action === 'soft') this.on = false;
  }
}

export interface TestBench {
  readonly clock: ManualClock;
  readonly machine: RecordingMachine;
  readonly bmc: BmcState;
}

export function testBench(options: Partial<BmcStateOptions> = {}): TestBench {
  const clock = manualClock();
  const machine = new RecordingMachine();
  return { clock, machine, bmc: createState({ name: 'test', users: TEST_USERS, machine, clock, ...options }) };
}
