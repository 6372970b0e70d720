// A virtual RAUC bundle: one line of JSON, signed, then the slot image. Like a real one it names its content by hash, so a flipped bit
// in the payload shows only while it is read, one in the header breaks the signature. Must never trust a field before the signature.
import { createHash, type KeyObject, sign, verify } from 'node:crypto';

export interface BundleManifest {
  readonly compatible: string;
  readonly version: string;
  /** Over the payload. */
  readonly sha256: string;
  readonly size: number;
}

export type ReadBundle =
  | { readonly kind: 'bundle'; readonly manifest: BundleManifest; readonly payload: Buffer; readonly intact: boolean }
  /** Text as RAUC words it. */
  | { readonly kind: 'no-bundle'; readonly text: string }
  | { readonly kind: 'bad-signature'; readonly text: string };

const HEADER_BYTES_MAX = 4096;

/** What is signed: the manifest in this order of keys. */
const signedText = ({ compatible, version, sha256, size }: BundleManifest): Buffer =>
  Buffer.from(JSON.stringify({ farsideBundle: 1, compatible, version, sha256, size }));

export function encodeBundle(
  named: { readonly compatible: string; readonly version: string },
  payload: Buffer,
  key: KeyObject,
): Buffer {
  const sha256 = createHash('sha256').update(payload).digest('hex');
  const manifest: BundleManifest = {
    compatible: named.compatible,
    version: named.version,
    sha256,
    size: payload.length,
  };
  const signature = sign(null, signedText(manifest), key).toString('base64');
  return Buffer.concat([Buffer.from(`${JSON.stringify({ farsideBundle: 1, ...manifest, signature })}\n`), payload]);
}

export function readBundle(file: Buffer, keyring: string): ReadBundle {
  const end = file.subarray(0, HEADER_BYTES_MAX).indexOf(0x0a);
  const parsed = end < 0 ? undefined : parseHeader(file.toString('utf8', 0, end));
  if (parsed === undefined) return { kind: 'no-bundle', text: noBundle(file) };
  const payload = file.subarray(end + 1);
  if (payload.length < parsed.manifest.size) return { kind: 'no-bundle', text: noBundle(file) };
  if (!verify(null, signedText(parsed.manifest), keyring, parsed.signature)) {
    return { kind: 'bad-signature', text: 'signature verification failed: Verify error: self-signed certificate' };
  }
  const intact =
    payload.length === parsed.manifest.size &&
    createHash('sha256').update(payload).digest('hex') === parsed.manifest.sha256;
  return { kind: 'bundle', manifest: parsed.manifest, payload, intact };
}

function parseHeader(line: string): { manifest: BundleManifest; signature: Buffer } | undefined {
  let value: Partial<Record<string, unknown>>;
  try {
    value = JSON.parse(line) as Partial<Record<string, unknown>>;
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || value['farsideBundle'] !== 1) return undefined;
  const { compatible, version, sha256, size, signature } = value;
  if (typeof compatible !== 'string' || typeof version !== 'string' || typeof sha256 !== 'string') return undefined;
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0 || typeof signature !== 'string')
    return undefined;
  return { manifest: { compatible, version, sha256, size }, signature: Buffer.from(signature, 'base64') };
}

/** RAUC takes the last eight bytes of a file for the size of its signature. */
function noBundle(file: Buffer): string {
  const size = file.length < 8 ? 0n : file.readBigUInt64BE(file.length - 8);
  return `Invalid bundle format: Signature size (${size}) exceeds bundle size`;
}
