// The whole virtual rack over real SSH, IPMI and HTTP: an update by hand, every fault, the watcher. No supervisor is involved.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeKey } from '#adapters/ssh/testing/make-key.js';
import ssh2 from 'ssh2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { announcement, cast } from './cast.js';
import { makeImage } from './images.js';
import { type RackNode, startVirtualRack, type VirtualRack } from './rack.js';

const OPENSSH = '/usr/bin/ssh';
let dir: string;
let rack: VirtualRack;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'farside-rack-test-'));
  rack = await startVirtualRack({ nodes: cast(3, 1), dir, speed: 4, seed: 'test' });
});
afterAll(async () => {
  await rack.close();
  await rm(dir, { recursive: true, force: true });
});

interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | undefined;
}

async function connect(node: RackNode, extra: Partial<ssh2.ConnectConfig> = {}): Promise<ssh2.Client> {
  const client = new ssh2.Client();
  const privateKey = await readFile(rack.keyFile, 'utf8');
  await new Promise<void>((resolve, reject) => {
    client.once('ready', resolve).on('error', reject);
    const hostVerifier = (key: Buffer): boolean => key.toString('base64') === node.ssh.hostKey.split(' ')[1];
    client.connect({
      host: node.ssh.host,
      port: node.ssh.port,
      username: node.ssh.user,
      privateKey,
      hostVerifier,
      readyTimeout: 2000,
      ...extra,
    });
  });
  return client;
}

function exec(client: ssh2.Client, command: string, input?: Buffer): Promise<Ran> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error !== undefined) return reject(error);
      let [stdout, stderr] = ['', ''];
      let status: number | undefined;
      channel.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
      channel.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
      channel.on('exit', (code: number) => (status = code));
      channel.on('close', () => resolve({ stdout, stderr, status }));
      channel.end(input);
    });
  });
}

async function on(node: RackNode, command: string, input?: Buffer): Promise<Ran> {
  const client = await connect(node);
  try {
    return await exec(client, command, input);
  } finally {
    client.end();
  }
}

async function until(what: string, is: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (is()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`waited in vain until ${what}`);
}

