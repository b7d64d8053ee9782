package org.hlorun.language.verifier;

import java.util.HashMap;
import java.util.Map;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;

/** What rules know of the module besides the instruction at hand. */
final class Facts {
  private final long replicaCount;
  private final long partitionCount;
  private final Map<HloComputation, HloInstruction> asyncCallers = new HashMap<>();
  private final Map<Long, HloInstruction> channels = new HashMap<>();

  Facts(HloModule module) {
    replicaCount = module.find(Attribute.REPLICA_COUNT).orElse(1L);
    partitionCount = module.find(Attribute.NUM_PARTITIONS).orElse(1L);
  }

  /** The number of replicas; 1 where the header does not say. */
  long replicaCount() {
    return replicaCount;
  }

  /** The number of partitions; 1 where the header does not say. */
  long partitionCount() {
    return partitionCount;
  }

  /** The async-start that calls a computation: {@code caller} itself if it is the first. */
  HloInstruction firstAsyncCaller(HloComputation computation, HloInstruction caller) {
    return asyncCallers.computeIfAbsent(computation, key -> caller);
  }

  /** The first instruction on a channel: {@code user} itself if there was none. */
  HloInstruction firstOnChannel(long channel, HloInstruction user) {
    return channels.computeIfAbsent(channel, key -> user);
  }
}
