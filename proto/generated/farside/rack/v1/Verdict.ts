// Original file: proto/farside/rack/v1/rack.proto

import type { Reason as _farside_rack_v1_Reason, Reason__Output as _farside_rack_v1_Reason__Output } from '../../../farside/rack/v1/Reason.js';

export interface Verdict {
  'allowed'?: (boolean);
  'reasons'?: (_farside_rack_v1_Reason)[];
  'rules'?: (string)[];
}

export interface Verdict__Output {
  'allowed': (boolean);
  'reasons': (_farside_rack_v1_Reason__Output)[];
  'rules': (string)[];
}
