// What systemd would receive, on a real Unix datagram socket. Node cannot open one, so python3 listens; without it these tests are skipped.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServiceManager } from './service-manager.js';

function missing(): string | undefined {
  for (const [command, flag] of [
    ['python3', '--version'],
    ['systemd-notify', '--version'],
  ] as const) {
    try {
      execFileSync(command, [flag], { stdio: 'ignore' });
    } catch {
      return command;
    }
  }
  return undefined;
}
const absent = missing();
if (absent !== undefined) console.warn(`skipped: the socket of sd_notify is tested with ${absent}, which is not here`);

const LISTENER = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print('listening', flush=True)
while True:
    print(' '.join(sorted(s.recv(4096).decode().split())), flush=True)
`;

const directory = mkdtempSync(join(tmpdir(), 'fs-sd-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const warnings: unknown[] = [];
const log = { warn: (...words: unknown[]) => void warnings.push(words) } as unknown as ConstructorParameters<
  typeof ServiceManager
>[0]['log'];

describe.skipIf(absent !== undefined)('with a service manager that listens', () => {
  let listener: ChildProcess;
  let socket: string;
  let heard: string[];
  let count = 0;
  beforeEach(async () => {
    socket = join(directory, `notify-${(count += 1)}`);
    heard = [];
    warnings.length = 0;
    listener = spawn('python3', ['-c', LISTENER, socket], { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines = createInterface(listener.stdout as NodeJS.ReadableStream);
    await once(lines, 'line');
    // systemd-notify follows each word with a barrier, to stay until it was heard.
    lines.on('line', (line) => line !== 'BARRIER=1' && heard.push(line));
  });
  afterEach(async () => {
    listener.kill();
    await once(listener, 'exit');
  });

  it('says ready, then signs of life only while all is well, then that it ends', async () => {
    let well = true;
    const environment = { NOTIFY_SOCKET: socket, WATCHDOG_USEC: '300000', WATCHDOG_PID: '4242' };
    const manager = new ServiceManager({ healthy: () => well, log, environment, pid: 4242 });
    manager.ready();
    await expect.poll(() => heard[0], { timeout: 5000 }).toBe('MAINPID=4242 READY=1');
    await expect.poll(() => heard.filter((line) => line === 'WATCHDOG=1').length, { timeout: 5000 }).toBeGreaterThan(2);
    well = false;
    await new Promise((resolve) => setTimeout(resolve, 500));
    const then = heard.length;
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(heard.length).toBe(then);
    manager.stopping();
    await expect.poll(() => heard.at(-1), { timeout: 5000 }).toBe('STOPPING=1');
    expect(warnings).toEqual([]);
  });

  it('feeds no watchdog that was not asked for, or that is another process’s', async () => {
    for (const watchdog of [{}, { WATCHDOG_USEC: '3000', WATCHDOG_PID: '1' }, { WATCHDOG_USEC: 'soon' }]) {
      const manager = new ServiceManager({
        healthy: () => true,
        log,
        environment: { NOTIFY_SOCKET: socket, ...watchdog },
      });
      manager.ready();
    }
    await expect.poll(() => heard.length, { timeout: 5000 }).toBe(3);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(heard.every((line) => line.endsWith('READY=1'))).toBe(true);
  });

  it('counts a health that throws as none', async () => {
    const environment = { NOTIFY_SOCKET: socket, WATCHDOG_USEC: '30000' };
    const healthy = () => {
      throw new Error('no log');
    };
    const manager = new ServiceManager({ healthy, log, environment });
    manager.ready();
    await expect.poll(() => warnings.length, { timeout: 5000 }).toBeGreaterThan(0);
    manager.stopping();
    await expect.poll(() => heard.includes('STOPPING=1'), { timeout: 5000 }).toBe(true);
    expect(heard).not.toContain('WATCHDOG=1');
  });
});

describe('without one', () => {
  it('does nothing', async () => {
    warnings.length = 0;
    const manager = new ServiceManager({ healthy: () => true, log, environment: {}, command: '/does/not/exist' });
    manager.ready();
    manager.stopping();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(warnings).toEqual([]);
  });

  it('says once that it cannot be told, and goes on', async () => {
    warnings.length = 0;
    const environment = { NOTIFY_SOCKET: '/does/not/exist', WATCHDOG_USEC: '30000' };
    const manager = new ServiceManager({ healthy: () => true, log, environment, command: '/does/not/exist' });
    manager.ready();
    await expect.poll(() => warnings.length).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(warnings.length).toBe(1);
    expect(JSON.stringify(warnings)).toContain('NotifyAccess=all');
    manager.stopping();
  });
});
