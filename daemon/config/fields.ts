// The kinds of values a configuration is made of. Every leaf carries, as its error text, what was expected, so that a problem can be put into
// words ("expected …, found …"). Nothing is coerced: a port in quotes or a duration without a unit is an error (G-20).
import { isIP } from 'node:net';
import { z } from 'zod';
import { isDigest } from '#safety/vocabulary/names.js';

/** A mapping that knows all its fields. Its error text for unknown ones is the list of known ones, for "did you mean". */
export const mapping = <S extends z.ZodRawShape>(shape: S) =>
  z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? Object.keys(shape).join(' ') : 'a mapping of fields'),
  });

export const list = <T extends z.ZodType>(item: T, what: string, min = 0, max = 1000) =>
  z.array(item, { error: what }).min(min, { error: what }).max(max, { error: what });

export const oneOf = <const V extends readonly [string, ...string[]]>(...values: V) =>
  z.enum(values, { error: `one of ${values.join(', ')}` });

export const text = (what: string, pattern: RegExp) => z.string({ error: what }).regex(pattern, { error: what });

export const integer = (what: string, min: number, max: number) => {
  const error = `${what} from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
};

const ID = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
export const id = text('a name of 1 to 63 lower-case letters, digits and hyphens', ID);

export const yesOrNo = z.boolean({ error: 'true or false' });

const UNITS_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const DURATION = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h|d)$/;
const LONGEST_MS = 30 * UNITS_MS.d;

/** "90s", "250ms", "1.5h", as milliseconds. */
export function duration(min: keyof typeof UNITS_MS | number = 1) {
  const error = 'a duration with its unit, such as 250ms, 90s, 15m or 1h (at most 30d)';
  const leastMs = typeof min === 'number' ? min : UNITS_MS[min];
  return z
    .string({ error })
    .regex(DURATION, { error })
    .transform((value) => {
      const [, count, unit] = DURATION.exec(value) as unknown as [string, string, keyof typeof UNITS_MS];
      return Math.round(Number(count) * UNITS_MS[unit]);
    })
    .pipe(z.number().min(leastMs, { error }).max(LONGEST_MS, { error }));
}

const HOST = /^(?!-)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*$/;
const hostWhat = 'a host name or an IP address';
export const host = z
  .string({ error: hostWhat })
  .max(253, { error: hostWhat })
  .refine((value) => isIP(value) !== 0 || (HOST.test(value) && !/^[\d.]+$/.test(value)), { error: hostWhat });

export const port = integer('a port number', 1, 65535);

/** `127.0.0.1:7443`, `[::1]:7443`; port 0 lets the system choose one. */
const listenWhat = 'an address and a port, such as 127.0.0.1:7443 or [::1]:7443';
export const listen = z.string({ error: listenWhat }).refine(
  (value) => {
    const [, bracketed, plain, digits] = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(value) ?? [];
    const address = bracketed !== undefined ? isIP(bracketed) === 6 : plain !== undefined && isIP(plain) === 4;
    return (address || plain === 'localhost') && Number(digits) <= 65535;
  },
  { error: listenWhat },
);

export const digest = z
  .string({ error: 'sha256: and 64 hexadecimal digits in lower case' })
  .refine(isDigest, { error: 'sha256: and 64 hexadecimal digits in lower case' });

export const login = text('a login name', /^[A-Za-z_][A-Za-z0-9_.-]{0,31}$/);

/** A printable path; control characters never belong in one. */
export const PATH = /^[^\u0000-\u001f\u007f]{1,4000}$/;

export const argv = list(
  text('one word of the command', PATH),
  'a command as a list of words, such as [systemctl, is-active, app]',
  1,
  64,
);
