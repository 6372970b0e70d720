// What every platform must do, as a suite of tests that any world can be put under: a fake node in memory, a virtual rack over SSH, a real
// node. It must never look behind the port except through the few things that a world offers for it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Clearance } from '#safety/clearance.js';
import type { Action } from '#safety/vocabulary/action.js';
import type { HostView } from '#safety/vocabulary/evidence.js';
import type { Digest, NodeId, SlotName } from '#safety/vocabulary/names.js';
import type { Image, Look, Platform } from '../ports/platform.js';

/** A node that was just provisioned: slot A runs and is marked good. */
export interface PlatformWorld {
  readonly node: NodeId;
  readonly platform: Platform;
  /** An image that this node takes. */
  readonly image: Image;
  /** Images that it must not take, by what is wrong with them. */
  readonly refusedImages: readonly { readonly why: string; readonly image: Image }[];
  /** Power cycle; resolves when the node answers again. */
  hardReset(): Promise<void>;
  /** Resolves when a node that was told to reboot answers again. */
  afterReboot(): Promise<void>;
  /** Radiation: changes one bit at the start of the slot. */
  flipBit(slot: SlotName): Promise<void>;
  cutLink(): Promise<void>;
  mendLink(): Promise<void>;
  close(): Promise<void>;
}

export function platformContract(
  name: string,
  makeWorld: () => Promise<PlatformWorld>,
  mint: (action: Action) => Clearance,
): void {
  describe(`platform contract: ${name}`, () => {
    let world: PlatformWorld;
    beforeEach(async () => {
      world = await makeWorld();
    });
    afterEach(async () => {
      await world.platform.close();
      await world.close();
    });

    const see = async (): Promise<HostView> => value(await world.platform.look());
    const { clear, changes } = actions(() => world, mint);
    const onTrial = async (): Promise<void> => {
      expect(await changes.stage('B')).toMatchObject({ kind: 'done' });
      await rebootOnce('B');
    };
    const rebootOnce = async (slot: SlotName): Promise<void> => {
      expect(['done', 'unknown']).toContain((await changes.rebootOnce(slot)).kind);
      await world.afterReboot();
    };

    it('sees a fresh node as it is', async () => {
      const view = await see();
      expect(view).toMatchObject({ booted: 'A', marks: { A: 'good' } });
      expect(view.bootPlan[0]).toBe('A');
      expect(Math.abs(view.clockMs - Date.now())).toBeLessThan(366 * 24 * 3_600_000);
    });

    it('finds its boot configuration sound', async () => {
      expect(value(await world.platform.checkBootConfig())).toEqual({ sound: true, problems: [] });
    });

    it('stages without selecting, and reads back what it wrote', async () => {
      const before = await see();
      expect(await changes.stage('B')).toMatchObject({ kind: 'done' });
      const after = await see();
      expect(after).toMatchObject({ bootId: before.bootId, booted: 'A', marks: { A: 'good', B: 'bad' } });
      expect(after.bootPlan).not.toContain('B');
      expect(value(await world.platform.readBack('B', world.image.content))).toEqual({
        matches: true,
        sha256: world.image.content.sha256,
      });
      expect(value(await world.platform.readBack('A', world.image.content)).matches).toBe(false);
    });

    it('stages the same image a second time', async () => {
      await changes.stage('B');
      expect(await changes.stage('B')).toMatchObject({ kind: 'done' });
      expect(value(await world.platform.readBack('B', world.image.content)).matches).toBe(true);
    });

    it('sees one flipped bit', async () => {
      await changes.stage('B');
      await world.flipBit('B');
      expect(value(await world.platform.readBack('B', world.image.content)).matches).toBe(false);
    });

    it('reboots into a slot for one try, and comes home when nobody marks it good', async () => {
      const before = await see();
      await onTrial();
      expect(await see()).toMatchObject({ booted: 'B', marks: { A: 'good', B: 'trying' } });
      expect((await see()).bootId).not.toBe(before.bootId);
      expect((await see()).bootPlan[0]).toBe('A');
      await world.hardReset();
      expect((await see()).booted).toBe('A');
    });

    it('stays with a slot that was marked good', async () => {
      const before = await see();
      await onTrial();
      expect(await changes.markGood('B')).toMatchObject({ kind: 'done' });
      const view = await see();
      expect(view).toMatchObject({ booted: 'B', marks: { A: 'good', B: 'good' } });
      expect(view.bootPlan[0]).toBe('B');
      expect(view.bootId).not.toBe(before.bootId);
      await world.hardReset();
      expect((await see()).booted).toBe('B');
    });

    it('restores the known-good slot, from either slot', async () => {
      await onTrial();
      expect(await changes.restoreKnownGood('A')).toMatchObject({ kind: 'done' });
      expect(await see()).toMatchObject({ booted: 'B', marks: { B: 'bad' } });
      expect((await see()).bootPlan[0]).toBe('A');
      await world.hardReset();
      expect(await changes.restoreKnownGood('A')).toMatchObject({ kind: 'done' });
      for (let reset = 0; reset < 3; reset++) {
        expect((await see()).booted).toBe('A');
        await world.hardReset();
      }
    });

    it('takes the order to reboot', async () => {
      const before = await see();
      const outcome = await world.platform.reboot(clear({ kind: 'reboot', node: world.node }));
      expect(['done', 'unknown']).toContain(outcome.kind);
      await world.afterReboot();
      expect((await see()).bootId).not.toBe(before.bootId);
    });

    it('refuses to write or try the running slot, and to mark good one that does not run', async () => {
      const before = await see();
      expect(await changes.stage('A')).toMatchObject({ kind: 'refused' });
      expect(await changes.rebootOnce('A')).toMatchObject({ kind: 'refused' });
      expect(await changes.markGood('B')).toMatchObject({ kind: 'refused' });
      expect({ ...(await see()), clockMs: 0 }).toEqual({ ...before, clockMs: 0 });
    });

    it('refuses an image that is not for it, and changes nothing', async () => {
      expect(world.refusedImages.length).toBeGreaterThan(0);
      for (const { why, image } of world.refusedImages) {
        const before = await see();
        expect(await changes.stage('B', image), why).toMatchObject({ kind: 'refused' });
        expect({ ...(await see()), clockMs: 0 }, why).toEqual({ ...before, clockMs: 0 });
      }
    });

    it('acts on nothing without a clearance for exactly that', async () => {
      const before = await see();
      const { platform, node, image } = world;
      const spent = clear({ kind: 'stage', node, image: image.digest, slot: 'A' });
      await platform.stage(spent, image);
      await expect(platform.stage(spent, image)).rejects.toThrow(/spent/);
      await expect(platform.reboot(clear({ kind: 'mark-good', node, slot: 'A' }))).rejects.toThrow(/not for reboot/);
      await expect(platform.reboot(clear({ kind: 'reboot', node: 'another' }))).rejects.toThrow(/another/);
      await expect(platform.rebootOnce({} as Clearance)).rejects.toThrow(/forged/);
      const other: Digest = `sha256:${'0'.repeat(64)}`;
      await expect(platform.stage(clear({ kind: 'stage', node, image: other, slot: 'B' }), image)).rejects.toThrow(
        /image/,
      );
      expect({ ...(await see()), clockMs: 0 }).toEqual({ ...before, clockMs: 0 });
    });

    it('answers silence with silence, and does nothing behind it', async () => {
      const before = await see();
      await world.cutLink();
      const { platform, node } = world;
      expect((await platform.look()).kind).toBe('silent');
      expect((await platform.checkBootConfig()).kind).toBe('silent');
      expect((await platform.readBack('B', world.image.content)).kind).toBe('silent');
      const outcomes = [
        await changes.stage('B'),
        await changes.rebootOnce('B'),
        await changes.markGood('A'),
        await changes.restoreKnownGood('A'),
        await platform.reboot(clear({ kind: 'reboot', node })),
      ];
      for (const outcome of outcomes) expect(['failed', 'unknown']).toContain(outcome.kind);
      await world.mendLink();
      expect(await see()).toMatchObject({ booted: before.booted, marks: before.marks, bootPlan: before.bootPlan });
    });
  });
}

export function value<T>(look: Look<T>): T {
  if (look.kind !== 'seen') throw new Error(`${look.kind}: ${look.text}`);
  return look.value;
}

/** The changing methods with a clearance minted for exactly what is asked. */
export function actions(
  world: () => Pick<PlatformWorld, 'node' | 'platform' | 'image'>,
  mint: (action: Action) => Clearance,
) {
  const node = () => world().node;
  return {
    clear: mint,
    changes: {
      stage: (slot: SlotName, image = world().image) =>
        world().platform.stage(mint({ kind: 'stage', node: node(), image: image.digest, slot }), image),
      rebootOnce: (slot: SlotName) =>
        world().platform.rebootOnce(mint({ kind: 'reboot-once', node: node(), slot, image: world().image.digest })),
      markGood: (slot: SlotName) => world().platform.markGood(mint({ kind: 'mark-good', node: node(), slot })),
      restoreKnownGood: (slot: SlotName) =>
        world().platform.restoreKnownGood(mint({ kind: 'restore-known-good', node: node(), slot })),
      reboot: () => world().platform.reboot(mint({ kind: 'reboot', node: node() })),
    },
  };
}
