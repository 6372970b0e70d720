// Golden bytes of Reset Watchdog Timer, both directions. Must never be changed to fit the code: the specification gave them.
import { describe, expect, it } from 'vitest';

import { describeCompletion } from '../completion-codes.js';
import { resetWatchdog } from './reset-watchdog.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('Reset Watchdog Timer', () => {
  it('has no data in either direction', () => {
    expect(resetWatchdog.encode()).toEqual(hex(''));
    expect(resetWatchdog.decode(hex(''))).toBeUndefined();
  });

  it('names the refusal of a timer that was never set', () => {
    expect(describeCompletion(0x80, resetWatchdog.completionCodes)).toMatchObject({ name: 'watchdog-not-set' });
  });
});
