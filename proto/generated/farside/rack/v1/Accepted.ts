// Original file: proto/farside/rack/v1/rack.proto

import type { Long } from '@grpc/proto-loader';

export interface Accepted {
  'seq'?: (number | string | Long);
  'swapId'?: (string);
  'repeated'?: (boolean);
}

export interface Accepted__Output {
  'seq': (number);
  'swapId': (string);
  'repeated': (boolean);
}
