package org.hlorun.fusion.fuse;

import java.util.List;
import org.hlorun.language.ir.HloInstruction;

/**
 * That the results of a computation would take too much memory at once with all its fusions.
 *
 * @param computation its name
 * @param bytes what they would take
 * @param limit what they may take
 */
record MemoryLimit(String computation, double bytes, double limit) {
  /** How many instructions of a fusion are named. */
  private static final int MAX_NAMES = 4;

  /**
   * One fusion was taken apart.
   *
   * @param left what results take at once now that all that are given up are
   */
  GivenUpFusion fusion(List<HloInstruction> members, double left) {
    StringBuilder names = new StringBuilder("the fusion of ");
    for (int i = 0; i < Math.min(MAX_NAMES, members.size()); i++) {
      names.append(i == 0 ? "" : ", ").append(members.get(i).name());
    }
    if (members.size() > MAX_NAMES) {
      names.append(" and ").append(members.size() - MAX_NAMES).append(" more");
    }
    return givenUp(names.toString(), left);
  }

  /** No kernels were merged because they read the same value. */
  GivenUpFusion everySibling(double left) {
    return givenUp("every fusion of kernels that only read the same value", left);
  }

  /** All fusions were given up. */
  GivenUpFusion everything(double left) {
    return givenUp("every fusion", left);
  }

  private GivenUpFusion givenUp(String fusion, double left) {
    return new GivenUpFusion(computation, fusion, (long) bytes, (long) left, (long) limit);
  }
}
