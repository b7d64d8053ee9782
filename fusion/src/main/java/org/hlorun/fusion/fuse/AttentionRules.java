package org.hlorun.fusion.fuse;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hlorun.fusion.cost.OpWeights;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;

/** The rules F6 of {@link FusionRules}. */
final class AttentionRules {
  private AttentionRules() {}

  static FusionVerdict check(Region region) {
    RuleCheck check = new RuleCheck(FusionForm.ATTENTION, region);
    List<HloInstruction> dots =
        region.members().stream().filter(m -> m.opcode() == Opcode.DOT).toList();
    check.require(dots.size() == 2, "F6.1", "there are %d dots", dots.size());
    Attention attention = dots.size() == 2 ? Attention.before(region, dots.getLast()) : null;
    check.require(
        attention != null && attention.scores() == dots.getFirst(),
        "F6.1",
        "the chain from dot to dot is no softmax");
    if (!check.isValid()) {
      return check.verdict();
    }
    checkDimensions(check, attention);
    checkMembers(check, attention);
    checkOutput(check, attention.result());
    return check.verdict();
  }

  /** Scores are [batch..., queries..., keys]; the result contracts the keys of each batch. */
  private static void checkDimensions(RuleCheck check, Attention attention) {
    HloInstruction scores = attention.scores();
    HloInstruction result = attention.result();
    int batch = scores.get(Attribute.LHS_BATCH_DIMS).size();
    ArrayShape keys = scores.operand(1).shape().asArray();
    int keyDimensions =
        keys.rank() - batch - scores.get(Attribute.RHS_CONTRACTING_DIMS).size();
    ArrayShape weights = result.operand(0).shape().asArray();
    LongList batches = result.get(Attribute.LHS_BATCH_DIMS);
    check.require(
        keyDimensions == 1
            && result.get(Attribute.LHS_CONTRACTING_DIMS).equals(LongList.of(weights.rank() - 1))
            && hasKeys(result.operand(0), scores)
            && batches.equals(LongList.range(batches.size()))
            && leading(weights, batches.size()) == leading(scores.shape().asArray(), batch),
        "F6.2",
        "%s and %s differ in what are batches and keys",
        scores.name(),
        result.name());
    for (HloInstruction reduce : List.of(attention.maximum(), attention.sum())) {
      int last = reduce.operand(0).shape().asArray().rank() - 1;
      check.require(
          hasKeys(reduce.operand(0), scores)
              && reduce.get(Attribute.DIMENSIONS).equals(LongList.of(last)),
          "F6.2",
          "%s does not reduce the keys",
          reduce.name());
    }
  }

  /** Whether a value has an element per score, with the keys as its last dimension. */
  private static boolean hasKeys(HloInstruction value, HloInstruction scores) {
    ArrayShape array = value.shape().asArray();
    ArrayShape scored = scores.shape().asArray();
    return array.rank() > 0
        && array.elementCount() == scored.elementCount()
        && array.dimension(array.rank() - 1) == scored.dimension(scored.rank() - 1);
  }

  private static long leading(ArrayShape array, int count) {
    return array.dimensions().stream().limit(count).reduce(1, (a, b) -> a * b);
  }

  private static void checkMembers(RuleCheck check, Attention attention) {
    Region region = check.region();
    Set<HloInstruction> prologue = new HashSet<>();
    for (HloInstruction operand :
        List.of(
            attention.scores().operand(0),
            attention.scores().operand(1),
            attention.result().operand(1))) {
      check.require(
          ContractionRules.isPrologue(region, operand, prologue),
          "F6.4",
          "operand %s is not made from one input by cheap steps",
          operand.name());
    }
    Set<HloInstruction> scored = check.dependents(m -> m == attention.scores());
    Set<HloInstruction> weighted = check.dependents(m -> m == attention.result());
    for (HloInstruction member : region.members()) {
      boolean inside = scored.contains(member) && !weighted.contains(member);
      boolean known = attention.contains(member);
      boolean masking =
          inside
              && (member.opcode().isElementwise() || FusableOps.isLinear(member))
              && attention.isBeforeMaximum(member)
              && hasKeys(member, attention.scores());
      boolean side = !inside && !prologue.contains(member) && !weighted.contains(member);
      check.require(
          !inside || known || masking,
          "F6.3",
          "%s %s stands in the softmax",
          member.opcode(),
          member.name());
      check.require(
          !side || isMaskStep(member, attention.scores()),
          "F6.5",
          "%s %s has no place beside an attention",
          member.opcode(),
          member.name());
    }
  }

  /** Masks are evaluated once per score, so that what is expensive must not be smaller. */
  private static boolean isMaskStep(HloInstruction member, HloInstruction scores) {
    return ContractionRules.isSideInput(member)
        && (!OpWeights.isExpensive(member) || hasKeys(member, scores));
  }

  private static void checkOutput(RuleCheck check, HloInstruction result) {
    HloInstruction output = check.region().outputs().getFirst();
    boolean converted = output.opcode() == Opcode.CONVERT && output.operand(0) == result;
    check.require(
        check.region().outputs().size() == 1 && (output == result || converted),
        "F6.6",
        "the only output must be %s or its conversion",
        result.name());
  }
}
