// One scripted peer and any number of Bmc on it, all ended after the test. Must never be imported by anything but tests.

import { afterEach, beforeEach } from 'vitest';

import { Bmc } from '../bmc.js';
import type { BmcOptions } from '../options.js';
import { ScriptedPeer } from './scripted-peer.js';

export interface Bench {
  readonly peer: ScriptedPeer;
  bmc(options?: Partial<BmcOptions>): Bmc;
}

/** Short timers: a lost packet costs milliseconds here. No test measures them. */
const FAST: Partial<BmcOptions> = { timeoutMs: 60, attempts: 3 };

export function withPeer(): () => Bench {
  let peer: ScriptedPeer | undefined;
  const made: Bmc[] = [];
  beforeEach(async () => {
    peer = await ScriptedPeer.start();
  });
  afterEach(async () => {
    for (const bmc of made.splice(0)) await bmc.close();
    await peer?.stop();
  });
  return () => {
    if (peer === undefined) throw new Error('used outside of a test');
    const running = peer;
    return {
      peer: running,
      bmc: (options = {}) => {
        const base = { host: '127.0.0.1', port: running.port, user: 'admin', password: () => Buffer.from('hilpass') };
        const bmc = new Bmc({ ...base, ...FAST, ...options });
        made.push(bmc);
        return bmc;
      },
    };
  };
}
