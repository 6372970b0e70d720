// What hangs off a BMC: the power and reset lines of one machine. The node model and QEMU both implement it.
// Must never know how the BMC was asked (session, user): a real reset line does not either.
export type PowerAction = 'on' | 'off' | 'cycle' | 'reset' | 'soft' | 'diag';

/** IPMI v2.0 §28.11, in the order of the codes on the wire. */
export const RESTART_CAUSES = [
  'unknown',
  'chassis-command',
  'reset-button',
  'power-button',
  'watchdog',
  'oem',
  'always-on-policy',
  'previous-state-policy',
  'pef-reset',
  'pef-power-cycle',
  'soft-reset',
  'rtc-wake',
] as const;
export type RestartCause = (typeof RESTART_CAUSES)[number];

export interface Machine {
  isOn(): boolean;
  /** Returns at once; the effect may follow. */
  power(action: PowerAction, cause: RestartCause): void;
}
