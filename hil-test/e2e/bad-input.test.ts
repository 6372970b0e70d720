// Bad requests, bad images and bad callers at a running rack: each gets a clear answer, nothing on any node is changed, the log verifies.
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { decodeJwt } from 'jose';
import { signManifest } from '#adapters/images/sign-manifest.js';
import type { Manifest } from '#adapters/images/manifest.js';
import { type RackClient, status } from '#proto/client.js';
import { verifyLive } from '#tools/rackctl/log.js';
import type { Bench } from '../bench/bench.js';
import { benchCa, callerAs, callWithoutCertificate, refusalOf, strangeCa } from './callers.js';
import { ended, start, until } from './follow.js';
import { changes, heldImages, openFour, rulesOf, wordsOf } from './four-nodes.js';

const NO_SUCH_IMAGE = `sha256:${'0'.repeat(64)}`;
const REQUEST_BYTES = 100 * 1024 * 1024;

describe('a rack that is asked for what may not be', () => {
  let bench: Bench;
  let client: RackClient;
  let image: string;
  let flipped: string;
  let strangers: string;
  let before: readonly string[];

  beforeAll(async () => {
    bench = await openFour();
    client = bench.client();
    const platform = 'rauc' as const;
    const digests = await heldImages(
      bench,
      client,
      { version: 'v2', platform },
      { version: 'v2-flipped', platform },
      { version: 'v2-strangers', platform },
    );
    [image = '', flipped = '', strangers = ''] = digests;
    before = changes(bench);
  });
  afterAll(() => bench.close());
  afterEach(async () => {
    expect(changes(bench)).toEqual(before);
    expect((await verifyLive(client)).kind).toBe('sound');
  });

  const pathOf = (digest: string) =>
    `${bench.images.dir}/${digest === flipped ? 'v2-flipped' : 'v2-strangers'}-good.raucb`;

  test('a node that is not there, an image that is not held, a digest that is none', async () => {
    const node = await refusalOf(start(client, 'f9', image));
    expect(node.code).toBe(status.NOT_FOUND);
    expect(node.text).toMatch(/f9 is not a node of rack rack-01; its nodes are f1, f2, f3, f4/);
    const digest = await refusalOf(start(client, 'f1', NO_SUCH_IMAGE));
    expect(digest.code).toBe(status.NOT_FOUND);
    expect(digest.text).toMatch(/this rack holds no image sha256:0+/);
    for (const bad of ['', 'v2', 'sha256:123', image.toUpperCase(), `${image}0`]) {
      const none = await refusalOf(start(client, 'f1', bad));
      expect(none.code).toBe(status.INVALID_ARGUMENT);
      expect(none.text).toMatch(/^image: .*64 hexadecimal digits/);
    }
    expect((await refusalOf(client.plan({ node: 'f9', image }))).code).toBe(status.NOT_FOUND);
    expect((await refusalOf(client.swap('s-none'))).code).toBe(status.NOT_FOUND);
  });

  test('an image for another kind of node, and the one it runs already', async () => {
    const { nodes } = await client.rack();
    const own = nodes.find(({ id }) => id === 'f1')?.knownGoodImage ?? '';
    const same = await refusalOf(start(client, 'f1', own));
    expect(same.text).toMatch(/f1 runs .* already, as its known-good image/);
  });

  test('a bundle in which one bit flipped after it was seen whole', async () => {
    const bytes = await readFile(pathOf(flipped));
    const at = Math.floor(bytes.length / 2);
    bytes[at] = (bytes[at] ?? 0) ^ 0x10;
    await writeFile(pathOf(flipped), bytes);
    const swap = await ended(client, (await start(client, 'f1', flipped)).swapId);
    expect(swap.state).toBe('refused');
    expect(rulesOf(swap)).toEqual(['K08']);
    expect(wordsOf(swap)).toMatch(/v2-flipped is not the file that was signed: at least one bit differs/);
  });

  test('a manifest signed by a stranger', async () => {
    const manifest = `${pathOf(strangers)}.manifest`;
    const payload = decodeJwt(await readFile(manifest, 'utf8')) as unknown as Manifest;
    const { privateKey } = generateKeyPairSync('ed25519');
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
    await writeFile(manifest, await signManifest(createPrivateKey(pem), payload));
    const swap = await ended(client, (await start(client, 'f1', strangers)).swapId);
    expect(swap.state).toBe('refused');
    expect(rulesOf(swap)).toEqual(['K08']);
    expect(wordsOf(swap)).toMatch(/manifest of image v2-strangers is not signed by a key that this rack trusts/);
    const plan = await client.plan({ node: 'f2', image: strangers });
    expect(plan.verdict?.allowed).toBe(false);
  });

  test('clients without a certificate, with one of another authority, with an expired one, with one that grants nothing', async () => {
    expect(await callWithoutCertificate(bench)).toBe(status.UNAVAILABLE);
    const ca = benchCa(bench);
    const callers = [
      { caller: await callerAs(bench, await strangeCa(), 'site/base-1'), code: status.UNAVAILABLE },
      { caller: await callerAs(bench, ca, 'site/base-1', 3), code: status.UNAVAILABLE },
      { caller: await callerAs(bench, ca, 'operator/nobody'), code: status.PERMISSION_DENIED },
    ];
    for (const { caller, code } of callers) {
      expect((await refusalOf(start(caller, 'f1', image))).code).toBe(code);
      expect((await refusalOf(caller.rack())).code).toBe(code);
      caller.close();
    }
    // The control: the same way in, with a certificate as it should be, is served.
    const right = await callerAs(bench, ca, 'site/base-1');
    expect((await right.rack()).rack).toBe('rack-01');
    right.close();
  });

  test('a request of 100 MB, and keys and reasons that no log should hold', async () => {
    const why = 'x'.repeat(REQUEST_BYTES);
    const large = await refusalOf(client.recover({ node: 'f1', idempotencyKey: 'large', why }));
    expect([status.RESOURCE_EXHAUSTED, status.UNAVAILABLE, status.CANCELLED]).toContain(large.code);
    const { logSeq, nodes } = await client.rack();
    expect(nodes).toHaveLength(4);
    for (const key of ['', ' ', 'a b', 'k'.repeat(129), 'line\nfeed']) {
      const bad = await refusalOf(start(client, 'f1', image, key === '' ? ' ' : key));
      expect(bad.code).toBe(status.INVALID_ARGUMENT);
      expect(bad.text).toMatch(/^idempotencyKey: /);
    }
    const lines = await refusalOf(client.rollback({ node: 'f1', idempotencyKey: 'ok', why: 'a\nforged line' }));
    expect(lines.code).toBe(status.INVALID_ARGUMENT);
    for await (const row of client.log(logSeq)) expect(row.body).not.toMatch(/forged|xxxxxxxx/);
  });

  test('rows of a log that are not there yet', async () => {
    const { logSeq } = await client.rack();
    const read = async () => {
      for await (const event of client.watch(logSeq + 1000)) return event;
      return undefined;
    };
    const refused = await refusalOf(read());
    expect(refused.code).toBe(status.OUT_OF_RANGE);
    expect(refused.text).toMatch(/this is not the log that was followed/);
    await until('the rack to answer as before', 5000, async () =>
      (await client.rack()).nodes.length === 4 ? 1 : undefined,
    );
  });
});
