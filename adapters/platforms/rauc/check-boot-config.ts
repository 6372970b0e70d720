// The preflight of a RAUC node's boot configuration: system.conf, grub.cfg proven on all boot states, grubenv whole. It only reads.
// What it cannot read or does not understand is a problem, never a pass (field-survey C3: scripts that look right and are not).
import { basename } from 'node:path';
import type { BootConfigProof } from '#safety/vocabulary/evidence.js';
import type { Look } from '../../ports/platform.js';
import type { Ssh } from '../../ssh/index.js';
import { readTogether } from '../answers.js';
import type { RaucConfig } from './config.js';
import { proveBootRule } from './grub/boot-proof.js';
import { readBootRule } from './grub/boot-rule.js';
import { grubEnvList, missingVariables, parseGrubEnv } from './grub-env.js';
import { parseRaucStatus, RAUC_STATUS } from './rauc-status.js';
import { systemConfProblems } from './system-conf.js';

export async function checkRaucBootConfig(ssh: Ssh, config: RaucConfig): Promise<Look<BootConfigProof>> {
  const answers = await readTogether(
    ssh,
    'reading the boot configuration',
    [
      { argv: RAUC_STATUS },
      { argv: ['cat', config.systemConf], optional: true },
      { argv: ['cat', config.grubCfg], optional: true },
      { argv: grubEnvList(config.grubEnv), optional: true },
    ],
    config.commandDeadlineMs,
  );
  if (answers.kind !== 'seen') return answers;
  const [statusText = '', systemConf = '', grubCfg = '', envText = ''] = answers.value.texts;
  const status = parseRaucStatus(statusText);
  if (!status.ok) return { kind: 'strange', text: status.text };
  const { slots } = status.value;
  const missing = missingVariables(parseGrubEnv(envText));
  const problems = [
    ...systemConfProblems(systemConf, status.value, config.grubEnv),
    ...(missing.length === 0
      ? []
      : [`${config.grubEnv} has no ${missing.join(', ')}: RAUC's own commands would fail.`]),
    ...(grubCfg.trim() === ''
      ? [`${config.grubCfg} could not be read: nothing says that this node falls back.`]
      : proveBootRule(readBootRule(grubCfg, basename(config.grubEnv)), { A: slots.A.device, B: slots.B.device })),
  ];
  return { kind: 'seen', value: { sound: problems.length === 0, problems } };
}
