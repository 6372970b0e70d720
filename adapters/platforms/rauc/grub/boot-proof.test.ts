// The proof against scripts that keep RAUC's rule and scripts that look as if they did.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ALL_STATES, proveBootRule } from './boot-proof.js';
import { bootPlan, readBootRule } from './boot-rule.js';

const DEVICES = { A: '/dev/vda2', B: '/dev/vda3' };
const prove = (script: string) => proveBootRule(readBootRule(script, 'grubenv'), DEVICES);

const DEFAULTS = `
set timeout=0
set ORDER="A B"
set A_OK=0
set B_OK=0
set A_TRY=0
set B_TRY=0
load_env
`;

/** One command after another, the kernel started at the end. */
const DIRECT = `${DEFAULTS}
set pick=
for SLOT in $ORDER; do
  if [ "$SLOT" = "A" -a "$A_OK" = "1" -a "$A_TRY" = "0" ]; then set pick=A; set A_TRY=1; break; fi
  if [ "$SLOT" = "B" -a "$B_OK" = "1" -a "$B_TRY" = "0" ]; then set pick=B; set B_TRY=1; break; fi
done
if [ -z "$pick" ]; then
  for SLOT in $ORDER; do
    if [ "$SLOT" = "A" -a "$A_OK" = "1" ]; then set pick=A; fi
    if [ "$SLOT" = "B" -a "$B_OK" = "1" ]; then set pick=B; fi
  done
fi
if [ -z "$pick" ]; then for SLOT in $ORDER; do set pick=$SLOT; done; fi
save_env ORDER A_OK A_TRY B_OK B_TRY
if [ "$pick" = "A" ]; then set part=2; else set part=3; fi
linux (hd0,msdos$part)/boot/vmlinuz root=/dev/vda$part ro rauc.slot=$pick quiet
initrd (hd0,msdos$part)/boot/initrd
boot
`;

/** In the manner of RAUC's contrib/grub.conf: a menu whose first entry is neither slot. */
const menu = (indexA: number, indexB: number, rescue: string) => `default=0
${DEFAULTS}
for SLOT in $ORDER; do
    if [ "$SLOT" == "A" ]; then
        INDEX=${indexA}
        OK=$A_OK
        TRY=$A_TRY
        A_TRY=1
    fi
    if [ "$SLOT" == "B" ]; then
        INDEX=${indexB}
        OK=$B_OK
        TRY=$B_TRY
        B_TRY=1
    fi
    if [ "$OK" -eq 1 -a "$TRY" -eq 0 ]; then
        default=$INDEX
        break
    fi
done
if [ "$default" -eq 0 ]; then
    if [ "$A_OK" -eq 1 -a "$A_TRY" -eq 1 ]; then
        A_TRY=0
    fi
    if [ "$B_OK" -eq 1 -a "$B_TRY" -eq 1 ]; then
        B_TRY=0
    fi
fi
save_env A_TRY B_TRY
CMDLINE="panic=60 quiet"
${rescue}
menuentry "Slot A (OK=$A_OK TRY=$A_TRY)" --class linux {
    linux (hd0,2)/kernel root=/dev/vda2 $CMDLINE rauc.slot=A
    initrd (hd0,2)/initramfs
}
menuentry "Slot B (OK=$B_OK TRY=$B_TRY)" {
    linux (hd0,3)/kernel root=/dev/vda3 $CMDLINE rauc.slot=B
}
`;
const RESCUE = 'menuentry "Rescue" {\n linux (hd0,1)/kernel root=/dev/vda1 rauc.slot=R\n}';
const CONTRIB = menu(1, 2, RESCUE);

describe('scripts that keep the rule', () => {
  it('is run on at least 16 states', () => {
    expect(ALL_STATES.length).toBe(32);
  });

  it('passes a script that starts the kernel itself', () => {
    expect(prove(DIRECT)).toEqual([]);
  });

  it('passes the bench node’s own grub.cfg', () => {
    const script = readFileSync(new URL('../../../../hil-test/qemu/images/grub.cfg', import.meta.url), 'utf8');
    expect(prove(script)).toEqual([]);
  });

  it('passes a menu with a rescue entry, as RAUC publishes it', () => {
    expect(prove(CONTRIB)).toEqual([]);
  });
});

