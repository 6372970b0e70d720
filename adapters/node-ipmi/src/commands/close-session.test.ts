// Golden bytes of Close Session, both directions. Must never be changed to fit the code: the specification gave them.
import { describe, expect, it } from 'vitest';

import { closeSession } from './close-session.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('Close Session', () => {
  it('names the BMC session, least significant byte first', () => {
    expect(closeSession.encode({ bmcSessionId: 0x14131211 })).toEqual(hex('11 12 13 14'));
    expect(closeSession.encode({ bmcSessionId: 0xffffffff })).toEqual(hex('FF FF FF FF'));
  });

  it('reads an empty answer, and is never repeated', () => {
    expect(closeSession.decode(hex(''))).toBeUndefined();
    expect(closeSession.repeatable).toBe(false);
  });
});
