// Secrets live as long as the set-up that needs them, whether it ends well or not.
import { describe, expect, it } from 'vitest';

import type { Secrets } from './secrets.js';
import { withSecrets } from './secrets.js';

const sources = { password: () => Buffer.from('hilpass'), kg: () => Buffer.from('second key') };

describe('withSecrets', () => {
  it('lends both keys, padded to 20 bytes, and wipes them after use', async () => {
    let lent: Secrets | undefined;
    const seen = await withSecrets(sources, async (secrets) => {
      lent = secrets;
      return await Promise.resolve([secrets.userKey.toString(), secrets.kg?.toString()]);
    });
    expect(seen).toEqual([`hilpass${'\0'.repeat(13)}`, `second key${'\0'.repeat(10)}`]);
    expect(lent?.userKey).toEqual(Buffer.alloc(20));
    expect(lent?.kg).toEqual(Buffer.alloc(20));
  });

  it('wipes them when the use throws', async () => {
    let lent: Secrets | undefined;
    const broken = withSecrets(sources, (secrets) => {
      lent = secrets;
      return Promise.reject(new Error('broken'));
    });
    await expect(broken).rejects.toThrow('broken');
    expect(lent?.userKey).toEqual(Buffer.alloc(20));
    expect(lent?.kg).toEqual(Buffer.alloc(20));
  });

  it('is a text, and no use, when a source gives nothing usable', async () => {
    let used = false;
    const use = (): Promise<string> => {
      used = true;
      return Promise.resolve('used');
    };
    const long = { password: () => Buffer.from('x'), kg: () => Buffer.alloc(21) };
    expect(await withSecrets(long, use)).toMatch(/^Kg is longer/);
    const notBytes = { password: () => undefined as unknown as Buffer, kg: undefined };
    expect(await withSecrets(notBytes, use)).toMatch(/^the password could not be read/);
    expect(used).toBe(false);
  });
});
