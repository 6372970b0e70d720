// Golden bytes of Get Channel Authentication Capabilities, both directions. Must never be changed to fit the code: the specification gave them.
import { describe, expect, it } from 'vitest';

import { WireError } from '../wire/wire-error.js';
import { getChannelAuthCapabilities } from './get-channel-auth-capabilities.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('Get Channel Authentication Capabilities', () => {
  it('asks for this channel and the extended answer', () => {
    expect(getChannelAuthCapabilities.encode({ privilege: 4 })).toEqual(hex('8E 04'));
  });

  it('reads what a BMC says of RMCP+ and Kg', () => {
    expect(getChannelAuthCapabilities.decode(hex('01 80 04 02 00 00 00 00'))).toEqual({
      channel: 1,
      speaksRmcpPlus: true,
      needsKg: false,
    });
    expect(getChannelAuthCapabilities.decode(hex('02 80 24 03 00 00 00 00'))).toMatchObject({ needsKg: true });
    expect(getChannelAuthCapabilities.decode(hex('01 16 04 00 00 00 00 00'))).toMatchObject({ speaksRmcpPlus: false });
  });

  it('refuses a short answer', () => {
    expect(() => getChannelAuthCapabilities.decode(hex('01 80 04 02 00 00 00'))).toThrow(WireError);
  });
});
