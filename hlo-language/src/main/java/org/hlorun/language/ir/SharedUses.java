package org.hlorun.language.ir;

import static org.hlorun.language.ir.AttributeUse.ignored;
import static org.hlorun.language.ir.AttributeUse.optional;
import static org.hlorun.language.ir.AttributeUse.printed;
import static org.hlorun.language.ir.AttributeUse.required;

import org.hlorun.language.collection.LongList;
import org.hlorun.language.sharding.ReplicaGroups;

/** The attributes with which several rows of {@link Opcode} begin. */
final class SharedUses {
  /** Which dimensions a product of arrays pairs. */
  static final AttributeUse[] DOT_DIMENSIONS = {
    optional(Attribute.LHS_BATCH_DIMS, LongList.empty()),
    printed(Attribute.LHS_CONTRACTING_DIMS, LongList.empty()),
    optional(Attribute.RHS_BATCH_DIMS, LongList.empty()),
    printed(Attribute.RHS_CONTRACTING_DIMS, LongList.empty())
  };

  /** Who takes part. */
  static final AttributeUse[] MEMBERS = {
    optional(Attribute.CHANNEL_ID), printed(Attribute.REPLICA_GROUPS, ReplicaGroups.ALL)
  };

  /** Who takes part in a reduction. */
  static final AttributeUse[] REDUCTION_MEMBERS = {
    optional(Attribute.CHANNEL_ID),
    printed(Attribute.REPLICA_GROUPS, ReplicaGroups.ALL),
    optional(Attribute.CONSTRAIN_LAYOUT, false),
    optional(Attribute.USE_GLOBAL_DEVICE_IDS, false),
    ignored(Attribute.MODE)
  };

  /** Who takes part in a concatenation, and along which dimension. */
  static final AttributeUse[] GATHERING = {
    optional(Attribute.CHANNEL_ID),
    printed(Attribute.REPLICA_GROUPS, ReplicaGroups.ALL),
    optional(Attribute.CONSTRAIN_LAYOUT, false),
    required(Attribute.DIMENSIONS),
    optional(Attribute.USE_GLOBAL_DEVICE_IDS, false)
  };

  /** Who sends to whom. */
  static final AttributeUse[] PERMUTATION = {
    optional(Attribute.CHANNEL_ID),
    required(Attribute.SOURCE_TARGET_PAIRS),
    optional(Attribute.PERMUTE_SLICE_SIZES)
  };

  private SharedUses() {}
}
