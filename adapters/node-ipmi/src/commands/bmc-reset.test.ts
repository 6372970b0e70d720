// Golden bytes of Cold Reset and Warm Reset, both directions. Must never be changed to fit the code: the specification gave them.
import { describe, expect, it } from 'vitest';

import { bmcColdReset, bmcWarmReset } from './bmc-reset.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('Cold Reset and Warm Reset', () => {
  it('are two commands without data, and never sent twice', () => {
    expect([bmcColdReset.netFn, bmcColdReset.command]).toEqual([0x06, 0x02]);
    expect([bmcWarmReset.netFn, bmcWarmReset.command]).toEqual([0x06, 0x03]);
    for (const reset of [bmcColdReset, bmcWarmReset]) {
      expect(reset.encode()).toEqual(hex(''));
      expect(reset.decode(hex(''))).toBeUndefined();
      expect(reset.repeatable).toBe(false);
    }
  });
});