describe('a virtual rack', () => {
  it('says where everything is, and keeps its secrets in files of mode 0600', async () => {
    const told = JSON.stringify(announcement(rack));
    const password = (await readFile(rack.passwordFile, 'utf8')).trim();
    expect(told).not.toContain(password);
    for (const file of [rack.keyFile, rack.passwordFile]) expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(rack.nodes.map(({ platform }) => platform)).toEqual(['rauc', 'rauc', 'uboot-env']);
    expect(new Set(rack.nodes.flatMap(({ ssh, bmc, health }) => [ssh.port, bmc.port, health.url])).size).toBe(9);
  });

  it('takes a whole update over SSH, from the copy to the commit', async () => {
    const node = rack.node('node-01');
    const made = await makeImage({ version: 'v2', platform: 'rauc', dir, seed: 'test' });
    const client = await connect(node);
    const bundle = await readFile(made.path);
    const copied = await exec(client, 'cat > /data/v2.raucb && sha256sum /data/v2.raucb', bundle);
    expect(copied.stdout).toBe(`${made.bundle.sha256}  /data/v2.raucb\n`);
    expect((await exec(client, 'rauc install /data/v2.raucb')).status).toBe(0);
    const read = await exec(client, `head -c ${made.content.size} /dev/vda3 | sha256sum`);
    expect(read.stdout).toBe(`${made.content.sha256}  -\n`);
    expect((await exec(client, 'rauc status mark-active other')).status).toBe(0);
    client.on('error', () => {});
    expect((await exec(client, 'reboot')).status).toBe(0);
    await until('node-01 restarts', () => node.model.state === 'post');
    await until('node-01 is up', () => node.model.state === 'up');
    expect((await on(node, 'cat /etc/image-version')).stdout).toBe('v2\n');
    expect(await (await fetch(node.health.url)).json()).toMatchObject({ status: 'ok', image: 'v2' });
    expect((await on(node, 'rauc status mark-good')).status).toBe(0);
    expect(node.model.ledger.count('boot')).toBe(1);
  });

  it('refuses passwords, strangers and other ciphers', async () => {
    const node = rack.node('node-02');
    const stranger = makeKey().private;
    await expect(connect(node, { privateKey: stranger })).rejects.toThrow(/authentication methods failed/);
    await expect(connect(node, { username: 'admin' })).rejects.toThrow(/authentication methods failed/);
    await expect(connect(node, { algorithms: { cipher: ['aes128-ctr'] } })).rejects.toThrow(/no matching .*cipher/);
    expect(node.model.ledger.count('login-refused')).toBeGreaterThanOrEqual(2);
  });

  it('breaks as told: silent SSH, another host key, a dropped connection, a cable pulled and put back', async () => {
    const node = rack.node('node-02');
    node.model.faults.sshSilent = true;
    await expect(connect(node, { readyTimeout: 200 })).rejects.toThrow(/Timed out/);
    node.model.faults.sshSilent = false;
    node.model.faults.hostKeyChanged = true;
    await expect(connect(node)).rejects.toThrow(/Host denied/);
    node.model.faults.hostKeyChanged = false;

    const client = await connect(node);
    const lost = new Promise<void>((resolve) => client.on('error', () => {}).on('close', () => resolve()));
    node.dropConnections();
    await lost;

    const held = await connect(node);
    node.model.faults.linkDown = true;
    expect(node.model.isServing()).toBe(false);
    let answered = false;
    const answer = exec(held, 'echo late').finally(() => (answered = true));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(answered).toBe(false);
    node.model.faults.linkDown = false;
    expect((await answer).stdout).toBe('late\n');
    held.end();
  });

  it('runs a command to its end although the login that gave it is lost', async () => {
    const node = rack.node('node-02');
    const client = await connect(node);
    client.on('error', () => {});
    // The cut may come before the answer to the order does: then the client never hears that it runs.
    const cut = exec(client, 'sleep 2 && touch /data/after').catch(() => ({ status: undefined }));
    await until('the command runs', () =>
      node.model.ledger.entries.some((entry) => entry.what === 'exec' && entry.command.startsWith('sleep 2')),
    );
    node.dropConnections();
    expect((await cut).status).toBeUndefined();
    await until('it is done', () => node.model.fs.entry('/data/after') !== undefined);
  });

  it('is dark while its power is cut, and comes back as the restore policy says', async () => {
    const node = rack.node('node-03');
    node.cutPower('both');
    await expect(fetch(node.health.url)).rejects.toThrow();
    await expect(connect(node)).rejects.toThrow();
    node.restorePower('both');
    await until('node-03 is up', () => node.model.state === 'up');
    expect((await on(node, 'fw_printenv BOOT_A_LEFT')).stdout).toBe('BOOT_A_LEFT=2\n');
  });

  it('shows in its health what its image does', async () => {
    const node = rack.node('node-03');
    expect(await (await fetch(node.health.url)).json()).toMatchObject({ status: 'ok', metrics: {} });
    await on(node, 'farside-drain');
    const draining = await fetch(node.health.url);
    expect([draining.status, await draining.json()]).toMatchObject([503, { status: 'draining' }]);
    await on(node, 'farside-undrain');
    for (const [behaviour, check] of [
      ['slow', { errorRate: 0.002, latencyMs: 15 }],
      ['errors', { errorRate: 0.032, latencyMs: 10 }],
    ] as const) {
      const made = await makeImage({ version: `v-${behaviour}`, behaviour, platform: 'uboot-env', dir });
      expect((await on(node, 'dd of=/dev/vda3 bs=64k conv=fsync', await readFile(made.path))).status).toBe(0);
      await on(node, 'printf "BOOT_ORDER B A\\nBOOT_B_LEFT 1\\nBOOT_A_LEFT 3\\n" | fw_setenv -s - && reboot');
      await until('it restarts', () => node.model.state === 'post');
      await until('it is up', () => node.model.state === 'up');
      const { metrics } = (await (await fetch(node.health.url)).json()) as {
        metrics: { errorRate: number; latencyMs: number };
      };
      expect(metrics.errorRate / check.errorRate).toBeCloseTo(1, 1);
      expect(metrics.latencyMs / check.latencyMs).toBeCloseTo(1, 1);
    }
  });

  it('is watched: every moment with too few members serving is noted, and no other', async () => {
    const group = { id: 'air', members: ['node-01', 'node-02', 'node-03'], needed: 1, lifeCritical: true };
    const watcher = rack.watch([group], 1000);
    await on(rack.node('node-01'), 'farside-drain');
    expect(watcher.violations).toEqual([]);
    await on(rack.node('node-02'), 'farside-drain');
    expect(watcher.violations.map(({ rule, out }) => [rule, out])).toEqual([
      ['fewer-than-needed-plus-one', ['node-01', 'node-02']],
      ['life-critical-more-than-one-out', ['node-01', 'node-02']],
    ]);
    await on(rack.node('node-01'), 'farside-undrain');
    await on(rack.node('node-02'), 'farside-undrain');
    const violations = watcher.stop();
    expect(violations).toHaveLength(2);
    expect(violations.every(({ untilMs }) => untilMs !== undefined)).toBe(true);
    expect(watcher.fewestServing('air')).toBe(1);
  });

  const withoutOpenSsh = !existsSync(OPENSSH);
  if (withoutOpenSsh) console.log(`skipped: OpenSSH logs in: there is no ${OPENSSH} here`);
  it.skipIf(withoutOpenSsh)('lets OpenSSH log in, to run a command and to look around', async () => {
    const node = rack.node('node-01');
    const knownHosts = join(dir, 'known_hosts');
    await writeFile(knownHosts, `[${node.ssh.host}]:${node.ssh.port} ${node.ssh.hostKey}\n`);
    const options = [
      'BatchMode=yes',
      'IdentitiesOnly=yes',
      'StrictHostKeyChecking=yes',
      'ConnectTimeout=5',
      `UserKnownHostsFile=${knownHosts}`,
    ];
    const args = [
      '-F',
      'none',
      '-p',
      String(node.ssh.port),
      '-i',
      rack.keyFile,
      ...options.flatMap((option) => ['-o', option]),
    ];
    const run = (extra: readonly string[], input: string): Promise<Ran> =>
      new Promise((resolve) => {
        const child = execFile(OPENSSH, [...args, ...extra], { timeout: 20_000 }, (error, stdout, stderr) =>
          resolve({
            stdout,
            stderr,
            status: error === null ? 0 : typeof error.code === 'number' ? error.code : undefined,
          }),
        );
        child.stdin?.end(input);
      });
    const at = `${node.ssh.user}@${node.ssh.host}`;
    expect(await run([at, 'rauc status > /dev/null; cat /proc/cmdline | head -c 10; exit 3'], '')).toMatchObject({
      stdout: 'BOOT_IMAGE',
      status: 3,
    });
    expect((await run([at], 'hostname\nuname -s\nexit\n')).stdout).toBe('node-01\nLinux\n');
    expect((await run(['-tt', at], 'hostname\nexit\n')).stdout).toContain('node-01:~# hostname\r\nnode-01\r\n');
  });
});
