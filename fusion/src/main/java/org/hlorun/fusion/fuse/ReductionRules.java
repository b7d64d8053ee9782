package org.hlorun.fusion.fuse;

import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;

/** The rules F4 of {@link FusionRules}. */
final class ReductionRules {
  private ReductionRules() {}

  static FusionVerdict check(Region region) {
    RuleCheck check = new RuleCheck(FusionForm.REDUCTION, region);
    check.requireAll(
        member -> FusableOps.isLoop(member) || FusableOps.isSimpleReduce(member),
        "F4.1",
        "%s %s has no place in a reduction fusion");
    HloInstruction first = null;
    for (HloInstruction member : region.members()) {
      if (FusableOps.isSimpleReduce(member)) {
        first = first == null ? member : first;
        check.require(
            RuleCheck.sameDimensions(first.operand(0), member.operand(0))
                && first.get(Attribute.DIMENSIONS).equals(member.get(Attribute.DIMENSIONS)),
            "F4.2",
            "%s and %s reduce different dimensions",
            first.name(),
            member.name());
      }
    }
    if (first != null && check.isValid()) {
      checkResults(check, first);
    }
    return check.verdict();
  }

  private static void checkResults(RuleCheck check, HloInstruction reduce) {
    Region region = check.region();
    long results = IndexMaps.count(reduce);
    for (HloInstruction output : region.outputs()) {
      check.require(
          IndexMaps.count(output) == results,
          "F4.3",
          "output %s has not the size of the reductions' results",
          output.name());
    }
    IndexMaps maps = new IndexMaps(region, IndexMaps.count(reduce.operand(0)), results, false);
    for (HloInstruction member : check.dependents(FusableOps::isSimpleReduce)) {
      check.require(
          maps.of(member).allWithin(IndexMaps.RESULT, IndexMaps.RESULT),
          "F4.4",
          "%s depends on a reduction and is needed elsewhere than at its results",
          member.name());
    }
    check.requireBoundedWork(maps);
  }
}
