// What a command is: who may send it, how long its data is, what it answers. The completion codes of IPMI v2.0 table 5-2.
// Must never let a command see how it came in beyond its caller's rights.
import type { PRIVILEGE } from './session/privilege.js';
import type { ActiveSession } from './session/session-table.js';
import type { BmcState } from './state.js';

export const CODE = {
  ok: 0x00,
  busy: 0xc0,
  unknownCommand: 0xc1,
  unknownForLun: 0xc2,
  outOfSpace: 0xc4,
  reservationCancelled: 0xc5,
  wrongLength: 0xc7,
  outOfRange: 0xc9,
  cannotReturnBytes: 0xca,
  notPresent: 0xcb,
  invalidField: 0xcc,
  illegalForRecord: 0xcd,
  privilegeTooLow: 0xd4,
  notInThisState: 0xd5,
} as const;

export type Caller =
  | { readonly kind: 'session'; readonly session: ActiveSession }
  /** Outside any session, over the LAN. */
  | { readonly kind: 'stranger' }
  /** The machine's own operating system or firmware, in-band: it may do everything (§6.9). */
  | { readonly kind: 'host' };

export interface Answer {
  readonly code: number;
  readonly data?: Buffer;
  /** Done once the reply is on its way: a BMC says "ok" before it resets itself. */
  readonly afterwards?: () => void;
}

export type Run = (bmc: BmcState, data: Buffer, caller: Caller) => Answer;

export interface Command {
  readonly netFn: number;
  readonly command: number;
  readonly name: string;
  /** `anyone` may send it outside a session; `session` at whatever level. */
  readonly needs: 'anyone' | 'session' | keyof typeof PRIVILEGE;
  readonly minLength: number;
  readonly maxLength: number;
  readonly run: Run;
}

export function ok(...bytes: readonly number[]): Answer {
  return { code: CODE.ok, data: Buffer.from(bytes) };
}

export function refuse(code: number): Answer {
  return { code };
}

export function callerName(caller: Caller): string {
  if (caller.kind === 'session') return caller.session.user.name;
  return caller.kind === 'host' ? 'system-interface' : 'stranger';
}
