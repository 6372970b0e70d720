// Golden bytes of Get Device ID, both directions. Must never be changed to fit the code: the specification gave them.
import { describe, expect, it } from 'vitest';

import { WireError } from '../wire/wire-error.js';
import { getDeviceId } from './get-device-id.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('Get Device ID', () => {
  it('has no request data', () => {
    expect(getDeviceId.encode()).toEqual(hex(''));
  });

  it('reads an answer with and without the auxiliary revision', () => {
    const expected = {
      deviceId: 0x20,
      deviceRevision: 1,
      firmware: '2.45',
      updating: false,
      ipmiVersion: '2.0',
      manufacturerId: 10876,
      productId: 0x0969,
      chassisDevice: true,
      selDevice: true,
    };
    expect(getDeviceId.decode(hex('20 81 02 45 02 BF 7C 2A 00 69 09'))).toEqual(expected);
    expect(getDeviceId.decode(hex('20 81 02 45 02 BF 7C 2A 00 69 09 01 02 03 04'))).toEqual(expected);
  });

  it('says when the BMC updates itself', () => {
    expect(getDeviceId.decode(hex('20 81 82 45 02 BF 7C 2A 00 69 09'))).toMatchObject({
      firmware: '2.45',
      updating: true,
    });
  });

  it('refuses a short answer', () => {
    expect(() => getDeviceId.decode(hex('20 81 02 45 02 BF 7C 2A 00 69'))).toThrow(WireError);
  });
});
