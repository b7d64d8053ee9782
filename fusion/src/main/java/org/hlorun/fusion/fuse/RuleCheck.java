package org.hlorun.fusion.fuse;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.hlorun.fusion.cost.OpWeights;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ArrayShape;

/** One check of a region against the rules of one form: collects what is violated. */
final class RuleCheck {
  private final FusionForm form;
  private final Region region;
  private final List<Violation> violations = new ArrayList<>();
  private double repeatedWork;

  RuleCheck(FusionForm form, Region region) {
    this.form = form;
    this.region = region;
  }

  Region region() {
    return region;
  }

  boolean isValid() {
    return violations.isEmpty();
  }

  /** Notes a violation unless a rule holds. */
  void require(boolean holds, String rule, String text, Object... arguments) {
    if (!holds) {
      violations.add(new Violation(rule, text, List.of(arguments)));
    }
  }

  /** Requires something of every member. */
  void requireAll(Predicate<HloInstruction> predicate, String rule, String text) {
    for (HloInstruction member : region.members()) {
      if (!predicate.test(member)) {
        require(false, rule, text, member.opcode(), member.name());
      }
    }
  }

  /** Members that {@code anchors} reach, the anchors included. */
  Set<HloInstruction> dependents(Predicate<HloInstruction> anchors) {
    Set<HloInstruction> dependents = new HashSet<>();
    for (HloInstruction member : region.members()) {
      if (anchors.test(member) || readsOneOf(member, dependents)) {
        dependents.add(member);
      }
    }
    return dependents;
  }

  private static boolean readsOneOf(HloInstruction member, Set<HloInstruction> values) {
    for (int i = 0; i < member.operandCount(); i++) {
      if (values.contains(member.operand(i))) {
        return true;
      }
    }
    return false;
  }

  /** The rules about repeated work, the same for all forms. */
  void requireBoundedWork(IndexMaps maps) {
    for (HloInstruction member : region.members()) {
      int size = maps.of(member).size();
      if (size > FusionRules.MAX_INDEX_MAPS) {
        require(false, "F0.4", "%s is needed at %d index maps", member.name(), size);
      }
      if (OpWeights.isExpensive(member)) {
        double ratio = maps.ratio(member);
        require(
            ratio <= FusionRules.MAX_EXPENSIVE_EVALUATIONS,
            "F0.5",
            "every element of the expensive %s would be evaluated %.1f times",
            member.name(),
            ratio);
      }
    }
    repeatedWork = maps.repeatedWork();
  }

  FusionVerdict verdict() {
    return new FusionVerdict(form, violations, repeatedWork);
  }

  static boolean sameDimensions(HloInstruction a, HloInstruction b) {
    return a.shape() instanceof ArrayShape left
        && b.shape() instanceof ArrayShape right
        && left.dimensions().equals(right.dimensions());
  }
}
