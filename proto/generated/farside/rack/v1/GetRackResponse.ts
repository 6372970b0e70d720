// Original file: proto/farside/rack/v1/rack.proto

import type { Node as _farside_rack_v1_Node, Node__Output as _farside_rack_v1_Node__Output } from '../../../farside/rack/v1/Node.js';
import type { Group as _farside_rack_v1_Group, Group__Output as _farside_rack_v1_Group__Output } from '../../../farside/rack/v1/Group.js';
import type { Swap as _farside_rack_v1_Swap, Swap__Output as _farside_rack_v1_Swap__Output } from '../../../farside/rack/v1/Swap.js';
import type { Stop as _farside_rack_v1_Stop, Stop__Output as _farside_rack_v1_Stop__Output } from '../../../farside/rack/v1/Stop.js';
import type { Image as _farside_rack_v1_Image, Image__Output as _farside_rack_v1_Image__Output } from '../../../farside/rack/v1/Image.js';
import type { Long } from '@grpc/proto-loader';

export interface GetRackResponse {
  'rack'?: (string);
  'nodes'?: (_farside_rack_v1_Node)[];
  'groups'?: (_farside_rack_v1_Group)[];
  'swaps'?: (_farside_rack_v1_Swap)[];
  'stop'?: (_farside_rack_v1_Stop | null);
  'logSeq'?: (number | string | Long);
  'logHead'?: (string);
  'images'?: (_farside_rack_v1_Image)[];
}

export interface GetRackResponse__Output {
  'rack': (string);
  'nodes': (_farside_rack_v1_Node__Output)[];
  'groups': (_farside_rack_v1_Group__Output)[];
  'swaps': (_farside_rack_v1_Swap__Output)[];
  'stop': (_farside_rack_v1_Stop__Output | null);
  'logSeq': (number);
  'logHead': (string);
  'images': (_farside_rack_v1_Image__Output)[];
}
