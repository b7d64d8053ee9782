package org.hlorun.language.verifier;

import java.util.HashSet;
import java.util.Set;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;

/** The pairs of devices of collective permutes (I17). */
final class SourceTargetRules {
  private SourceTargetRules() {}

  static void check(HloInstruction instruction, Facts facts) {
    Set<Long> sources = new HashSet<>();
    Set<Long> targets = new HashSet<>();
    boolean partitions = instruction.has(Attribute.CHANNEL_ID);
    long devices = partitions ? facts.partitionCount() : facts.replicaCount();
    for (LongList pair : instruction.get(Attribute.SOURCE_TARGET_PAIRS)) {
      Violation.unless(
          pair.size() == 2,
          Invariant.SOURCE_TARGET_PAIRS,
          "expects 2 devices in a pair of %s, but has {%s}",
          instruction.opcode(),
          pair);
      checkDevice("Source", pair.get(0), devices, sources);
      checkDevice("Target", pair.get(1), devices, targets);
    }
  }

  /** A header that does not say how many devices there are leaves their numbers open. */
  private static void checkDevice(String role, long device, long devices, Set<Long> seen) {
    Violation.unless(
        seen.add(device),
        Invariant.SOURCE_TARGET_PAIRS,
        "%s %d appears more than once in instruction's source-target pairs",
        role,
        device);
    Violation.unless(
        device >= 0,
        Invariant.SOURCE_TARGET_PAIRS,
        "%s %d in the instruction's source-target pair must be >= 0",
        role,
        device);
    Violation.unless(
        devices == 1 || device < devices,
        Invariant.SOURCE_TARGET_PAIRS,
        "%s %d in the instruction's source-target pair must be < %d",
        role,
        device,
        devices);
  }
}
