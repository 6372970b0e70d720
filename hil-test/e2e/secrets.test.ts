// No secret in argv, environments, logs, the event log or answers (G-30). The secrets of the bench are searched for in everything that a rackd
// shows during a swap, a crash, and a start with a password that no BMC takes. The search itself is tested: it finds what was planted.
import { readdirSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RackClient } from '#proto/client.js';
import type { Bench } from '../bench/bench.js';
import { refusalOf } from './callers.js';
import { allServing, ended, eventOf, start, stateOf, until } from './follow.js';
import { heldImages, openFour, rulesOf } from './four-nodes.js';
import { run } from './programs.js';

const WRONG_PASSWORD = 'CANARY-no-such-pass';
const LOOK_MS = 20;

interface Canary {
  readonly name: string;
  readonly bytes: Buffer;
}

/** A secret in the forms in which it could leak. */
function forms(name: string, secret: Buffer): Canary[] {
  const encoded = (['hex', 'base64', 'base64url'] as const).map((encoding) => ({
    name: `${name} in ${encoding}`,
    bytes: Buffer.from(secret.toString(encoding)),
  }));
  return [{ name, bytes: secret }, ...encoded];
}

/** Each line of a PEM body long enough to be nothing else. */
const pemLines = (name: string, pem: string): Canary[] =>
  pem
    .split('\n')
    .filter((line) => /^[A-Za-z0-9+/=]{32,}$/.test(line))
    .map((line, at) => ({ name: `${name}, line ${at + 1}`, bytes: Buffer.from(line) }));

describe('secrets', () => {
  let bench: Bench;
  let client: RackClient;
  let canaries: readonly Canary[];
  const shown = new Map<string, Buffer[]>();
  const show = (where: string, what: string | Buffer) => {
    shown.set(where, [...(shown.get(where) ?? []), Buffer.isBuffer(what) ? what : Buffer.from(what)]);
  };
  const found = (bytes: Buffer, where: string): string[] =>
    canaries.filter((canary) => bytes.includes(canary.bytes)).map(({ name }) => `${name} in ${where}`);

  /** Command line and environment of a process and all below it, as anyone who may look into /proc sees them. */
  function lookAt(pid: number): void {
    try {
      for (const part of ['cmdline', 'environ']) show(`/proc/…/${part}`, readFileSync(`/proc/${pid}/${part}`));
      for (const task of readdirSync(`/proc/${pid}/task`)) {
        const children = readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8');
        for (const child of children.split(' ').filter(Boolean)) lookAt(Number(child));
      }
    } catch {
      // It has ended meanwhile.
    }
  }

  beforeAll(async () => {
    bench = await openFour();
    client = bench.client();
    const password = (await readFile(bench.rack.passwordFile)).subarray(0, -1);
    const sshKey = await readFile(bench.rack.keyFile, 'utf8');
    const tlsKey = await readFile(join(bench.dir, 'pki', 'rack-rack-01.key'), 'utf8');
    canaries = [
      ...forms('the BMC password', password),
      ...forms('the wrong BMC password', Buffer.from(WRONG_PASSWORD)),
      ...pemLines('the SSH key', sshKey),
      ...pemLines('the TLS key', tlsKey),
    ];
    expect(canaries.filter(({ name }) => name.startsWith('the SSH key')).length).toBeGreaterThan(0);
    expect(canaries.filter(({ name }) => name.startsWith('the TLS key')).length).toBeGreaterThan(0);
  });
  afterAll(() => bench.close());

  async function watched<T>(pid: number, work: () => Promise<T>): Promise<T> {
    const timer = setInterval(() => lookAt(pid), LOOK_MS);
    try {
      lookAt(pid);
      return await work();
    } finally {
      clearInterval(timer);
    }
  }

  async function askEverything(image: string): Promise<void> {
    show('answers', JSON.stringify(await client.rack()));
    show('answers', JSON.stringify(await client.plan({ node: 'f2', image })));
    show('answers', JSON.stringify(await refusalOf(start(client, 'f9', image))));
    const { logSeq } = await client.rack();
    for await (const row of client.log(1, logSeq)) show('the exported log', JSON.stringify(row));
    for await (const event of client.watch(1)) {
      show('the event stream', JSON.stringify(event));
      if (event.seq >= logSeq) break;
    }
    for (const args of [['status'], ['nodes'], ['--json', 'status'], ['plan', 'f2', image], ['log', 'export']]) {
      const { stdout, stderr } = await run('tools/rackctl/main.js', ['--socket', bench.actSocket, ...args]);
      show('rackctl', stdout + stderr);
    }
  }

  test('are in nothing that a rackd shows', async () => {
    const [image = ''] = await heldImages(bench, client, { version: 'v2', platform: 'rauc' });
    await bench.rackd.kill();
    const pid = await bench.startRackd();
    client = bench.client();
    await watched(pid, async () => {
      await allServing(client);
      const { swapId, seq } = await start(client, 'f1', image);
      await eventOf(client, swapId, seq, (event) => stateOf(event) === 'validating');
      await askEverything(image);
      await bench.rackd.kill();
    });

    // After a crash, with a password that the BMCs do not take.
    await writeFile(bench.rack.passwordFile, `${WRONG_PASSWORD}\n`);
    const next = await bench.startRackd();
    client = bench.client();
    await watched(next, async () => {
      await until('BMCs that let nobody in', 60_000, async () =>
        (await client.rack()).nodes.every(({ power }) => power === 'BMC silent') ? true : undefined,
      );
      const { swapId } = await start(client, 'f2', image);
      const swap = await ended(client, swapId);
      expect(rulesOf(swap)).toContain('K10');
      show('answers', JSON.stringify(swap));
      await askEverything(image);
      await bench.rackd.stop();
    });

    show("rackd's log for people", await readFile(join(bench.dir, 'rackd.log')));
    for (const file of readdirSync(join(bench.dir, 'state'), { recursive: true, withFileTypes: true }))
      if (file.isFile()) show(`state/${file.name}`, await readFile(join(file.parentPath, file.name)));
    const places = [...shown.keys()];
    for (const place of [
      '/proc/…/cmdline',
      '/proc/…/environ',
      'answers',
      'the exported log',
      'the event stream',
      'rackctl',
    ])
      expect(places).toContain(place);
    expect(places.some((place) => place.startsWith('state/log.db'))).toBe(true);
    expect([...shown].flatMap(([where, parts]) => found(Buffer.concat(parts), where))).toEqual([]);
  }, 240_000);

  test('the control: the search finds them where they were planted', async () => {
    for (const { name, bytes } of canaries) {
      const file = join(bench.dir, 'planted');
      await writeFile(file, Buffer.concat([Buffer.from('some log line '), bytes, Buffer.from(' and more\n')]));
      expect(found(await readFile(file), 'planted').some((one) => one.startsWith(name))).toBe(true);
    }
    // And where it looks, it sees: this process's own environment is one that holds PATH.
    lookAt(process.pid);
    expect(Buffer.concat(shown.get('/proc/…/environ') ?? []).includes('PATH=')).toBe(true);
    expect(Buffer.concat(shown.get('/proc/…/cmdline') ?? []).includes('--config')).toBe(true);
  });
});
