// Golden bytes of Chassis Control, both directions. Must never be changed to fit the code: the specification gave them.
import { describe, expect, it } from 'vitest';

import { WireError } from '../wire/wire-error.js';
import type { ChassisAction } from './chassis-control.js';
import { chassisControl } from './chassis-control.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('Chassis Control', () => {
  it.each([
    ['off', '00'],
    ['on', '01'],
    ['cycle', '02'],
    ['reset', '03'],
    ['diag', '04'],
    ['soft', '05'],
  ] as const)('%s is %s', (action, byte) => {
    expect(chassisControl.encode({ action })).toEqual(hex(byte));
  });

  it('does not turn a word it does not know into "off"', () => {
    for (const word of ['', 'OFF', 'restart', 'toString', undefined]) {
      expect(() => chassisControl.encode({ action: word as ChassisAction }), String(word)).toThrow(WireError);
    }
  });

  it('reads an empty answer, and is never repeated', () => {
    expect(chassisControl.decode(hex(''))).toBeUndefined();
    expect(chassisControl.repeatable).toBe(false);
  });
});
