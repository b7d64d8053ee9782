package org.hlorun.language.stablehlo;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.hlorun.language.mlir.MlirBlock;
import org.hlorun.language.mlir.MlirOperation;
import org.hlorun.language.mlir.MlirRegion;
import org.hlorun.language.mlir.MlirValue;

/** Which values of the enclosing blocks a region uses. Each region is looked at once. */
final class FreeValues {
  private final Map<MlirRegion, Set<MlirValue>> byRegion = new IdentityHashMap<>();

  /** The values that are used in a region but defined outside, in the order of their first use. */
  Set<MlirValue> of(MlirRegion region) {
    Set<MlirValue> known = byRegion.get(region);
    if (known != null) {
      return known;
    }
    Set<MlirValue> free = new LinkedHashSet<>();
    for (MlirBlock block : region.blocks()) {
      Set<MlirValue> defined = Collections.newSetFromMap(new IdentityHashMap<>());
      defined.addAll(block.arguments());
      for (MlirOperation operation : block.operations()) {
        for (MlirValue operand : operation.operands()) {
          if (!defined.contains(operand)) {
            free.add(operand);
          }
        }
        for (MlirRegion nested : operation.regions()) {
          for (MlirValue value : of(nested)) {
            if (!defined.contains(value)) {
              free.add(value);
            }
          }
        }
        defined.addAll(operation.results());
      }
    }
    byRegion.put(region, free);
    return free;
  }
}
