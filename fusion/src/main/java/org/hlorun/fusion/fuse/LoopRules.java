package org.hlorun.fusion.fuse;

import java.util.List;
import org.hlorun.language.ir.HloInstruction;

/** The rules F1 and F2 of {@link FusionRules}. */
final class LoopRules {
  private LoopRules() {}

  static FusionVerdict check(Region region) {
    RuleCheck check = new RuleCheck(FusionForm.LOOP, region);
    check.requireAll(FusableOps::isLoop, "F1.1", "%s %s has no place in a loop fusion");
    HloInstruction first = region.outputs().getFirst();
    for (HloInstruction output : region.outputs()) {
      check.require(
          RuleCheck.sameDimensions(first, output),
          "F1.2",
          "outputs %s and %s have different dimensions",
          first.name(),
          output.name());
    }
    if (check.isValid()) {
      long count = IndexMaps.count(first);
      check.requireBoundedWork(new IndexMaps(region, count, count, false));
    }
    return check.verdict();
  }

  static FusionVerdict checkUpdate(Region region) {
    RuleCheck check = new RuleCheck(FusionForm.UPDATE, region);
    HloInstruction root = region.outputs().getFirst();
    check.require(
        region.outputs().equals(List.of(root)) && FusableOps.isUpdate(root),
        "F2.1",
        "the only output must be the update, but %s is one",
        root.name());
    check.requireAll(
        member -> member == root || FusableOps.isLoop(member),
        "F2.1",
        "%s %s has no place in an update fusion");
    if (!check.isValid()) {
      return check.verdict();
    }
    HloInstruction updated = root.operand(0);
    boolean readElsewhere =
        region.members().stream()
            .anyMatch(
                member ->
                    member.operands().lastIndexOf(updated) > 0
                        || (member != root && member.operands().contains(updated)));
    check.require(
        !region.contains(updated) && !readElsewhere,
        "F2.2",
        "the updated array %s must be an input that is read nowhere else",
        updated.name());
    long count = IndexMaps.count(root);
    check.requireBoundedWork(new IndexMaps(region, count, count, false));
    return check.verdict();
  }
}
