// Original file: proto/farside/rack/v1/rack.proto

import type { Verdict as _farside_rack_v1_Verdict, Verdict__Output as _farside_rack_v1_Verdict__Output } from '../../../farside/rack/v1/Verdict.js';

export interface PlanSwapResponse {
  'verdict'?: (_farside_rack_v1_Verdict | null);
  'slot'?: (string);
  'steps'?: (string)[];
}

export interface PlanSwapResponse__Output {
  'verdict': (_farside_rack_v1_Verdict__Output | null);
  'slot': (string);
  'steps': (string)[];
}
