// Callers who are not the bench's own site: other identities, other authorities, expired, or with no certificate at all. For tests of who is
// let in. Certificates are made as tools/pki makes them.
import { readFileSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { credentials } from '@grpc/grpc-js';
import { isServiceError, RackClient, status } from '#proto/client.js';
import { RackSupervisor } from '#proto/contract.js';
import { issue, makeCa, type Pair } from '#tools/pki/certificates.js';
import type { Bench } from '../bench/bench.js';

const DAY_MS = 86_400_000;

export const benchCa = (bench: Bench): Pair => ({
  certificate: readFileSync(join(bench.dir, 'pki', 'ca.pem'), 'utf8'),
  key: readFileSync(join(bench.dir, 'pki', 'ca.key'), 'utf8'),
});

export const strangeCa = (): Promise<Pair> => makeCa('another authority', { now: new Date(), days: 1 });

/** A client with a certificate that `ca` issued for `who` (`operator/eve`), `agedDays` ago for one day. */
export async function callerAs(bench: Bench, ca: Pair, who: string, agedDays = 0): Promise<RackClient> {
  const now = new Date(Date.now() - agedDays * DAY_MS);
  const pair = await issue(
    ca,
    { name: who, identity: `spiffe://bench.example/${who}`, use: 'client' },
    { now, days: 1 },
  );
  const dir = await mkdtemp(join(bench.dir, 'caller-'));
  const files = { certificate: join(dir, 'cert.pem'), key: join(dir, 'key.pem') };
  await writeFile(files.certificate, pair.certificate);
  await writeFile(files.key, pair.key, { mode: 0o600 });
  return new RackClient({ ...bench.tls, ...files, address: bench.address });
}

/** Over TLS without a certificate of its own; settles with the status that it got. */
export function callWithoutCertificate(bench: Bench): Promise<status> {
  const client = new RackSupervisor(bench.address, credentials.createSsl(readFileSync(bench.tls.ca)), {
    'grpc.ssl_target_name_override': 'localhost',
  });
  return new Promise((resolve) => {
    client.getRack({}, { deadline: Date.now() + 5000 }, (error) => {
      client.close();
      resolve(error?.code ?? status.OK);
    });
  });
}

/** What the rack answered to a call that must fail. */
export async function refusalOf(call: Promise<unknown>): Promise<{ readonly code: status; readonly text: string }> {
  try {
    await call;
  } catch (error) {
    if (isServiceError(error)) return { code: error.code, text: error.details };
    throw error;
  }
  throw new Error('the call was answered, and must not have been');
}
