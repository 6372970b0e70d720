// Original file: proto/farside/rack/v1/rack.proto

import type { Long } from '@grpc/proto-loader';

export interface WatchRackRequest {
  'fromSeq'?: (number | string | Long);
}

export interface WatchRackRequest__Output {
  'fromSeq': (number);
}
