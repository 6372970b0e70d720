// Golden bytes of Set Power Restore Policy, both directions. Must never be changed to fit the code: the specification gave them.
import { describe, expect, it } from 'vitest';

import { WireError } from '../wire/wire-error.js';
import { getSupportedRestorePolicies, setPowerRestorePolicy } from './set-power-restore-policy.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('Set Power Restore Policy', () => {
  it('sets a policy, or asks without changing one', () => {
    expect(setPowerRestorePolicy.encode({ policy: 'stay-off' })).toEqual(hex('00'));
    expect(setPowerRestorePolicy.encode({ policy: 'previous' })).toEqual(hex('01'));
    expect(setPowerRestorePolicy.encode({ policy: 'always-on' })).toEqual(hex('02'));
    expect(getSupportedRestorePolicies.encode()).toEqual(hex('03'));
    expect(() => setPowerRestorePolicy.encode({ policy: 'toString' as 'previous' })).toThrow(WireError);
  });

  it('reads what is supported', () => {
    expect(setPowerRestorePolicy.decode(hex('07'))).toEqual({ supported: ['stay-off', 'previous', 'always-on'] });
    expect(getSupportedRestorePolicies.decode(hex('05'))).toEqual({ supported: ['stay-off', 'always-on'] });
    expect(() => getSupportedRestorePolicies.decode(hex(''))).toThrow(WireError);
  });
});
