package org.hlorun.fusion.fuse;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/** The rules F5 of {@link FusionRules}. */
final class ContractionRules {
  private ContractionRules() {}

  static FusionVerdict check(Region region) {
    RuleCheck check = new RuleCheck(FusionForm.CONTRACTION, region);
    List<HloInstruction> contractions = new ArrayList<>(1);
    for (HloInstruction member : region.members()) {
      if (FusableOps.isContraction(member)) {
        contractions.add(member);
      }
    }
    check.require(
        contractions.size() == 1, "F5.1", "there are %d contractions", contractions.size());
    if (!check.isValid()) {
      return check.verdict();
    }
    HloInstruction contraction = contractions.getFirst();
    Set<HloInstruction> dependents = check.dependents(FusableOps::isContraction);
    checkOutput(check, contraction, dependents);
    Set<HloInstruction> prologue = new HashSet<>();
    for (HloInstruction operand : contraction.operands()) {
      check.require(
          isPrologue(region, operand, prologue),
          "F5.4",
          "operand %s of %s is not made from one input by cheap steps",
          operand.name(),
          contraction.name());
    }
    for (HloInstruction member : region.members()) {
      if (dependents.contains(member)) {
        checkEpilogue(check, contraction, member);
      } else if (!prologue.contains(member)) {
        check.require(
            isSideInput(member),
            "F5.5",
            "%s %s has no place beside a contraction",
            member.opcode(),
            member.name());
      }
    }
    if (check.isValid()) {
      long count = IndexMaps.count(contraction);
      check.requireBoundedWork(new IndexMaps(region, count, count, false));
    }
    return check.verdict();
  }

  private static void checkOutput(
      RuleCheck check, HloInstruction contraction, Set<HloInstruction> dependents) {
    List<HloInstruction> outputs = check.region().outputs();
    check.require(
        outputs.size() == 1
            && dependents.contains(outputs.getFirst())
            && IndexMaps.count(outputs.getFirst()) == IndexMaps.count(contraction),
        "F5.2",
        "the only output must depend on %s and have as many elements",
        contraction.name());
  }

  private static void checkEpilogue(
      RuleCheck check, HloInstruction contraction, HloInstruction member) {
    boolean elementwise =
        member.opcode().isElementwise()
            && FusableOps.isLoop(member)
            && RuleCheck.sameDimensions(contraction, member);
    boolean lastReshape = FusableOps.isLinear(member) && check.region().outputs().contains(member);
    check.require(
        member == contraction || elementwise || lastReshape,
        "F5.3",
        "%s %s is no epilogue of %s",
        member.opcode(),
        member.name(),
        contraction.name());
  }

  /** Whether a value is an input or made from one by cheap steps, which are collected. */
  static boolean isPrologue(Region region, HloInstruction value, Set<HloInstruction> prologue) {
    if (!region.contains(value)) {
      return true;
    }
    prologue.add(value);
    return switch (value.opcode()) {
      case CONVERT, TRANSPOSE, RESHAPE -> isPrologue(region, value.operand(0), prologue);
      case BITCAST -> FusableOps.isLinear(value) && isPrologue(region, value.operand(0), prologue);
      case MULTIPLY ->
          isScalarBroadcast(region, value.operand(1), prologue)
                  && isPrologue(region, value.operand(0), prologue)
              || isScalarBroadcast(region, value.operand(0), prologue)
                  && isPrologue(region, value.operand(1), prologue);
      default -> false;
    };
  }

  private static boolean isScalarBroadcast(
      Region region, HloInstruction value, Set<HloInstruction> prologue) {
    if (!region.contains(value) || value.opcode() != Opcode.BROADCAST) {
      return false;
    }
    HloInstruction scalar = value.operand(0);
    boolean plain = !region.contains(scalar) || FusableOps.isSmallConstant(scalar);
    if (!scalar.shape().isScalar() || !plain) {
      return false;
    }
    prologue.add(value);
    prologue.add(scalar);
    return true;
  }

  static boolean isSideInput(HloInstruction member) {
    return switch (member.opcode()) {
      case BROADCAST, IOTA, CONSTANT, RESHAPE, BITCAST -> FusableOps.isLoop(member);
      default -> member.opcode().isElementwise() && FusableOps.isLoop(member);
    };
  }
}
