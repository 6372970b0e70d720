// Clear SEL (IPMI v2.0 §31.9): erases the BMC's event log, under a reservation and with the letters CLR, so that no stray packet does it.
// Must never be called by a supervisor: the log is evidence. It is here for engineers, who have saved it first.

import { needBytes, needInteger } from '../wire/wire-error.js';
import type { Command } from './command.js';
import { NET_FN } from './command.js';

const CLR = [0x43, 0x4c, 0x52] as const;
const ACTION = { erase: 0xaa, status: 0x00 } as const;
const COMPLETED = 0x01;

export const selClear: Command<{ reservation: number; action: keyof typeof ACTION }, 'erasing' | 'erased'> = {
  name: 'Clear SEL',
  netFn: NET_FN.storage,
  command: 0x47,
  repeatable: true,
  completionCodes: { 0x81: ['sel-erasing', 'the event log is being erased'] },
  encode: ({ reservation, action }) => {
    needInteger(reservation, 0, 0xffff, 'SEL reservation');
    return Buffer.from([reservation & 0xff, reservation >> 8, ...CLR, ACTION[action]]);
  },
  decode: (data) => {
    needBytes(data, 1, 'Clear SEL response');
    return (data.readUInt8(0) & 0x0f) === COMPLETED ? 'erased' : 'erasing';
  },
};
