// The modelled shell, line by line: words, pipes, redirections, exit codes, and the programs that supervisors use.
import { describe, expect, it } from 'vitest';
import { bench } from './bench.js';

/** What a POSIX shell prints for a line, by which the model's is judged. */
const LINES: readonly (readonly [line: string, stdout: string, status?: number])[] = [
  ['echo one two', 'one two\n'],
  [`echo 'a  b' "c  d" e\\ f`, 'a  b c  d e f\n'],
  [`echo 'it'\\''s'`, "it's\n"],
  ['X=1; echo "$X-${X}-${Y:-none}" \'$X\'', '1-1-none $X\n'],
  ['A="a b"; printf "<%s>" $A "$A"; echo', '<a><b><a b>\n'],
  ['true && echo yes || echo no', 'yes\n'],
  ['false && echo yes || echo no', 'no\n'],
  ['false; echo $?', '1\n'],
  ['! false; echo $?', '0\n'],
  ['nosuch; echo $?', '127\n'],
  ['echo abcdef | head -c 3', 'abc'],
  ['cat /proc/cmdline | head -c 10; echo', 'BOOT_IMAGE\n'],
  ['printf "1\\n2\\n3\\n" | head -n 2 | wc -l', '2\n'],
  ['head -c 1000000 /dev/vda2 | wc -c', '1000000\n'],
  ['head -c 100 /dev/zero | wc -c', '100\n'],
  ['echo out > /tmp/f; echo more >> /tmp/f; cat < /tmp/f', 'out\nmore\n'],
  ['{ echo a; echo b; } | wc -l', '2\n'],
  ['(X=2; exit 3); echo "$? $X"', '3 \n'],
  ['if test -e /nosuch; then echo a; elif [ 1 -lt 2 ]; then echo b; else echo c; fi', 'b\n'],
  ['for s in A B; do echo $s; done', 'A\nB\n'],
  ['echo "$(echo inner; echo more)"', 'inner\nmore\n'],
  ['X=$(false); echo $?', '1\n'],
  ['set -e; false; echo never', '', 1],
  ['set -e; false || echo on; echo end', 'on\nend\n'],
  ['sh -c \'echo "$0 $1"\' zero one', 'zero one\n'],
  ['mkdir -p /tmp/a/b && ls /tmp/a', 'b\n'],
  ['echo x > /tmp/x && mv /tmp/x /tmp/y && stat -c %s /tmp/y', '2\n'],
  ['printf abc | sha256sum', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  -\n'],
  ['printf abc | dd of=/tmp/d bs=1 status=none; cat /tmp/d', 'abc'],
  ['echo 3 | tee /proc/sys/vm/drop_caches', '3\n'],
  ['id -u; hostname', '0\nnode-01\n'],
  ['test -b /dev/vda2 && echo block', 'block\n'],
  ['echo a # a comment', 'a\n'],
  ['exit 4', '', 4],
];

describe('the shell on a virtual node', () => {
  it.each(LINES.map(([line, stdout, status = 0]) => ({ line, stdout, status })))(
    'runs $line',
    async ({ line, stdout, status }) => {
      expect(await bench().run(line)).toMatchObject({ stdout, status });
    },
  );

  it('says in the words of a shell what is missing, read-only or not syntax', async () => {
    const { run } = bench();
    expect(await run('nosuch arg')).toEqual({ status: 127, stdout: '', stderr: 'sh: 1: nosuch: not found\n' });
    expect((await run('echo x > /etc/passwd')).stderr).toContain('Read-only file system');
    expect((await run('cat /nosuch')).stderr).toBe("cat: can't open '/nosuch': No such file or directory\n");
    expect(await run("echo 'open")).toMatchObject({ status: 2 });
    expect(await run('echo a &')).toMatchObject({ status: 2 });
    expect(await run('if true; then echo a')).toMatchObject({ status: 2 });
  });

  it('has only the programs of its platform', async () => {
    expect((await bench('uboot-env').run('rauc status')).status).toBe(127);
    expect((await bench('rauc').run('fw_printenv')).status).toBe(127);
  });

  it('passes input of any size through and counts every byte', async () => {
    const input = Buffer.alloc(3_000_000, 7);
    expect((await bench().run('cat > /data/big && wc -c /data/big', input)).stdout).toBe('3000000 /data/big\n');
  });

  it('reports a full disk and keeps what fitted', async () => {
    const { run, node } = bench();
    node.faults.diskFull = true;
    const full = await run('cat > /data/x', Buffer.alloc(1000));
    expect(full.status).toBe(1);
    expect(full.stderr).toBe('cat: write error: No space left on device\n');
    expect((await run('df /data')).stdout).toMatch(/ 100% \/data\n$/);
  });

  it('tells the time of the node, not of the rack', async () => {
    const { run, node } = bench();
    expect(Math.abs(Number((await run('date +%s')).stdout) - Date.now() / 1000)).toBeLessThan(60);
    node.faults.clockAt1970 = true;
    expect(Number((await run('date +%s')).stdout)).toBeLessThan(86_400);
    expect((await run('date -u +%Y')).stdout).toBe('1970\n');
  });

  it('changes several variables of U-Boot in one write, and deletes one without a value', async () => {
    const { run, node } = bench('uboot-env');
    expect((await run('printf "BOOT_ORDER B A\\nBOOT_B_LEFT 1\\n" | fw_setenv -s -')).status).toBe(0);
    expect((await run('fw_printenv BOOT_ORDER BOOT_B_LEFT')).stdout).toBe('BOOT_ORDER=B A\nBOOT_B_LEFT=1\n');
    expect(node.ledger.count('env-write')).toBe(1);
    await run('fw_setenv BOOT_B_LEFT');
    expect(await run('fw_printenv BOOT_B_LEFT')).toMatchObject({
      status: 1,
      stderr: '## Error: "BOOT_B_LEFT" not defined\n',
    });
  });

  it('drains, says so, and forgets it at a reboot', async () => {
    const { run, node, clock } = bench();
    expect((await run('farside-drained')).status).toBe(1);
    await run('farside-drain; farside-drain');
    expect((await run('farside-drained')).status).toBe(0);
    expect(node.isServing()).toBe(false);
    expect(node.ledger.count('drained')).toBe(1);
    await run('reboot');
    clock.advance(5000);
    expect((await run('farside-drained')).status).toBe(1);
    expect(node.isServing()).toBe(true);
  });
});
