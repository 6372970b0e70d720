// Golden bytes of Chassis Identify, both directions. Must never be changed to fit the code: the specification gave them.
import { describe, expect, it } from 'vitest';

import { WireError } from '../wire/wire-error.js';
import { chassisIdentify } from './chassis-identify.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('Chassis Identify', () => {
  it('sends the seconds, and 0 to turn it off', () => {
    expect(chassisIdentify.encode({ seconds: 15 })).toEqual(hex('0F'));
    expect(chassisIdentify.encode({ seconds: 0 })).toEqual(hex('00'));
  });

  it('refuses what one byte cannot say', () => {
    for (const seconds of [-1, 256, 1.5, Number.NaN]) {
      expect(() => chassisIdentify.encode({ seconds }), String(seconds)).toThrow(WireError);
    }
  });

  it('reads an empty answer', () => {
    expect(chassisIdentify.decode(hex(''))).toBeUndefined();
  });
});
