// A clearance cannot be made, written down, spent twice or used for anything else (DESIGN.md, rule 6).
import { describe, expect, it } from 'vitest';
import { Clearance, claimMint, spendClearance } from './clearance.js';
import { decide } from './kernel.js';
import { ALLOWED } from './rules/sample-questions.js';

const cleared = (): Clearance => {
  const verdict = decide(ALLOWED.stage.facts, ALLOWED.stage.action);
  if (verdict.kind !== 'allow') throw new Error('The sample question is not allowed.');
  return verdict.clearance;
};

describe('a clearance', () => {
  it('is spent once, and gives back exactly what was cleared', () => {
    const clearance = cleared();
    const action = spendClearance(clearance, 'stage', 'n1');
    expect(action).toEqual(ALLOWED.stage.action);
    expect(Object.isFrozen(action)).toBe(true);
    expect(() => spendClearance(clearance, 'stage', 'n1')).toThrow('forged or already spent');
  });
  it('is for one action on one node, and a wrong use does not spend it', () => {
    const clearance = cleared();
    expect(() => spendClearance(clearance, 'reboot', 'n1')).toThrow('is for stage on n1, not for reboot on n1');
    expect(() => spendClearance(clearance, 'stage', 'n2')).toThrow('not for stage on n2');
    expect(spendClearance(clearance, 'stage', 'n1').kind).toBe('stage');
  });
  it('is not changed by changing the action that was asked about', () => {
    const action = { ...ALLOWED.stage.action } as { slot: string };
    const verdict = decide(ALLOWED.stage.facts, action as never);
    action.slot = 'A';
    if (verdict.kind !== 'allow') throw new Error('The sample question is not allowed.');
    expect(spendClearance(verdict.clearance, 'stage', 'n1').slot).toBe('B');
  });
  it('cannot be made outside the kernel', () => {
    expect(() => new Clearance(Symbol('mint'))).toThrow('Only the safety kernel');
    expect(() => new (cleared().constructor as typeof Clearance)(Symbol.for('mint'))).toThrow('Only the safety kernel');
    expect(() => claimMint()).toThrow('The mint for clearances is claimed');
  });
  it('cannot be copied or written down', () => {
    const clearance = cleared();
    expect(() => JSON.stringify({ clearance })).toThrow('cannot be serialised');
    const forged = [
      structuredClone(clearance),
      Object.create(Clearance.prototype),
      Object.assign(Object.create(Object.getPrototypeOf(clearance)), clearance),
      new Proxy(clearance, {}),
      {},
    ];
    for (const copy of forged) expect(() => spendClearance(copy as Clearance, 'stage', 'n1')).toThrow('forged');
  });
});
