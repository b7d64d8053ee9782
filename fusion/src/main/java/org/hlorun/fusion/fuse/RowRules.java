package org.hlorun.fusion.fuse;

import java.util.Optional;
import java.util.Set;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ArrayShape;

/** The rules F3 of {@link FusionRules}. */
final class RowRules {
  private RowRules() {}

  static FusionVerdict check(Region region) {
    RuleCheck check = new RuleCheck(FusionForm.ROW, region);
    check.requireAll(
        member -> FusableOps.isLoop(member) || FusableOps.isSimpleReduce(member),
        "F3.1",
        "%s %s has no place in a row fusion");
    Optional<RowShape> rows = commonRows(check);
    if (rows.isPresent() && check.isValid()) {
      checkRows(check, rows.get());
    }
    return check.verdict();
  }

  private static Optional<RowShape> commonRows(RuleCheck check) {
    Optional<RowShape> common = Optional.empty();
    for (HloInstruction member : check.region().members()) {
      if (FusableOps.isSimpleReduce(member)) {
        Optional<RowShape> rows = RowShape.of(member);
        check.require(rows.isPresent(), "F3.2", "%s reduces no trailing dimensions", member.name());
        check.require(
            rows.isEmpty() || common.isEmpty() || common.equals(rows),
            "F3.2",
            "%s reduces other rows than the reductions before",
            member.name());
        common = common.or(() -> rows);
      }
    }
    return common;
  }

  private static void checkRows(RuleCheck check, RowShape rows) {
    Region region = check.region();
    long full = rows.rows() * rows.columns();
    for (HloInstruction output : region.outputs()) {
      long count = IndexMaps.count(output);
      check.require(
          count == full || count == rows.rows(),
          "F3.3",
          "output %s has neither an element per element of the rows nor one per row",
          output.name());
    }
    IndexMaps maps = new IndexMaps(region, full, rows.rows(), true);
    Set<HloInstruction> dependents = check.dependents(FusableOps::isSimpleReduce);
    long widest = 0;
    boolean visitedAgain = false;
    for (HloInstruction member : region.members()) {
      Evaluations needed = maps.of(member);
      if (needed.contains(IndexMaps.FULL)) {
        widest = Math.max(widest, bytes(member));
        visitedAgain |= dependents.contains(member);
      }
      int least = FusableOps.isSimpleReduce(member) ? IndexMaps.RESULT : IndexMaps.FULL;
      check.require(
          !dependents.contains(member)
              || needed.allWithin(least, IndexMaps.RESULT),
          "F3.4",
          "%s depends on a reduction and is needed at other places than its row",
          member.name());
    }
    check.require(
        !visitedAgain || rows.columns() * widest <= FusionRules.MAX_ROW_BYTES,
        "F3.5",
        "a row of %d columns does not stay in the cache",
        rows.columns());
    check.requireBoundedWork(maps);
  }

  private static long bytes(HloInstruction member) {
    return ((ArrayShape) member.shape()).elementType().byteSize();
  }
}
