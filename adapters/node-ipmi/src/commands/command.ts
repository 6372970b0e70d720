// The shape every command file has: two pure functions and the facts about the command that the session needs.
// Must never hold state; `repeatable` is the only thing that decides whether a lost answer may be asked for again.

import type { CommandCodes } from '../completion-codes.js';
import { WireError } from '../wire/wire-error.js';

export interface Command<Request, Response> {
  /** As the specification calls it; used in texts. */
  readonly name: string;
  readonly netFn: number;
  readonly command: number;
  /** True only when carrying it out twice leaves the same world as once. */
  readonly repeatable: boolean;
  readonly completionCodes?: CommandCodes;
  encode(request: Request): Buffer;
  /** `data` is what follows the completion code. Trailing bytes that are not known are ignored. */
  decode(data: Buffer): Response;
}

export const NET_FN = { chassis: 0x00, sensor: 0x04, app: 0x06, storage: 0x0a } as const;

export const NO_DATA: Buffer = Buffer.alloc(0);

/**
 * The number that belongs to a name. A caller without types may hand in any word, and a Buffer turns what it does not know into 0,
 * which is "power off" in one table and "no action" in another: refuse instead. hasOwn, for `toString` is in every object.
 */
export function codeOf<Name extends string>(table: Readonly<Record<Name, number>>, name: Name, what: string): number {
  if (!Object.hasOwn(table, name)) throw new WireError(`${what}: there is no such value`);
  return table[name];
}

/** The name that belongs to a number in a table like `{ reset: 1 }`. */
export function nameOf<Name extends string>(table: Readonly<Record<Name, number>>, value: number): Name | undefined {
  for (const name in table) if (table[name] === value) return name;
  return undefined;
}
