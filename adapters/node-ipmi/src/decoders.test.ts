// Hostile bytes against every decoder: a value or a WireError, nothing else, and nothing large.
// Must never be narrowed to well-formed packets; those are the golden tests' business.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { bmcColdReset } from './commands/bmc-reset.js';
import { dcmiActivatePowerLimit, dcmiGetPowerLimit, dcmiSetPowerLimit } from './commands/dcmi-power-limit.js';
import { dcmiPowerReading } from './commands/dcmi-power-reading.js';
import { fruAreaInfo } from './commands/fru-area-info.js';
import { fruRead } from './commands/fru-read.js';
import { getChannelAccess } from './commands/get-channel-access.js';
import { decodeCipherSuites, getChannelCipherSuites } from './commands/get-channel-cipher-suites.js';
import { getSensorReading } from './commands/get-sensor-reading.js';
import { getSensorReadingFactors } from './commands/get-sensor-reading-factors.js';
import { getUserAccess } from './commands/get-user-access.js';
import { getUserName } from './commands/get-user-name.js';
import { sdrGet } from './commands/sdr-get.js';
import { sdrRepositoryInfo } from './commands/sdr-repository-info.js';
import { sdrReserve } from './commands/sdr-reserve.js';
import { selAdd } from './commands/sel-add.js';
import { selClear } from './commands/sel-clear.js';
import { selReserve } from './commands/sel-reserve.js';
import { setChannelAccess } from './commands/set-channel-access.js';
import { setPowerRestorePolicy } from './commands/set-power-restore-policy.js';
import { decodeFru } from './fru/decode.js';
import { decodeSensorRecord } from './sensors/record.js';
import { chassisControl } from './commands/chassis-control.js';
import { chassisIdentify } from './commands/chassis-identify.js';
import { chassisRestartCause } from './commands/chassis-restart-cause.js';
import { chassisStatus } from './commands/chassis-status.js';
import { closeSession } from './commands/close-session.js';
import { getBootFlags } from './commands/get-boot-options.js';
import { getChannelAuthCapabilities } from './commands/get-channel-auth-capabilities.js';
import { getDeviceId } from './commands/get-device-id.js';
import { getWatchdog } from './commands/get-watchdog.js';
import { resetWatchdog } from './commands/reset-watchdog.js';
import { selGetEntry } from './commands/sel-get-entry.js';
import { selInfo } from './commands/sel-info.js';
import { keepBootFlags, setBootFlags } from './commands/set-boot-options.js';
import { setSessionPrivilege } from './commands/set-session-privilege.js';
import { setWatchdog } from './commands/set-watchdog.js';
import { cipherSuite, decryptPayload, encryptPayload, hmac } from './wire/ciphers.js';
import { decodeResponse } from './wire/lan-message.js';
import { decodeOpenSessionResponse } from './wire/open-session.js';
import { decodeV15 } from './wire/packet-v15.js';
import { decodePlain, decodeProtected, encodePlain, PAYLOAD } from './wire/packet-v2.js';
import { decodeRakp2, decodeRakp4, deriveSessionKeys } from './wire/rakp.js';
import { decodePong, decodeRmcp, encodeRmcp } from './wire/rmcp.js';
import { WireError } from './wire/wire-error.js';

const KEYS = { 17: keysOf(17), 3: keysOf(3) };

const DECODERS: Readonly<Record<string, (bytes: Buffer) => unknown>> = {
  decodeRmcp,
  decodeCipherSuites,
  decodeFru,
  decodeSensorRecord,
  decodePong,
  decodeV15,
  decodePlain: (bytes) => decodePlain(bytes, PAYLOAD.rakp2),
  decodeProtected17: (bytes) => decodeProtected(KEYS[17], bytes),
  decodeProtected3: (bytes) => decodeProtected(KEYS[3], bytes),
  decryptPayload: (bytes) => decryptPayload(KEYS[17].confidentialityKey, bytes),
  decodeResponse,
  decodeOpenSessionResponse,
  decodeRakp2: (bytes) => decodeRakp2(bytes, cipherSuite(17)),
  decodeRakp4: (bytes) => decodeRakp4(bytes, cipherSuite(3)),
  ...Object.fromEntries(
    [
      chassisControl,
      bmcColdReset,
      dcmiActivatePowerLimit,
      dcmiGetPowerLimit,
      dcmiSetPowerLimit,
      dcmiPowerReading,
      fruAreaInfo,
      fruRead,
      getChannelAccess,
      getChannelCipherSuites,
      getSensorReading,
      getSensorReadingFactors,
      getUserAccess,
      getUserName,
      sdrGet,
      sdrRepositoryInfo,
      sdrReserve,
      selAdd,
      selClear,
      selReserve,
      setChannelAccess,
      setPowerRestorePolicy,
      chassisIdentify,
      chassisRestartCause,
      chassisStatus,
      closeSession,
      getBootFlags,
      getChannelAuthCapabilities,
      getDeviceId,
      getWatchdog,
      keepBootFlags,
      resetWatchdog,
      selGetEntry,
      selInfo,
      setBootFlags,
      setSessionPrivilege,
      setWatchdog,
    ].map((command) => [command.name, (bytes: Buffer) => command.decode(bytes)]),
  ),
};

/** Behind a right header the interesting code begins; pure noise would end at the first byte. */
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 80 }).map((noise) => Buffer.from(noise)),
  fc.uint8Array({ maxLength: 80 }).map((noise) => encodeRmcp(Buffer.from(noise))),
  fc.uint8Array({ maxLength: 80 }).map((noise) => encodePlain(PAYLOAD.rakp2, Buffer.from(noise))),
  fc.uint8Array({ maxLength: 80 }).map((noise) => Buffer.concat([Buffer.from([0, 0]), Buffer.from(noise)])),
  fc.uint8Array({ maxLength: 4000 }).map((noise) => Buffer.from(noise)),
);

describe.each(Object.entries(DECODERS))('%s', (_, decode) => {
  it('gives a value or a WireError for any bytes', () => {
    fc.assert(
      fc.property(bytes, (input) => {
        const untouched = Buffer.from(input);
        onlyWireErrors(() => decode(input));
        expect(input).toEqual(untouched);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a BMC that knows the keys and still lies', () => {
  it.each([17, 3] as const)('gives a value or a WireError, suite %i', (id) => {
    const keys = KEYS[id];
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 14, maxLength: 90 }), (noise) => {
        const covered = Buffer.from(noise);
        covered.writeUInt8(0x06, 0);
        covered.writeUInt8(0xc0, 1);
        const code = hmac(keys.suite, keys.integrityKey, covered).subarray(0, keys.suite.integrityCodeBytes);
        onlyWireErrors(() => decodeProtected(keys, encodeRmcp(Buffer.concat([covered, code]))));
      }),
      { numRuns: 500 },
    );
  });

  it('gives a value or a WireError for any plaintext behind the encryption', () => {
    const key = KEYS[17].confidentialityKey;
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (block) => {
        // Message of one block, cut behind it: the last byte of the block is now the pad length.
        const payload = encryptPayload(key, Buffer.alloc(16), Buffer.from(block)).subarray(0, 32);
        onlyWireErrors(() => decryptPayload(key, payload));
      }),
      { numRuns: 500 },
    );
  });
});

function onlyWireErrors(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(WireError);
  }
}

function keysOf(id: 17 | 3): ReturnType<typeof deriveSessionKeys> {
  return deriveSessionKeys(cipherSuite(id), Buffer.alloc(20, id));
}
