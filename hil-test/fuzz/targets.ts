// The data file of the fuzzer: every decoder that cannot be called with bytes alone, and the packets it needs for a start.
// Decoders that take bytes alone and the decode of every command are found in the sources: see decoders.ts. Runs in the worker only.
// Must never list a decoder with anything but a right key: what a wrong key keeps out is not tested.
import { createCipheriv } from 'node:crypto';
import { BOOT_PARAMETER, parameterBytes } from '../../adapters/node-ipmi/src/commands/boot-options.js';
import { cipherSuite, decryptPayload, hmac } from '../../adapters/node-ipmi/src/wire/ciphers.js';
import { decodeResponse, encodeRequest } from '../../adapters/node-ipmi/src/wire/lan-message.js';
import { encodeOpenSessionRequest } from '../../adapters/node-ipmi/src/wire/open-session.js';
import { encodeV15 } from '../../adapters/node-ipmi/src/wire/packet-v15.js';
import {
  decodePlain,
  decodeProtected,
  encodePlain,
  encodeProtected,
  PAYLOAD,
  type SessionKeys,
} from '../../adapters/node-ipmi/src/wire/packet-v2.js';
import { decodeRakp2, decodeRakp4, deriveSessionKeys } from '../../adapters/node-ipmi/src/wire/rakp.js';
import { encodePing, encodeRmcp } from '../../adapters/node-ipmi/src/wire/rmcp.js';
import { WireError } from '../../adapters/node-ipmi/src/wire/wire-error.js';
import { mendLan, mendPlain, mendSealed } from './mend.js';
import type { Target } from './target.js';
import { virtualBmcTargets } from './virtual-bmc.js';

const DATAGRAM_MAX = 1_100;
const SMALL_MAX = 300;

/** A row: the decoder's name in the sources, which run it covers, and what it needs. */
export interface Row {
  readonly decoder: string;
  readonly variant?: string;
  readonly seeds: readonly Buffer[];
  readonly bytesMax: number;
  readonly mend?: (bytes: Buffer) => void;
  readonly run: (bytes: Buffer) => unknown;
}

const keys = {
  17: deriveSessionKeys(cipherSuite(17), Buffer.alloc(20, 17)),
  3: deriveSessionKeys(cipherSuite(3), Buffer.alloc(20, 3)),
};
const iv = Buffer.alloc(16, 0x5a);
const response = Buffer.from('811c63200401002081020145bf7c2a0069097a', 'hex');
mendLan(response);

function sealed(session: SessionKeys, message: Buffer): Buffer {
  return encodeProtected(session, { sessionId: 0x11223344, sequence: 1, message }, iv);
}

function rowsFor(suite: 17 | 3): readonly Row[] {
  const session = keys[suite];
  const { keyExchangeCodeBytes, integrityCodeBytes } = session.suite;
  const code = (covered: Buffer): Buffer =>
    hmac(session.suite, session.integrityKey, covered).subarray(0, integrityCodeBytes);
  return [
    {
      decoder: 'decodeProtected',
      variant: `suite ${suite}`,
      seeds: [sealed(session, response), sealed(session, Buffer.alloc(8)), sealed(session, Buffer.alloc(200))],
      bytesMax: DATAGRAM_MAX,
      mend: (bytes) => mendSealed(bytes, integrityCodeBytes, code),
      run: (bytes) => decodeProtected(session, bytes),
    },
    {
      decoder: 'decryptPayload',
      variant: `suite ${suite}, any plain text`,
      seeds: [
        Buffer.from('0102030405060708090a0b0c0d0e0f0f', 'hex'),
        Buffer.alloc(32, 0),
        Buffer.concat([response, Buffer.alloc(29)]),
      ],
      bytesMax: 256,
      run: (bytes) => decryptPayload(session.confidentialityKey, encrypted(session.confidentialityKey, bytes)),
    },
    {
      decoder: 'decodeRakp2',
      variant: `suite ${suite}`,
      seeds: [Buffer.alloc(40 + keyExchangeCodeBytes), Buffer.from([1, 2])],
      bytesMax: SMALL_MAX,
      run: (bytes) => decodeRakp2(bytes, session.suite),
    },
    {
      decoder: 'decodeRakp4',
      variant: `suite ${suite}`,
      seeds: [Buffer.alloc(8 + integrityCodeBytes), Buffer.from([1, 2])],
      bytesMax: SMALL_MAX,
      run: (bytes) => decodeRakp4(bytes, session.suite),
    },
    {
      decoder: 'decodeResponse',
      variant: `in a session, suite ${suite}`,
      seeds: [response],
      bytesMax: 256,
      mend: mendLan,
      run: (bytes) => decodeResponse(decodeProtected(session, sealed(session, bytes)).message),
    },
  ];
}

/** Padding and all are the fuzzer's: cut to whole blocks, encrypted as they are. */
function encrypted(key: Buffer, plain: Buffer): Buffer {
  const cipher = createCipheriv('aes-128-cbc', key, iv).setAutoPadding(false);
  return Buffer.concat([iv, cipher.update(plain.subarray(0, plain.length & ~0x0f)), cipher.final()]);
}

const openRequest = encodeOpenSessionRequest({
  tag: 1,
  privilege: 4,
  consoleSessionId: 0x11223344,
  suite: cipherSuite(17),
});
const SET_UP = [PAYLOAD.openSessionResponse, PAYLOAD.rakp2, PAYLOAD.rakp4];

const ROWS: readonly Row[] = [
  ...rowsFor(17),
  ...rowsFor(3),
  ...SET_UP.map(
    (type): Row => ({
      decoder: 'decodePlain',
      variant: `payload type ${type}`,
      seeds: [encodePlain(type, Buffer.alloc(36))],
      bytesMax: DATAGRAM_MAX,
      mend: mendPlain,
      run: (bytes) => decodePlain(bytes, type),
    }),
  ),
  {
    decoder: 'parameterBytes',
    seeds: [Buffer.from('0105e0040000', 'hex')],
    bytesMax: SMALL_MAX,
    run: (bytes) => parameterBytes(bytes, BOOT_PARAMETER.bootFlags),
  },
];

/** Packets of the client, as seeds for the virtual BMC. */
const capabilities = encodeRequest({ netFn: 6, command: 0x38, sequence: 0, data: Buffer.from([0x8e, 4]) });
const FROM_CLIENT = [
  encodePing(1),
  encodeV15(capabilities),
  encodePlain(PAYLOAD.ipmi, capabilities),
  encodePlain(PAYLOAD.openSessionRequest, openRequest),
];

/** Decoders that have a row here, by their names in the sources. */
export const LISTED: ReadonlySet<string> = new Set(ROWS.map(({ decoder }) => decoder));

/** Seeds and repairs of decoders that are found by themselves but sit behind a checksum. */
export const HINTS: Readonly<Record<string, Pick<Target, 'mend'> & { readonly seeds: readonly Buffer[] }>> = {
  decodeResponse: { seeds: [response], mend: mendLan },
  decodeRmcp: { seeds: [encodeRmcp(response)] },
};

export function listedTargets(): readonly Target[] {
  const rows = ROWS.map(
    ({ decoder, variant, seeds, bytesMax, mend, run }): Target => ({
      name: variant === undefined ? decoder : `${decoder} (${variant})`,
      seeds,
      bytesMax,
      ...(mend === undefined ? {} : { mend }),
      begin: () => run,
      refuses: isWireError,
    }),
  );
  return [...rows, ...virtualBmcTargets(FROM_CLIENT)];
}

export function isWireError(error: unknown): boolean {
  return error instanceof WireError;
}
