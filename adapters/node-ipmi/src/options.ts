// The options of a Bmc, checked once when it is made; behind this file every value is in range.
// Must never call, keep or print the password or Kg: only the functions that give them are held.

import type { Privilege } from './commands/set-session-privilege.js';
import type { CipherSuite, CipherSuiteId } from './wire/ciphers.js';
import { cipherSuite } from './wire/ciphers.js';
import { MAX_USER_BYTES } from './wire/rakp.js';

export interface BmcOptions {
  readonly host: string;
  /** Default 623. */
  readonly port?: number;
  readonly user: string;
  /** Called at each session open; at most 20 bytes. The buffer stays the caller's. */
  readonly password: () => Buffer;
  /** In order of preference; the next is tried only when the BMC refuses the one before. Default [17]. */
  readonly cipherSuites?: readonly CipherSuiteId[];
  /** Default administrator. */
  readonly privilege?: Privilege;
  /** The BMC's second key, where one is set. */
  readonly kg?: () => Buffer;
  /** First retransmission timer; doubles with every attempt up to 4 s. Default 500. */
  readonly timeoutMs?: number;
  /** Sends of one repeatable command, and tries of one session set-up. Default 4. */
  readonly attempts?: number;
  /** A session that was idle for this long is given back and opened anew for the next command. Default 20,000. */
  readonly idleMs?: number;
}

export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly user: Buffer;
  readonly password: () => Buffer;
  readonly kg: (() => Buffer) | undefined;
  readonly suites: readonly CipherSuite[];
  readonly privilege: Privilege;
  /** One wait an attempt, growing. */
  readonly waitsMs: readonly number[];
  readonly idleMs: number;
}

const MAX_WAIT_MS = 4_000;

export function settingsOf(options: BmcOptions): Settings {
  if (options.host === '') throw new TypeError('BMC options: host is empty');
  const user = Buffer.from(options.user, 'utf8');
  if (user.length > MAX_USER_BYTES) throw new TypeError(`BMC options: user is longer than ${MAX_USER_BYTES} bytes`);
  const suites = (options.cipherSuites ?? [17]).map(cipherSuite);
  if (suites.length === 0 || suites.length > 2)
    throw new TypeError('BMC options: cipherSuites has to list 17, 3 or both');
  const privilege = options.privilege ?? 'administrator';
  if (privilege !== 'operator' && privilege !== 'administrator') {
    throw new TypeError('BMC options: privilege has to be operator or administrator');
  }
  const timeoutMs = whole(options.timeoutMs ?? 500, 10, 60_000, 'timeoutMs');
  const attempts = whole(options.attempts ?? 4, 1, 10, 'attempts');
  return {
    host: options.host,
    port: whole(options.port ?? 623, 1, 65_535, 'port'),
    user,
    password: options.password,
    kg: options.kg,
    suites,
    privilege,
    waitsMs: Array.from({ length: attempts }, (_, attempt) =>
      Math.min(timeoutMs * 2 ** attempt, Math.max(timeoutMs, MAX_WAIT_MS)),
    ),
    idleMs: whole(options.idleMs ?? 20_000, 100, 3_600_000, 'idleMs'),
  };
}

function whole(value: number, min: number, max: number, name: string): number {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new TypeError(`BMC options: ${name} has to be a whole number from ${min} to ${max}`);
  }
  return value;
}
