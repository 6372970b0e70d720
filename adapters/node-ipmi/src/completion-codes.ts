// Completion codes (IPMI v2.0 §5.2, table 5-2) as names for programs and text for people.
// Must never call a command refused when the code leaves open whether it was carried out.

export interface CompletionCode {
  readonly code: number;
  readonly name: string;
  readonly text: string;
}

type Named = readonly [name: string, text: string];
export type CommandCodes = Readonly<Record<number, Named>>;

const GENERIC: CommandCodes = {
  0xc0: ['node-busy', 'the BMC is busy'],
  0xc1: ['invalid-command', 'the BMC does not have this command'],
  0xc2: ['invalid-for-lun', 'the command is invalid for this LUN'],
  0xc3: ['timeout', 'the BMC timed out while it processed the command'],
  0xc4: ['out-of-space', 'the BMC is out of space'],
  0xc5: ['reservation-lost', 'the reservation is cancelled or invalid'],
  0xc6: ['data-truncated', 'the request data was truncated'],
  0xc7: ['length-invalid', 'the length of the request data is invalid'],
  0xc8: ['length-exceeded', 'the request data is too long'],
  0xc9: ['out-of-range', 'a parameter is out of range'],
  0xca: ['cannot-return-bytes', 'the BMC cannot return that many bytes'],
  0xcb: ['not-present', 'the sensor, data or record is not present'],
  0xcc: ['invalid-field', 'the request has an invalid data field'],
  0xcd: ['illegal-for-record', 'the command is illegal for this sensor or record'],
  0xce: ['no-response', 'the BMC could not provide the response'],
  0xcf: ['duplicate-request', 'the BMC does not carry out a duplicated request'],
  0xd0: ['sdr-updating', 'the SDR repository is being updated'],
  0xd1: ['firmware-updating', 'the BMC is in firmware update mode'],
  0xd2: ['bmc-initialising', 'the BMC is still initialising'],
  0xd3: ['destination-unavailable', 'the destination is unavailable'],
  0xd4: ['insufficient-privilege', 'the privilege level of the session or a firmware firewall forbids it'],
  0xd5: ['not-in-present-state', 'the command or a parameter is not supported in the present state'],
  0xd6: ['sub-function-disabled', 'the sub-function is disabled or unavailable'],
  0xff: ['unspecified', 'the BMC gives no reason'],
};

/** C3h, CEh and CFh say that the answer is missing, not that the work is: nobody may conclude that nothing happened. */
const INDETERMINATE: ReadonlySet<number> = new Set([0xc3, 0xce, 0xcf]);

export const NODE_BUSY = 0xc0;

export function describeCompletion(code: number, ofCommand: CommandCodes = {}): CompletionCode {
  const [name, text] = ofCommand[code] ?? GENERIC[code] ?? unnamed(code);
  return { code, name, text };
}

export function isIndeterminate(code: number): boolean {
  return INDETERMINATE.has(code);
}

export function hexByte(byte: number): string {
  return `${byte.toString(16).toUpperCase().padStart(2, '0')}h`;
}

function unnamed(code: number): Named {
  if (code >= 0x80 && code <= 0xbe)
    return ['command-specific', 'the BMC gives a code of this command that is not in the specification'];
  if (code >= 0x01 && code <= 0x7e) return ['oem', 'the BMC gives a code of its vendor'];
  return ['reserved', 'the BMC gives a reserved code'];
}