describe('scripts that do not', () => {
  const broken: readonly [string, string, RegExp][] = [
    ['the index that doubles as "none chosen" (rauc/rauc#1250)', menu(0, 1, ''), /slot A|TRY=1|slot B/],
    ['TRY is never set', DIRECT.replaceAll(/set [AB]_TRY=1; /g, ''), /started for ever/],
    ['TRY is set and never saved', DIRECT.replace(/^save_env.*$/m, ''), /started for ever/],
    [
      'TRY is saved only after the kernel is loaded',
      DIRECT.replace(/^save_env.*$/m, '').replace('\nboot\n', '\nsave_env A_TRY B_TRY\nboot\n'),
      /started for ever/,
    ],
    [
      'slot B is never looked at',
      DIRECT.replace(/^.*"\$SLOT" = "B" -a "\$B_OK" = "1" -a.*$/m, ''),
      /without having saved B_TRY=1/,
    ],
    [
      'marks are ignored',
      DIRECT.replaceAll('-a "$A_OK" = "1" ', '').replaceAll('-a "$B_OK" = "1" ', ''),
      /instead of slot/,
    ],
    [
      'slots start from each other’s device',
      DIRECT.replace('set part=2; else set part=3', 'set part=3; else set part=2'),
      /RAUC keeps it on/,
    ],
    ['the environment is never loaded', DIRECT.replace('load_env', ''), /instead of slot|starts neither/],
    ['the menu waits for a person', CONTRIB.replace('set timeout=0', ''), /waits for a person/],
    ['no kernel is started', DIRECT.replace('\nboot\n', '\n'), /without "boot"/],
    [
      'when all had their try it starts the last in ORDER, good or bad',
      DIRECT.replace(/if \[ "\$SLOT" = "[AB]" -a "\$[AB]_OK" = "1" \]; then set pick=[AB]; fi/g, 'set pick=$SLOT'),
      /marked bad, though the other one is not/,
    ],
    [
      'the script restores OK by itself',
      DIRECT.replace('\nsave_env', '\nset A_OK=1; set B_OK=1\nsave_env'),
      /changes [AB]_OK/,
    ],
  ];
  for (const [name, script, problem] of broken) {
    it(name, () => {
      const problems = prove(script);
      expect(problems.join('\n')).toMatch(problem);
      expect(problems.length).toBeLessThanOrEqual(5);
    });
  }

  const unread: readonly [string, string][] = [
    ['an unknown command', 'mystery'],
    ['another file', 'configfile /other.cfg'],
    ['a loop without a bound', 'while [ "$A_OK" = "1" ]; do set A_TRY=1; done'],
    ['a function', 'function pick { set default=1 }'],
    ['a test of a file', 'if [ -f /flag ]; then set A_OK=1; fi'],
    ['a second environment file', 'save_env --file /other/env A_TRY'],
    ['an entry chosen when loading fails', 'set fallback=1'],
    ['a text compared as a number', 'if [ "$ORDER" -eq 1 ]; then set A_OK=1; fi'],
    ['an "if" that is never closed', 'if [ 1 = 1 ]; then'],
    ['a quote that is never closed', 'echo "'],
    ['a redirection', 'echo x > /file'],
    ['a menu in a menu', 'submenu "more" { true }'],
    [
      'a run without end in sight',
      `for a in ${'x '.repeat(200)}; do for b in ${'y '.repeat(200)}; do true; done; done`,
    ],
    [
      'a value that doubles at every step',
      'set a=x; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do set a="$a$a"; done',
    ],
    ['deep nesting', `${'if true; then '.repeat(40)}true${'; fi'.repeat(40)}`],
  ];
  for (const [name, line] of unread) {
    it(`is not understood, so not passed: ${name}`, () => {
      expect(prove(DIRECT.replace('\nset pick=\n', `\n${line}\nset pick=\n`)).join('\n')).toMatch(/cannot be proven/);
    });
  }

  it('fails for an empty script, and for text that is none', () => {
    expect(prove('')).not.toEqual([]);
    expect(prove('\u0000\u0001garbage {{{')).not.toEqual([]);
  });
});

describe('the boot plan', () => {
  const rule = readBootRule(DIRECT, 'grubenv');
  const env = (ORDER: string, A_OK: string, A_TRY: string, B_OK: string, B_TRY: string) => ({
    ORDER,
    A_OK,
    A_TRY,
    B_OK,
    B_TRY,
  });

  it('is the new slot once and then the old one after mark-active', () => {
    expect(bootPlan(rule, env('B A', '1', '0', '1', '0'))).toEqual(['B', 'A']);
  });
  it('is the old slot while the new one runs unconfirmed', () => {
    expect(bootPlan(rule, env('B A', '1', '0', '1', '1'))).toEqual(['A', 'A']);
  });
  it('stays with the old slot after a fallback', () => {
    expect(bootPlan(rule, env('B A', '1', '1', '1', '1'))).toEqual(['A', 'A']);
  });
  it('ends where neither slot would start', () => {
    expect(bootPlan(readBootRule(CONTRIB, 'grubenv'), env('B A', '1', '0', '1', '1'))).toEqual(['A']);
  });
  it('is empty for a script that is not understood', () => {
    expect(bootPlan(readBootRule('mystery', 'grubenv'), env('A B', '1', '0', '1', '0'))).toEqual([]);
  });
});
