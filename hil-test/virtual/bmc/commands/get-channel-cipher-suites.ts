// Get Channel Cipher Suites (IPMI v2.0 §22.15): lets a console choose its suite before it opens a session.
// Must never list a suite that Open Session would refuse.
import { CODE, type Run, refuse } from '../command.js';
import type { Suite } from '../session/suites.js';
import { isLanChannel, LAN_CHANNEL } from './channel.js';

const BY_SUITE = 0x80;
const STANDARD_SUITE = 0xc0;
const INTEGRITY_TAG = 0x40;
const CONFIDENTIALITY_TAG = 0x80;
const CHUNK = 16;

function records(suites: readonly Suite[], bySuite: boolean): readonly number[] {
  if (bySuite) {
    return suites.flatMap((s) => [
      STANDARD_SUITE,
      s.id,
      s.authentication,
      INTEGRITY_TAG | s.integrity,
      CONFIDENTIALITY_TAG | s.confidentiality,
    ]);
  }
  const algorithms = [
    ...suites.map((s) => s.authentication),
    ...suites.map((s) => INTEGRITY_TAG | s.integrity),
    ...suites.map((s) => CONFIDENTIALITY_TAG | s.confidentiality),
  ];
  return [...new Set(algorithms)];
}

export const getChannelCipherSuites: Run = (bmc, data) => {
  if (!isLanChannel(data[0])) return refuse(CODE.invalidField);
  const list = data[2] ?? 0;
  const index = list & 0x3f;
  const bytes = Buffer.from(records(bmc.suites, (list & BY_SUITE) !== 0)).subarray(index * CHUNK, (index + 1) * CHUNK);
  return { code: CODE.ok, data: Buffer.concat([Buffer.from([LAN_CHANNEL]), bytes]) };
};
