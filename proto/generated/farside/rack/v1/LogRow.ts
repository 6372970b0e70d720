// Original file: proto/farside/rack/v1/rack.proto

import type { Long } from '@grpc/proto-loader';

export interface LogRow {
  'seq'?: (number | string | Long);
  'body'?: (string);
  'previousHash'?: (string);
  'hash'?: (string);
}

export interface LogRow__Output {
  'seq': (number);
  'body': (string);
  'previousHash': (string);
  'hash': (string);
}
