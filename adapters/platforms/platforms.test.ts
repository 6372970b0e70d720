// Every platform under the contract, and under answers that are lost on the way: whatever is lost, the node must come home.
import { describe, expect, it } from 'vitest';
import { claimMint } from '#safety/clearance.js';
import type { SlotName } from '#safety/vocabulary/names.js';
import { actions, platformContract, value } from './platform-contract.js';
import type { Loader } from './testing/fake-node.js';
import type { Fate } from './testing/fake-ssh.js';
import { type FakeWorld, fakeWorld } from './testing/fake-world.js';

const mint = claimMint();
platformContract('rauc on a fake node', () => fakeWorld('grub'), mint);
platformContract('uboot-env on a fake node', () => fakeWorld('uboot'), mint);

const CHANGES = /^(?:rauc (?:install|status mark-)|dd |printf .*fw_setenv|(?:grep .* && )?reboot$)/;
type Steps = ReturnType<typeof actions>['changes'];
interface Method {
  readonly name: string;
  readonly before: (changes: Steps, world: FakeWorld) => Promise<unknown>;
  readonly run: (changes: Steps) => Promise<{ kind: string }>;
  /** What the next reset may start, wherever it was cut. */
  readonly mayStart: readonly SlotName[];
  /** The reset after that must start slot A. */
  readonly comesHome?: true;
}
const nothing = (): Promise<void> => Promise.resolve();
const METHODS: readonly Method[] = [
  { name: 'stage', before: nothing, run: (c) => c.stage('B'), mayStart: ['A'] },
  { name: 'rebootOnce', before: staged, run: (c) => c.rebootOnce('B'), mayStart: ['A'], comesHome: true },
  { name: 'markGood', before: trial, run: (c) => c.markGood('B'), mayStart: ['A', 'B'] },
  { name: 'restoreKnownGood', before: trial, run: (c) => c.restoreKnownGood('A'), mayStart: ['A'], comesHome: true },
  { name: 'reboot', before: staged, run: (c) => c.reboot(), mayStart: ['A'], comesHome: true },
];

async function staged(changes: Steps): Promise<void> {
  await changes.stage('B');
}

async function trial(changes: Steps): Promise<void> {
  await changes.stage('B');
  await changes.rebootOnce('B');
}

for (const loader of ['grub', 'uboot'] satisfies Loader[]) {
  describe(`${loader}: answers lost on the way`, () => {
    for (const method of METHODS) {
      for (const fate of ['lost', 'dropped', 'silent', 'strange'] satisfies Fate[]) {
        it(`${method.name}, every command in turn ${fate}: never done, and the node still starts what it should`, async () => {
          for (let cut = 0; ; cut++) {
            const world = await fakeWorld(loader);
            const { changes } = actions(() => world, mint);
            await method.before(changes, world);
            let at = -1;
            let line: string | undefined;
            world.ssh.fate = (sent) => {
              at++;
              if (at === cut) line = sent;
              return at >= cut ? fate : 'answered';
            };
            const outcome = await method.run(changes);
            await world.close();
            if (line === undefined) {
              expect(outcome.kind).toBe('done');
              expect(cut).toBeGreaterThan(0);
              return;
            }
            // Removing the uploaded file comes last and is best effort: the change itself was done and seen.
            if (outcome.kind === 'done') expect(line).toMatch(/^rm -f /);
            if (fate === 'lost' && CHANGES.test(line) && !/incoming/.test(line)) expect(outcome.kind).toBe('unknown');
            world.fake.reset();
            expect(method.mayStart).toContain(world.fake.booted);
            if (method.comesHome === true) {
              world.fake.reset();
              expect(world.fake.booted).toBe('A');
            }
          }
        });
      }
    }

    it('sends a reboot once, whatever becomes of the answer', async () => {
      const world = await fakeWorld(loader);
      const { changes } = actions(() => world, mint);
      world.ssh.fate = () => 'lost';
      expect((await changes.reboot()).kind).toBe('unknown');
      expect(world.fake.rebootOrders).toBe(1);
      await world.close();
    });

    it('gives the new slot exactly one boot, though the answer is lost and the order is given again', async () => {
      const world = await fakeWorld(loader);
      const { changes } = actions(() => world, mint);
      await changes.stage('B');
      world.ssh.fate = (line) => (line.endsWith('reboot') ? 'lost' : 'answered');
      expect((await changes.rebootOnce('B')).kind).toBe('unknown');
      expect((await changes.rebootOnce('B')).kind).toBe('refused');
      await world.hardReset();
      await world.hardReset();
      expect(world.fake.started).toEqual(['B', 'A', 'A']);
      expect(world.fake.rebootOrders).toBe(1);
      await world.close();
    });

    it('does nothing when the node was restarted between the look and the order', async () => {
      const world = await fakeWorld(loader);
      const { changes } = actions(() => world, mint);
      await changes.stage('B');
      world.ssh.fate = (line) => {
        if (line.endsWith('reboot')) world.fake.reset();
        return 'answered';
      };
      const before = { ...world.fake.env };
      expect((await changes.rebootOnce('B')).kind).toBe('failed');
      expect(world.fake.rebootOrders).toBe(0);
      expect(world.fake.env[loader === 'grub' ? 'ORDER' : 'BOOT_ORDER']).toBe(
        before[loader === 'grub' ? 'ORDER' : 'BOOT_ORDER'],
      );
      await world.close();
    });

    it('does not reboot when the slot could not be marked, or the mark is not there afterwards, or is not on disk', async () => {
      const marker = loader === 'grub' ? 'rauc' : 'fw_setenv';
      for (const broken of [marker, 'sync']) {
        const world = await fakeWorld(loader);
        const { changes } = actions(() => world, mint);
        await changes.stage('B');
        world.ssh.fate = (line) => {
          if (line.endsWith('reboot')) world.fake.broken.add(broken);
          return 'answered';
        };
        expect((await changes.rebootOnce('B')).kind, broken).toBe('failed');
        expect(world.fake.rebootOrders, broken).toBe(0);
        await world.close();
      }
      const world = await fakeWorld(loader);
      const { changes } = actions(() => world, mint);
      await changes.stage('B');
      world.fake.marksNothing = true;
      expect((await changes.rebootOnce('B')).kind).toBe('failed');
      expect(world.fake.rebootOrders).toBe(0);
      await world.close();
    });

    it('takes an updater’s word for nothing', async () => {
      const world = await fakeWorld(loader);
      const { changes } = actions(() => world, mint);
      world.fake.installsNothing = true;
      world.ssh.fate = (line) => (loader === 'uboot' && line.startsWith('dd ') ? 'dropped' : 'answered');
      await changes.stage('B');
      expect(value(await world.platform.readBack('B', world.image.content)).matches).toBe(false);
      await world.close();
    });
  });
}
