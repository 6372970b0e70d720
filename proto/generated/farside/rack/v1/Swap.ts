// Original file: proto/farside/rack/v1/rack.proto

import type { Verdict as _farside_rack_v1_Verdict, Verdict__Output as _farside_rack_v1_Verdict__Output } from '../../../farside/rack/v1/Verdict.js';
import type { Long } from '@grpc/proto-loader';

export interface Swap {
  'id'?: (string);
  'node'?: (string);
  'image'?: (string);
  'goal'?: (string);
  'state'?: (string);
  'reason'?: (string);
  'verdict'?: (_farside_rack_v1_Verdict | null);
  'acceptedSeq'?: (number | string | Long);
  'endedSeq'?: (number | string | Long);
  'secondsInState'?: (number | string);
  'secondsDown'?: (number | string);
  'rungs'?: (string)[];
}

export interface Swap__Output {
  'id': (string);
  'node': (string);
  'image': (string);
  'goal': (string);
  'state': (string);
  'reason': (string);
  'verdict': (_farside_rack_v1_Verdict__Output | null);
  'acceptedSeq': (number);
  'endedSeq': (number);
  'secondsInState': (number);
  'secondsDown': (number);
  'rungs': (string)[];
}
