// RAUC's boot state in GRUB's environment: ORDER, <slot>_OK, <slot>_TRY. Pure. TRY is set by the boot loader when it starts a slot and
// cleared only by mark-good, so a slot that runs unconfirmed reads "bad" in rauc status; here it is `trying`.
import type { SlotMark } from '#safety/vocabulary/evidence.js';
import type { SlotName } from '#safety/vocabulary/names.js';
import type { GrubEnv } from './grub/machine.js';

export const grubEnvList = (file: string): readonly string[] => ['grub-editenv', file, 'list'];

/** Every variable that RAUC needs; one that is missing makes RAUC's own commands fail. */
export const RAUC_VARIABLES = ['ORDER', 'A_OK', 'A_TRY', 'B_OK', 'B_TRY'] as const;

export function parseGrubEnv(text: string): GrubEnv {
  const env: Record<string, string> = {};
  for (const line of text.split('\n')) {
    const at = line.indexOf('=');
    if (at > 0) env[line.slice(0, at)] = line.slice(at + 1);
  }
  return env;
}

export const missingVariables = (env: GrubEnv): readonly string[] =>
  RAUC_VARIABLES.filter((name) => env[name] === undefined);

export const orderOf = (env: GrubEnv): readonly string[] =>
  (env['ORDER'] ?? '').split(/\s+/).filter((name) => name !== '');

/**
 * A slot that is first in ORDER and is not the one that runs was selected, and nobody has marked it good since: RAUC's
 * mark-active writes OK=1 TRY=0, so its variables alone would pass for `good`.
 */
export function markOf(env: GrubEnv, slot: SlotName, booted: SlotName): SlotMark {
  const order = orderOf(env);
  if (!order.includes(slot) || env[`${slot}_OK`] !== '1') return 'bad';
  if (env[`${slot}_TRY`] !== '0') return 'trying';
  return order[0] === slot && slot !== booted ? 'trying' : 'good';
}

/** What `rauc status mark-active` makes of the environment, to see where it would lead before it is done. */
export function afterMarkActive(env: GrubEnv, slot: SlotName): GrubEnv {
  const rest = orderOf(env).filter((name) => name !== slot);
  return { ...env, ORDER: [slot, ...rest].join(' '), [`${slot}_OK`]: '1', [`${slot}_TRY`]: '0' };
}

/** What `rauc status mark-bad` makes of it. */
export const afterMarkBad = (env: GrubEnv, slot: SlotName): GrubEnv => ({
  ...env,
  [`${slot}_OK`]: '0',
  [`${slot}_TRY`]: '0',
});
